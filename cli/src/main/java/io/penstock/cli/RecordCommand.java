package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Text;
import io.penstock.cli.test.CaseFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "record",
        description = "Make a test of what lies in a pipeline's topics now, with columns masked.",
        sortOptions = false,
        footer = {
            "",
            "Takes the newest records, has the pipeline compute what comes of them, and writes both as a case into",
            "the test file beside the pipeline's file, behind the cases that are there. A masked column is nowhere in",
            "the case; records in which it cannot be found are left out.",
            "",
            "  penstock record clickstream --rows 100 --mask ip",
            "  penstock record clickstream --mask ip,url --out cases/masked.test.yaml"
        })
final class RecordCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MOST_ROWS = 1_000;

    private final Context context;

    @Parameters(paramLabel = "NAME", description = "Name of the pipeline.")
    private String name = "";

    @Option(names = "--rows", paramLabel = "N", description = "Records of each source, 1,000 at most. Default: 100.")
    private int rows = 100;

    @Option(
            names = "--mask",
            paramLabel = "COLUMN",
            split = ",",
            description = "Columns to mask; the same text has the same mask. May be repeated.")
    private List<String> mask = List.of();

    @Option(names = "--bad", description = "With --mask: take records that cannot be decoded too, as they are.")
    private boolean bad;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The test file. Default: the one beside the pipeline's file.")
    private @Nullable Path out;

    @Option(names = "--case", paramLabel = "TEXT", description = "Name of the case. Default: recorded, and when.")
    private @Nullable String caseName;

    RecordCommand(Context context) {
        this.context = context;
    }

    @Override
    @SuppressWarnings("try") // what shows the time works by being open
    public Integer call() throws IOException {
        if (rows < 1 || rows > MOST_ROWS) {
            throw CommandException.wrongUsage("Cannot record %d records, expected 1 to 1000".formatted(rows));
        }
        RuntimeClient client = RuntimeClient.require(context.home());
        Path pipeline =
                Path.of(client.get(PipelineStatus.path(name)).path("file").asText());
        if (!Files.isRegularFile(pipeline)) {
            throw CommandException.failed(
                    "Cannot write a test of %s, its file is not there any more: %s".formatted(name, pipeline));
        }
        CaseFile file = CaseFile.of(pipeline, out == null ? null : context.resolve(out));
        for (String obstacle : file.obstacles()) {
            throw cannotAdd(file, obstacle);
        }
        JsonNode answer;
        try (Waiting waiting = Waiting.show(context, "recording " + name)) {
            answer = client.post(PipelineStatus.path(name) + "/record", body(), LIMIT);
        }
        write(file, answer);
        tell(file, answer, pipeline);
        return ExitCodes.DONE;
    }

    private ObjectNode body() {
        String title = caseName == null ? "recorded " + Instant.now().truncatedTo(ChronoUnit.SECONDS) : caseName;
        ObjectNode body = Json.object().put("name", title).put("rows", rows).put("bad", bad);
        ArrayNode columns = body.putArray("mask");
        mask.forEach(column -> columns.add(column.strip()));
        return body;
    }

    private static CommandException cannotAdd(CaseFile file, String why) {
        return CommandException.failed(
                "Cannot add a case to %s, %s%nAnother file works: --out FILE.test.yaml".formatted(file.file(), why));
    }

    private void write(CaseFile file, JsonNode answer) throws IOException {
        try {
            file.write(file.with(
                    answer.path("case").asText(),
                    "Cases of %s; `penstock test` runs them. Recorded ones hold what the pipeline made of them then."
                            .formatted(name)));
        } catch (IllegalArgumentException e) {
            throw cannotAdd(file, String.valueOf(e.getMessage()));
        } catch (FileAlreadyExistsException e) {
            throw cannotAdd(file, "somebody else has just made it");
        }
    }

    private void tell(CaseFile file, JsonNode answer, Path pipeline) throws IOException {
        long records = 0;
        for (JsonNode source : answer.path("sources")) {
            records += source.path("records").asLong();
        }
        context.out()
                .println("%s has a case more, of %s."
                        .formatted(Text.harmless(file.file().toString()), Figures.count(records, "record")));
        answer.path("notes").forEach(note -> context.err().println("  - " + Text.harmless(note.asText())));
        if (!Files.readString(pipeline).equals(answer.path("text").asText())) {
            context.err()
                    .println("%s is not what is deployed any more: what is expected is of what is deployed."
                            .formatted(Text.harmless(pipeline.toString())));
        }
        context.err()
                .println("Run it with: penstock test "
                        + Text.harmless(file.file().toString()));
    }
}
