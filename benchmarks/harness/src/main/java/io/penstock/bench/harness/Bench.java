package io.penstock.bench.harness;

import io.penstock.local.Broker;
import io.penstock.local.LocalServiceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code ./bench}. Stdout carries the report, stderr what happens meanwhile. Exit codes: 0 measured, 1 a contender
 * failed or its table is not what was sent, 2 wrong usage. A contender that fails is in the report; the others go on.
 */
@Command(
        name = "bench",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        header = "Measures Penstock against other ways from Kafka to a table, on one machine, in turn.",
        description = "./bench decoders measures the decoders alone.")
public final class Bench implements Callable<Integer> {

    /** Where the checkout is; set by the script. */
    static final String ROOT_PROPERTY = "penstock.root";

    private static final int FAILED = 1;
    private static final double MILLIS_OF_A_MINUTE = 60_000;
    private static final Logger LIBRARIES = Logger.getLogger("");

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "WORKLOAD",
            arity = "1..*",
            description =
                    "csv4, csv10, json and access-log: events of that kind from a topic to a table, as many a second as go;"
                            + " windowed: counts by minute of a million keys; index: the events of csv4 into an index of OpenSearch; freshness: time until an event is in the table; hot: time from topic to topic; soak: Penstock"
                            + " alone for a long time, with its memory.")
    private List<String> workloads = List.of();

    @Option(
            names = "--events",
            paramLabel = "N",
            description =
                    "Records of a topic; without it 5 million for csv4, 10 million for windowed, 2 million for the others.")
    private long events;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "How often each contender runs, or how many times its latency is taken in one run; without it 3 times.")
    private int rounds;

    @Option(
            names = "--contenders",
            paramLabel = "A,B",
            split = ",",
            description =
                    "Who takes part; without it all: plain, spark-classic (not in csv10 and json), spark-tuned, spark-realtime,"
                            + " flink, flink-format, connect, replay (in index alone), penstock.")
    private List<String> contenders = List.of();

    @Option(
            names = "--commit-seconds",
            paramLabel = "N",
            description =
                    "How often the contenders commit that do so by time; without it every 10 seconds. Those that commit by count"
                            + " do so twice in a run.")
    private int commitSeconds = 10;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long a soak sends events; without it 60 minutes. A fraction is taken too.")
    private double minutes = 60;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Events a second of a soak; without it half of what Penstock takes of csv4, which is measured first.")
    private double rate;

    @Option(names = "--output", paramLabel = "FORM", description = "text (the default) or json.")
    private String output = "text";

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            description =
                    "Where topics and tables are kept meanwhile, some gigabytes; without it benchmarks/target/work.")
    private @Nullable Path work;

    private final Progress progress;

    private record NumberGiven(String option, double value, double least) {}

    private Bench(Progress progress) {
        this.progress = progress;
    }

    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), System.err::println, arguments));
    }

    /**
     * Runs the command and returns its exit code.
     *
     * @param out takes the report
     * @param progress told what happens meanwhile
     */
    static int run(PrintWriter out, Progress progress, String... arguments) {
        LIBRARIES.setLevel(Level.WARNING);
        return new CommandLine(new Bench(progress))
                .setOut(out)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof BenchException || failure instanceof LocalServiceException) {
                        System.err.println(failure.getMessage());
                        for (Throwable why = failure.getCause(); why != null; why = why.getCause()) {
                            System.err.println("  " + why);
                        }
                        return FAILED;
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    /** What a command line asks for. @throws ParameterException when it asks for nothing that there is */
    static BenchPlan plan(String... arguments) {
        Bench bench = new Bench(line -> {});
        new CommandLine(bench).parseArgs(arguments);
        return bench.plan();
    }

    @Override
    public Integer call() {
        BenchPlan plan = plan();
        Checkout checkout = new Checkout(Path.of(System.getProperty(ROOT_PROPERTY)));
        Report report = new Report(Machine.here(), checkout.versions());
        Path folder = folder(checkout);
        Thread hook = new Thread(() -> abandon(folder), "bench-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Broker broker = Broker.startTemporary(folder.resolve("broker"))) {
            Topics topics = new Topics(broker.bootstrapServers());
            new Session(plan, checkout, topics, folder, progress).run(report);
        } finally {
            tidyUp(folder, hook);
        }
        spec.commandLine().getOut().println(output.equals("json") ? report.json() : report.text());
        return report.failed() ? FAILED : 0;
    }

    private static void tidyUp(Path folder, Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the hook runs, and does it
        }
        Folders.delete(folder);
    }

    /** After Ctrl-C: ends all that was started. */
    private static void abandon(Path folder) {
        ProcessHandle.current().children().forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
        Folders.delete(folder);
    }

    private BenchPlan plan() {
        workloads.stream()
                .filter(word -> !BenchPlan.words().contains(word))
                .findFirst()
                .ifPresent(word -> reject(
                        "is no workload: '%s'; there are %s".formatted(word, String.join(", ", BenchPlan.words()))));
        if (!List.of("text", "json").contains(output)) {
            reject("is no form of a report: '%s'; there are text and json".formatted(output));
        }
        Stream.of(
                        new NumberGiven("--events", events, 0),
                        new NumberGiven("--rounds", rounds, 0),
                        new NumberGiven("--commit-seconds", commitSeconds, 1),
                        new NumberGiven("--minutes", minutes, 0.05),
                        new NumberGiven("--rate", rate, 0))
                .filter(number -> number.value() < number.least())
                .findFirst()
                .ifPresent(number -> reject("%s is too small: %s".formatted(number.option(), number.value())));
        try {
            List<Peer> peers = contenders.stream().map(Peer::named).toList();
            return new BenchPlan(
                    workloads,
                    events,
                    rounds,
                    peers,
                    Duration.ofSeconds(commitSeconds),
                    new BenchPlan.Soak(Duration.ofMillis(Math.round(minutes * MILLIS_OF_A_MINUTE)), rate));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void reject(String why) {
        throw new ParameterException(spec.commandLine(), why);
    }

    private Path folder(Checkout checkout) {
        Path parent = work != null ? work : checkout.root().resolve("benchmarks/target/work");
        try {
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent.toAbsolutePath(), "run-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep topics and tables in " + parent, e);
        }
    }
}
