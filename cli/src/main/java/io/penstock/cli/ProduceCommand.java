package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.kafka.Topics;
import io.penstock.cli.produce.FileRecords;
import io.penstock.cli.produce.Generator;
import io.penstock.cli.produce.Producing;
import io.penstock.cli.produce.Producing.Pace;
import io.penstock.cli.produce.Producing.Sent;
import io.penstock.cli.produce.Records;
import io.penstock.cli.simulate.CabSimulator;
import io.penstock.cli.simulate.CabSimulator.Settings;
import io.penstock.cli.simulate.Truth;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "produce",
        description = "Send events to a topic: generated clicks, simulated cabs, or the lines of a file.",
        sortOptions = false,
        customSynopsis = {
            "penstock produce --topic TOPIC (--events N | --duration TIME | --rate N) [OPTIONS]",
            "       penstock produce --topic TOPIC --simulate cabs [OPTIONS]",
            "       penstock produce --topic TOPIC --file FILE [OPTIONS]"
        },
        footer = {
            "",
            "A generated event is epochMillis,n,www.example<0-254>.com,192.168.2.<0-254>, keyed by the ip.",
            "A simulated cab sends {\"cab\", \"at\", \"received\", \"lat\", \"lon\", \"occupied\", \"speed\"} every 5 s, or as --rate says,",
            "keyed by the cab; with --events and without --rate at once, as if it had been until now.",
            "",
            "  penstock produce --topic blog-replay --events 25",
            "  penstock produce --topic blog-replay --rate 1000 --bad 0.01       until Ctrl-C",
            "  penstock produce --topic cab-telemetry --simulate cabs --rate 200 until Ctrl-C",
            "  penstock produce --topic edits --file edits.json.gz --speed 10x   ten times as fast as it was"
        })
