package io.penstock.cli;

import io.penstock.cli.init.Guess;
import io.penstock.cli.init.Guesser;
import io.penstock.cli.init.LineSample;
import io.penstock.cli.init.PipelineText;
import io.penstock.cli.kafka.Sampling;
import io.penstock.cli.kafka.Topics;
import io.penstock.cli.terminal.Figures;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.lines.LineReader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = "Write a pipeline file guessed from the records of a topic or file.",
        sortOptions = false,
        customSynopsis = "penstock init (--from-topic TOPIC | --from-file FILE) [OPTIONS]",
        footer = {
            "",
            "Looks at up to 1,000 records and guesses format, columns, types and times. The file is yours",
            "to correct.",
            "",
            "  penstock init --from-topic blog-replay",
            "  penstock init --from-file rides.csv.gz --output-file pipelines/rides.yaml"
        })
final class InitCommand implements Callable<Integer> {

    private static final Path STDOUT = Path.of("-");

    private final Context context;

    @ArgGroup(multiplicity = "1")
    private Origin origin = new Origin();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "The topic that the pipeline reads. Default: that of --from-topic, else the name.")
    private @Nullable String topic;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the pipeline. Default: that of topic or file.")
    private @Nullable String name;

    @Option(
            names = "--output-file",
            paramLabel = "FILE",
            description = "Where to write it; - for stdout. Default: NAME.yaml here.")
    private @Nullable Path outputFile;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    private static final class Origin {

        @Option(
                names = "--from-topic",
                required = true,
                paramLabel = "TOPIC",
                description = "Look at this topic's records.")
        private @Nullable String topic;

        @Option(
                names = "--from-file",
                required = true,
                paramLabel = "FILE",
                description = "Look at this file's lines, plain or gzip.")
        private @Nullable Path file;
    }

    /** @param text what a person calls the sample */
    private record Sample(List<byte[]> records, String name, String text) {}

    InitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Sample sample = origin.file != null ? fromFile(origin.file) : fromTopic(String.valueOf(origin.topic));
        Guess guess = Guesser.guess(sample.records());
        String pipeline = PipelineText.name(name != null ? name : sample.name());
        if (name != null && !name.equals(pipeline)) {
            throw CommandException.wrongUsage("Cannot name a pipeline '%s', use lower-case letters, digits and '-': %s"
                    .formatted(name, pipeline));
        }
        String from = Optional.ofNullable(topic)
                .or(() -> Optional.ofNullable(origin.topic))
                .orElse(pipeline);
        String text = PipelineText.of(guess, pipeline, from, sample.text());
        requireValid(pipeline, text);
        Path target = outputFile != null ? outputFile : Path.of(pipeline + ".yaml");
        if (target.equals(STDOUT)) {
            context.out().print(text);
            return ExitCodes.DONE;
        }
        write(target, text);
        tell(guess, target, sample);
        return ExitCodes.DONE;
    }

    private Sample fromFile(Path file) throws IOException {
        List<byte[]> lines;
        try (LineReader reader = LineReader.open(context.file(file))) {
            lines = LineSample.of(reader, Guesser.SAMPLE);
        }
        String fileName = String.valueOf(file.getFileName());
        return new Sample(lines, fileName, "%s of %s".formatted(Figures.count(lines.size(), "line"), fileName));
    }

    private Sample fromTopic(String from) {
        String bootstrapServers = kafka.connect(context);
        Topics.Description described;
        try (Topics topics = Topics.connect(bootstrapServers)) {
            described = topics.describe(from);
        }
        List<byte[]> values = Sampling.values(bootstrapServers, described, Guesser.SAMPLE);
        return new Sample(values, from, "%s of topic %s".formatted(Figures.count(values.size(), "record"), from));
    }

    /** A topic that was given may be none. */
    private static void requireValid(String pipeline, String text) {
        LoadedPipeline loaded = PipelineLoader.load(pipeline + ".yaml", text);
        if (!loaded.problems().isEmpty()) {
            throw CommandException.invalid(pipeline + ".yaml", loaded.problems());
        }
    }

    private void write(Path target, String text) throws IOException {
        OpenOption[] replace = {
            StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
        };
        OpenOption[] create = {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
        try {
            Files.writeString(context.resolve(target), text, force ? replace : create);
        } catch (FileAlreadyExistsException e) {
            throw CommandException.wrongUsage(
                    "Cannot write the pipeline file, it is there already: %s%nReplace it with --force, or write another with --output-file"
                            .formatted(target));
        }
    }

    private void tell(Guess guess, Path target, Sample sample) {
        String time = guess.eventTime() == null ? "no event time" : "event time " + guess.eventTime();
        context.out()
                .println("Wrote %s: %s, %s, %s, guessed from %s."
                        .formatted(
                                target,
                                guess.format(),
                                Figures.count(guess.columns().size(), "column"),
                                time,
                                sample.text()));
        guess.notes().forEach(note -> context.out().println("  " + note));
        context.err().println("Look at it, then: penstock validate %s".formatted(target));
    }
}
