package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.demo.Clickstream;
import io.penstock.cli.demo.PeakMemory;
import io.penstock.cli.demo.Progress;
import io.penstock.cli.demo.Traffic;
import io.penstock.cli.produce.Generator;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Json;
import io.penstock.local.LocalServices;
import io.penstock.local.RunningServices;
import io.penstock.local.StackStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Run the clickstream story: traffic, a table, dead letters, and the proof.",
        sortOptions = false,
        footer = {
            "",
            "Starts broker and runtime where they are not up, and stops what it started at its end.",
            "",
            "  penstock demo                          until Ctrl-C",
            "  penstock demo --events 200000 --exit   ends by itself; exit code 0 only if verify closes"
        })
final class DemoCommand implements Callable<Integer> {

    private static final double DEFAULT_RATE = 1_000;
    private static final long DEFAULT_EVENTS = 200_000; // of --exit
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final Context context;
    private final CountDownLatch stopping = new CountDownLatch(1);

    @Option(names = "--events", paramLabel = "N", description = "Send so many, as fast as Kafka takes them.")
    private @Nullable Long events;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Send so many a second. Default: 1,000 where --events is not given.")
    private @Nullable Double rate;

    @Option(
            names = "--exit",
            description = "End once all is in the table and verified; the last line is one JSON object.")
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
        Outcome outcome;
        try (Interruption interruption = Interruption.calls(stopping::countDown, PATIENCE);
                PeakMemory memory = PeakMemory.watch(local);
                RunningServices started = startMissing(local)) {
            outcome = tell(memory);
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

    private Outcome tell(PeakMemory memory) throws IOException {
        String bootstrapServers = new KafkaOptions().connect(context);
        Clickstream clickstream = Clickstream.create(RuntimeClient.require(context.home()), bootstrapServers);
        Progress before = clickstream.progress();
        try (Traffic traffic = Traffic.start(bootstrapServers, events(), perSecond())) {
            clickstream.start(); // it takes seconds, and finds its first rows there then
            DemoScreen screen = new DemoScreen(context, memory);
            Progress progress = new DemoWatch(context, clickstream, before, traffic, screen, stopping).follow(exit);
            JsonNode audit = exit && stopping.getCount() > 0 ? clickstream.verify() : null;
            return new Outcome(traffic.sent(), progress, screen.firstRowSeconds(), memory.peakMib(), audit);
        }
    }

    private long events() {
        return events != null ? events : exit ? DEFAULT_EVENTS : Generator.ENDLESS;
    }

    private double perSecond() {
        return rate != null ? rate : events() == Generator.ENDLESS ? DEFAULT_RATE : 0;
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
     * @param firstRowSeconds from the start of this process to the first row in the table
     * @param audit what {@code verify} found, where it was asked for
     */
    private record Outcome(
            long sent, Progress progress, double firstRowSeconds, long peakMib, @Nullable JsonNode audit) {

        boolean verified() {
            return audit != null && audit.path("verified").asBoolean();
        }

        JsonNode json() {
            return Json.object()
                    .put("sent", sent)
                    .put("rows", progress.rows())
                    .put("dead_letters", progress.deadLetters())
                    .put("verified", verified())
                    .put("seconds_to_first_row", Math.round(firstRowSeconds * 10) / 10.0)
                    .put("peak_memory_mib", peakMib);
        }
    }
}
