package io.penstock.cli;

import io.penstock.cli.kafka.Topics;
import io.penstock.cli.produce.FileRecords;
import io.penstock.cli.produce.Generator;
import io.penstock.cli.produce.Producing;
import io.penstock.cli.produce.Producing.Pace;
import io.penstock.cli.produce.Producing.Sent;
import io.penstock.cli.produce.Records;
import io.penstock.cli.terminal.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
        description = "Send events to a topic: generated clicks, or the lines of a file.",
        sortOptions = false,
        customSynopsis = {
            "penstock produce --topic TOPIC (--events N | --duration TIME | --rate N) [OPTIONS]",
            "       penstock produce --topic TOPIC --file FILE [OPTIONS]"
        },
        footer = {
            "",
            "A generated event is epochMillis,n,www.example<0-254>.com,192.168.2.<0-254>, keyed by the ip.",
            "",
            "  penstock produce --topic blog-replay --events 25",
            "  penstock produce --topic blog-replay --rate 1000 --bad 0.01       until Ctrl-C",
            "  penstock produce --topic edits --file edits.json.gz --speed 10x   ten times as fast as it was"
        })
final class ProduceCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Producing.DELIVERY_LIMIT.plusSeconds(5);

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
                sent = producing.send(records, new Pace(rate, duration));
            }
            return report(sent);
        }
    }

    private void requireSense() {
        if (lines != null && generated.stated()) {
            throw CommandException.wrongUsage(
                    "Cannot generate events and send a file at once: leave out --file, or --events, --bad and --seed");
        }
        if (lines == null && generated.events == null && duration == null && rate == 0) {
            throw CommandException.wrongUsage(
                    "Cannot produce, say how much: --events N, --duration TIME, or --rate N (until Ctrl-C)");
        }
        if (rate < 0 || generated.bad < 0 || generated.bad > 1 || generated.events != null && generated.events < 0) {
            throw CommandException.wrongUsage(
                    "Cannot produce, expected --rate and --events of 0 or more and --bad from 0 to 1");
        }
    }

    private Records records() throws IOException {
        if (lines != null) {
            return FileRecords.open(
                    context.file(lines.file),
                    new FileRecords.Options(lines.key, lines.speed, lines.time, lines.skipHeader));
        }
        long seed = generated.seed != null ? generated.seed : System.nanoTime();
        return new Generator(events(), generated.bad, seed, InstantSource.system());
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
