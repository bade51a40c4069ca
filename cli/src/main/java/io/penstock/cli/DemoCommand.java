package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.demo.Cabs;
import io.penstock.cli.demo.Clickstream;
import io.penstock.cli.demo.Documents;
import io.penstock.cli.demo.PeakMemory;
import io.penstock.cli.demo.Progress;
import io.penstock.cli.demo.RunningStory;
import io.penstock.cli.demo.Story;
import io.penstock.cli.demo.Traffic;
import io.penstock.cli.produce.Generator;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Json;
import io.penstock.local.LocalServices;
import io.penstock.local.RunningServices;
import io.penstock.local.ServiceStatus;
import io.penstock.local.StackStatus;
import io.penstock.pipeline.LoadedPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "demo",
        description = "Run a story: traffic, tables, dead letters, and the proof.",
        sortOptions = false,
        footer = {
            "",
            "Starts broker and runtime where they are not up, and stops what it started at its end.",
            "",
            "  clickstream   clicks of a web site, in a table",
            "  cabs          cabs of a city: places, speeds and trips, in tables and in indices of OpenSearch",
            "",
            "  penstock demo                          until Ctrl-C",
            "  penstock demo cabs                     with 200 events a second",
            "  penstock demo --events 200000 --exit   ends by itself; exit code 0 only if verify closes"
        })
final class DemoCommand implements Callable<Integer> {

    private static final double DEFAULT_RATE = 1_000;
    private static final double DEFAULT_CABS_RATE = 200;
    private static final long DEFAULT_EVENTS = 200_000; // of --exit
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final Context context;
    private final CountDownLatch stopping = new CountDownLatch(1);

    @Parameters(
            arity = "0..1",
            paramLabel = "STORY",
            converter = Converters.Story.class,
            defaultValue = "clickstream",
            description = "clickstream or cabs. Default: ${DEFAULT-VALUE}.")
    private Story story = new Clickstream();

    @Option(names = "--events", paramLabel = "N", description = "Send so many, as fast as Kafka takes them.")
    private @Nullable Long events;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Send so many a second. Default: 1,000, of cabs 200, where --events is not given.")
    private @Nullable Double rate;

    @Option(
            names = "--exit",
            description = "End once all is in the outputs and verified; the last line is one JSON object.")
    private boolean exit;

    @Mixin
    private final PortOptions ports = new PortOptions();

    DemoCommand(Context context) {
        this.context = context;
    }

    @Override
    @SuppressWarnings("try") // what watches works by being open
    public Integer call() throws IOException {
        requireSense();
        LocalServices local = ports.services(context.home());
        ObjectNode file = file();
        Outcome outcome;
        try (Interruption interruption = Interruption.calls(stopping::countDown, PATIENCE);
                PeakMemory memory = PeakMemory.watch(local);
                RunningServices started = startMissing(local)) {
            outcome = tell(local, file, memory);
            context.err().println(started == null ? "The local stack stays up." : "Stopping what the demo started.");
        }
        return report(outcome);
    }

    private void requireSense() {
        if (events != null && events < 1 || rate != null && !(rate > 0)) {
            throw CommandException.wrongUsage("Cannot run the demo, expected --events and --rate of more than 0");
        }
    }

    private @Nullable RunningServices startMissing(LocalServices local) {
        if (local.status().state() == StackStatus.State.RUNNING) {
            context.err().println("Using the local stack that is up.");
            return null;
        }
        try (StartProgress progress = new StartProgress(context)) {
            return local.startHere(progress);
        }
    }

    private Outcome tell(LocalServices local, ObjectNode file, PeakMemory memory) throws IOException {
        String bootstrapServers = new KafkaOptions().connect(context);
        RunningStory running = RunningStory.create(RuntimeClient.require(context.home()), story, bootstrapServers);
        Progress before = running.progress();
        try (Traffic traffic = Traffic.start(bootstrapServers, story, events(), perSecond())) {
            running.start(file); // it takes seconds, and finds its first rows there then
            DemoScreen screen = new DemoScreen(context, story, memory, !exit);
            Progress progress = new DemoWatch(context, story, running, before, traffic, screen, stopping).follow(exit);
            boolean proved = exit && stopping.getCount() > 0;
            JsonNode audit = proved ? running.verify() : null;
            return new Outcome(
                    traffic.sent(),
                    progress,
                    proved ? documents(local) : null,
                    screen.firstRowSeconds(),
                    memory.peakMib(),
                    audit);
        }
    }

    /** The pipeline file on its way to the runtime; what it needs beside broker and runtime is started, or starts with them. */
    private ObjectNode file() throws IOException {
        Path folder = context.home().root().resolve("demo").resolve(story.name());
        LoadedPipeline loaded = PipelineFile.load(context, story.unpack(folder));
        NeededServices.provide(context, loaded);
        return PipelineFile.body(loaded);
    }

    /** How many documents the indices have; nothing where the story has none. */
    private @Nullable Long documents(LocalServices local) throws IOException {
        if (story.indices().isEmpty()) {
            return null;
        }
        Integer port = local.status().services().stream()
                .filter(service -> service.service().equals("search"))
                .map(ServiceStatus::port)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(
                        () -> CommandException.failed("Cannot count documents, the search service is not up", null));
        return Documents.count(port, story.indices());
    }

    private long events() {
        return events != null ? events : exit ? DEFAULT_EVENTS : Generator.ENDLESS;
    }

    private double perSecond() {
        return rate != null ? rate : events() == Generator.ENDLESS ? defaultRate() : 0;
    }

    private double defaultRate() {
        return story instanceof Cabs ? DEFAULT_CABS_RATE : DEFAULT_RATE;
    }

    private int report(Outcome outcome) {
        JsonNode audit = outcome.audit();
        if (audit == null) {
            return ExitCodes.DONE;
        }
        audit.path("findings").forEach(finding -> context.err().println(finding.asText()));
        context.out().println(Json.line(outcome.json()));
        return outcome.verified() ? ExitCodes.DONE : ExitCodes.CHECK_FAILED;
    }

    /**
     * @param documents in the indices, where there are any
     * @param firstRowSeconds from the start of this process to the first row in the table
     * @param audit what {@code verify} found, where it was asked for
     */
    private record Outcome(
            long sent,
            Progress progress,
            @Nullable Long documents,
            double firstRowSeconds,
            long peakMib,
            @Nullable JsonNode audit) {

        boolean verified() {
            return audit != null && audit.path("verified").asBoolean();
        }

        JsonNode json() {
            ObjectNode json = Json.object()
                    .put("sent", sent)
                    .put("rows", progress.rows())
                    .put("dead_letters", progress.deadLetters());
            if (documents != null) {
                json.put("documents", documents);
            }
            return json.put("verified", verified())
                    .put("seconds_to_first_row", Math.round(firstRowSeconds * 10) / 10.0)
                    .put("peak_memory_mib", peakMib);
        }
    }
}