final class ProduceCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Producing.DELIVERY_LIMIT.plusSeconds(5);

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int MOST_CABS = 100_000;
    private static final double NANOS = 1e9;

    private final Context context;

    @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "Where the events go.")
    private String topic = "";

    @Option(names = "--rate", paramLabel = "N", description = "So many a second. Default: as many as Kafka takes.")
    private double rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "End after this time, such as 10s or 5m.")
    private @Nullable Duration duration;

    @ArgGroup(exclusive = false, heading = "Generated events%n")
    private Generated generated = new Generated();

    @ArgGroup(exclusive = false, heading = "Simulated cabs%n")
    private @Nullable Simulated simulated;

    @ArgGroup(exclusive = false, heading = "A file, one record a line, plain or gzip%n")
    private @Nullable Lines lines;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    private static final class Generated {

        @Option(names = "--events", paramLabel = "N", description = "How many.")
        private @Nullable Long events;

        @Option(
                names = "--bad",
                paramLabel = "SHARE",
                description =
                        "Share of events that are malformed on purpose, such as 0.01; of N events exactly N x SHARE,"
                                + " of every kind by turns.")
        private double bad;

        @Option(names = "--seed", paramLabel = "N", description = "The same seed gives the same events, times aside.")
        private @Nullable Long seed;

        private boolean stated() {
            return events != null || bad != 0 || seed != null;
        }
    }

    private static final class Simulated {

        @Option(
                names = "--simulate",
                required = true,
                paramLabel = "cabs",
                converter = Converters.Simulation.class,
                description = "Cabs that drive through a city, with all that goes wrong there.")
        private String what = "";

        @Option(names = "--cabs", paramLabel = "N", description = "How many drive. Default: ${DEFAULT-VALUE}.")
        private int cabs = 200;

        @Option(
                names = "--start",
                paramLabel = "TIME",
                converter = Converters.Moment.class,
                description =
                        "When the first event happens, such as 2026-01-31T08:00:00Z. Default: so that the last one is now;"
                                + " with --rate, now.")
        private @Nullable Instant start;

        @Option(
                names = "--truth",
                paramLabel = "FILE",
                description = "Write how many trips, jumps, late and garbled records there are, as JSON.")
        private @Nullable Path truth;
    }

    private static final class Lines {

        @Option(names = "--file", required = true, paramLabel = "FILE", description = "The file.")
        private Path file = Path.of("");

        @Option(
                names = "--key-regex",
                paramLabel = "REGEX",
                converter = Converters.Regex.class,
                description = "Where the key stands in a line: the first group, or the whole match.")
        private @Nullable Pattern key;

        @Option(
                names = "--speed",
                paramLabel = "10x",
                converter = Converters.Speed.class,
                description = "Send as the events happened, so many times as fast. Default: regardless of their times.")
        private double speed;

        @Option(
                names = "--time-regex",
                paramLabel = "REGEX",
                converter = Converters.Regex.class,
                description = "Where the time stands in a line, for --speed. Default: the first text that is a time.")
        private @Nullable Pattern time;

        @Option(names = "--skip-header", description = "Leave out the first line.")
        private boolean skipHeader;
    }

    ProduceCommand(Context context) {
        this.context = context;
    }

    @Override
    @SuppressWarnings("try") // what watches the sending works by being open
    public Integer call() throws IOException {
        requireSense();
        try (Records records = records()) {
            String bootstrapServers = kafka.connect(context);
            try (Topics topics = Topics.connect(bootstrapServers)) {
                topics.require(topic);
            }
            Sent sent;
            try (Producing producing = Producing.open(bootstrapServers, topic);
                    Interruption interruption = Interruption.calls(producing::stop, PATIENCE);
                    ProducingBar bar = ProducingBar.show(context, producing, expected())) {
                // a simulation knows by itself when a record is due
                sent = producing.send(records, new Pace(simulated == null ? rate : 0, duration));
            }
            writeTruth(records, sent);
            return report(sent);
        }
    }

    private void requireSense() {
        if (lines != null && generated.stated()) {
            throw CommandException.wrongUsage(
                    "Cannot generate events and send a file at once: leave out --file, or --events, --bad and --seed");
        }
        if (simulated != null) {
            requireSense(simulated);
        } else if (lines == null && generated.events == null && duration == null && rate == 0) {
            throw CommandException.wrongUsage(
                    "Cannot produce, say how much: --events N, --duration TIME, or --rate N (until Ctrl-C)");
        }
        if (rate < 0 || generated.bad < 0 || generated.bad > 1 || generated.events != null && generated.events < 0) {
            throw CommandException.wrongUsage(
                    "Cannot produce, expected --rate and --events of 0 or more and --bad from 0 to 1");
        }
    }

    private void requireSense(Simulated cabs) {
        if (lines != null || generated.bad != 0) {
            throw CommandException.wrongUsage(
                    "Cannot simulate %s with --file or --bad: leave them out, what goes wrong is part of the simulation"
                            .formatted(cabs.what));
        }
        if (cabs.cabs < 1 || cabs.cabs > MOST_CABS) {
            throw CommandException.wrongUsage(
                    "Cannot simulate so many cabs, expected 1 to %,d: %d".formatted(MOST_CABS, cabs.cabs));
        }
        if (cabs.truth != null && (generated.events == null || duration != null)) {
            throw CommandException.wrongUsage(
                    "Cannot write the truth of records that may be cut off: say --events N, and leave out --duration");
        }
    }

    private CabSimulator simulation(Simulated cabs) {
        boolean paced = rate > 0 || generated.events == null;
        Duration interval = rate > 0 ? Duration.ofNanos((long) (NANOS * cabs.cabs / rate)) : INTERVAL;
        Instant now = InstantSource.system().instant();
        try {
            Settings asked = new Settings(events(), cabs.cabs, interval, now, paced, seed());
            Instant start = cabs.start != null ? cabs.start : paced ? now : now.minus(asked.length());
            return new CabSimulator(new Settings(events(), cabs.cabs, interval, start, paced, seed()));
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUsage(e.getMessage() + "; say a higher --rate, or fewer --cabs");
        }
    }

    private void writeTruth(Records records, Sent sent) throws IOException {
        if (simulated == null || simulated.truth == null || !(records instanceof CabSimulator cabs)) {
            return;
        }
        Truth truth = cabs.truth();
        if (sent.sent() != truth.records() || truth.records() != events()) {
            context.err().println("The truth is not written: not all records were sent.");
            return;
        }
        ObjectNode json = Json.object()
                .put("records", truth.records())
                .put("garbled", truth.garbled())
                .put("wrong_clock", truth.wrongClock())
                .put("jumps", truth.jumps())
                .put("duplicates", truth.duplicates())
                .put("late", truth.late())
                .put("trips", truth.trips())
                .put("telemetry", truth.telemetry())
                .put("tracks", truth.tracks());
        Files.writeString(context.file(simulated.truth), Json.pretty(json) + System.lineSeparator());
    }

    private Records records() throws IOException {
        if (simulated != null) {
            return simulation(simulated);
        }
        if (lines != null) {
            return FileRecords.open(
                    context.file(lines.file),
                    new FileRecords.Options(lines.key, lines.speed, lines.time, lines.skipHeader));
        }
        return new Generator(events(), generated.bad, seed(), InstantSource.system());
    }

    private long seed() {
        return generated.seed != null ? generated.seed : System.nanoTime();
    }

    private long events() {
        return generated.events != null ? generated.events : Generator.ENDLESS;
    }

    private long expected() {
        return lines != null || generated.events == null ? ProducingBar.UNKNOWN : generated.events;
    }

    private int report(Sent sent) {
        String bad = sent.bad() == 0 ? "" : ", %s of them bad on purpose".formatted(Figures.count(sent.bad()));
        context.err()
                .println("%s sent to %s in %s%s"
                        .formatted(Figures.count(sent.sent(), "record"), topic, Figures.time(sent.elapsed()), bad));
        context.out().println("sent per second: " + Math.round(sent.perSecond()));
        if (sent.failed() > 0) {
            throw CommandException.failed(
                    "Cannot deliver %s to topic %s, Kafka says: %s"
                            .formatted(
                                    Figures.count(sent.failed(), "record"),
                                    topic,
                                    sent.failure() == null ? "" : sent.failure().getMessage()),
                    sent.failure());
        }
        return ExitCodes.DONE;
    }
}
