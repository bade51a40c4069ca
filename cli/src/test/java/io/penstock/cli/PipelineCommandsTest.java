package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineCommandsTest {

    private static final String VALID =
            """
            pipeline: clicks
            sources:
              clicks:
                kafka: { topic: clicks }
                decode: { csv: { schema: "url STRING" } }
            outputs:
              table: { table: clicks, from: clicks }
            """;

    private static final String STATUS =
            """
            {"name":"clicks","state":"%s","batches":3,"rows":1200,"rows_per_second":2.5,"batch_millis":420,
             "seconds_behind":0.5,"dead_letters":7,"last_error":%s,"outputs":[{"name":"table","table":"web.clicks"}]}
            """;

    @TempDir
    private Path folder;

    private FakeRuntime runtime;

    @BeforeEach
    void startRuntime() throws IOException {
        runtime = FakeRuntime.in(folder);
        Files.writeString(folder.resolve("clicks.yaml"), VALID);
        Files.writeString(folder.resolve("faulty.yaml"), VALID.replace("topic:", "topik:"));
    }

    @AfterEach
    void stopRuntime() {
        runtime.close();
    }

    @Test
    void validateSaysWhichOutputMayHaveARowTwice() throws IOException {
        Files.writeString(
                folder.resolve("alerts.yaml"), VALID.replace("table: { table: clicks", "alerts: { topic: alerts"));
        runtime.on("POST /api/validate", 200, "{\"problems\":[]}");

        Typed typed = type("validate", "alerts.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out())
                .endsWith(
                        "Output alerts is sent to topic alerts at least once: after a crash, a row may be there twice.\n");
    }

    @Test
    void validateSaysHowMuchMayBeTwiceInRealTime() throws IOException {
        Files.writeString(
                folder.resolve("alerts.yaml"),
                VALID.replace("table: { table: clicks", "alerts: { topic: alerts") + "trigger: realtime 10 seconds\n");
        runtime.on("POST /api/validate", 200, "{\"problems\":[]}");

        Typed typed = type("validate", "alerts.yaml");

        assertThat(typed.out())
                .endsWith(
                        "Output alerts is sent to topic alerts at least once: after a crash, the rows of up to 10 s may be"
                                + " there twice.\n");
    }

    @Test
    void validateChecksTypesOnTheRunningStack() {
        runtime.on(
                "POST /api/validate",
                200,
                """
                {"problems":[{"path":"sources.clicks.decode.csv.schema","line":0,"reason":"is no DDL","hint":"look"}]}
                """);

        Typed typed = type("validate", "clicks.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.out())
                .isEqualTo(
                        """
                %s has 1 problem; nothing was started.

                  line 5  sources.clicks.decode.csv.schema
                          is no DDL
                          hint: look
                """
                                .formatted(folder.resolve("clicks.yaml")));
    }

    @Test
    void validateNeedsNoStackForTheStructure() {
        Typed typed = type("validate", "--structure-only", "clicks.yaml", "faulty.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.out())
                .startsWith("%s has a valid structure; types and SQL were not checked.%n"
                        .formatted(folder.resolve("clicks.yaml")))
                .contains("faulty.yaml has 2 problems", "sources.clicks.kafka.topik", "hint: did you mean 'topic'?");
        runtime.assertRequests();
    }

    @Test
    void validateReportsEveryFileAsJson() {
        runtime.on("POST /api/validate", 200, "{\"problems\":[],\"notes\":[\"Index kept\"]}");

        Typed typed = type("validate", "clicks.yaml", "faulty.yaml", "--output", "json");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.out().replaceAll("\\s+", ""))
                .contains("\"valid\":true,\"types_checked\":true,\"problems\":[],\"notes\":[\"Indexkept\"]")
                .contains("\"valid\":false,\"types_checked\":false")
                .contains("\"path\":\"sources.clicks.kafka.topik\",\"line\":4");
    }

    @Test
    void applySaysWhatHappened() {
        runtime.on(
                "POST /api/pipelines/apply",
                200,
                "{\"name\":\"clicks\",\"action\":\"replaced\",\"changes\":[\"view hits is new\"]}");

        Typed typed = type("apply", "clicks.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out()).isEqualTo("clicks was replaced.%n  - view hits is new%n".formatted());
        assertThat(runtime.requests().get(0)).contains("\"start\":true,\"dry_run\":false");
    }

    @Test
    void applyAndValidateSayWhatIsToBeDoneBesides() {
        String note =
                "Index hits keeps its fields until: penstock reindex clicks hits (field url is keyword, expected text)";
        String answer =
                "{\"name\":\"clicks\",\"action\":\"replaced\",\"changes\":[\"outputs.hits.fields changes\"],\"notes\":[\"%s\"]}"
                        .formatted(note);
        runtime.on("POST /api/pipelines/apply", 200, answer);
        runtime.on("POST /api/pipelines/apply", 200, answer);
        runtime.on("POST /api/validate", 200, "{\"problems\":[],\"notes\":[\"%s\"]}".formatted(note));

        assertThat(type("apply", "clicks.yaml", "--dry-run").out())
                .isEqualTo("clicks would be replaced.\n  - outputs.hits.fields changes\n" + note + "\n");
        assertThat(type("apply", "clicks.yaml", "--output", "json").out()).contains("\"notes\"", "\"" + note + "\"");
        assertThat(type("validate", "clicks.yaml").out())
                .isEqualTo("%s is valid.\n%s\n".formatted(folder.resolve("clicks.yaml"), note));
    }

    @Test
    void theJarsOfAFileAreSentWithIt() throws IOException {
        Files.createDirectories(folder.resolve("team/lib"));
        Files.writeString(folder.resolve("team/clicks.yaml"), VALID + "jars: [lib/fraud.jar, lib/missing.jar]\n");
        Files.writeString(folder.resolve("team/lib/fraud.jar"), "content");
        runtime.on("POST /api/pipelines/apply", 200, "{\"name\":\"clicks\",\"action\":\"created\",\"changes\":[]}");

        Typed typed = type("apply", "team/clicks.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(runtime.requests().get(0)).contains("\"jars\":{\"lib/fraud.jar\":\"Y29udGVudA==\"}");
    }

    @Test
    void jarsThatAreTooLargeAreNotSent() throws IOException {
        Files.writeString(folder.resolve("clicks.yaml"), VALID + "jars: [large.jar]\n");
        Files.write(folder.resolve("large.jar"), new byte[12_000_001]);

        Typed typed = type("apply", "clicks.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo(
                        """
                        Cannot send the jars of %s, together they have more than 12,000,000 bytes.
                        Leave out what the runtime has: Spark, Scala, Hadoop and the API.
                        """
                                .formatted(folder.resolve("clicks.yaml")));
        runtime.assertRequests();
    }

    @Test
    void applySendsNothingThatHasProblems() {
        Typed typed = type("apply", "faulty.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).contains("faulty.yaml has 2 problems; nothing was started.");
        runtime.assertRequests();
    }

    @Test
    void applySaysWhyItIsRefused() {
        runtime.on(
                "POST /api/pipelines/apply",
                409,
                """
                {"error":"Cannot replace clicks, what it keeps would be lost","changes":["output table has another table"]}
                """);

        Typed typed = type("apply", "clicks.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo("Cannot replace clicks, what it keeps would be lost%n  - output table has another table%n"
                        .formatted());
    }

    @Test
    void applyShowsTheProblemsThatOnlyTheRuntimeFinds() {
        runtime.on(
                "POST /api/pipelines/apply",
                422,
                """
                {"error":"invalid","problems":[{"path":"outputs.table","line":7,"reason":"is odd","hint":null}]}
                """);

        Typed typed = type("apply", "clicks.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .contains("clicks.yaml has 1 problem; nothing was started.")
                .contains("line 7  outputs.table");
    }

    @Test
    void pipelinesListsTheirStateAndSpeed() {
        runtime.on("GET /api/pipelines", 200, "[" + STATUS.formatted("running", "null") + "]");

        assertThat(type("pipelines").out())
                .isEqualTo(
                        """
                name    state    rows/s   batch  behind   rows  dead letters  last error
                clicks  running     2.5  420 ms  500 ms  1,200             7
                """);
    }

    @Test
    void pipelinesShowsHowFarOneIsInEachPartition() {
        String lag =
                "[{\"source\":\"clicks\",\"topic\":\"blog-replay\",\"partition\":1,\"committed\":1200,\"end\":1300,\"lag\":100}]";
        runtime.on("GET /api/pipelines/clicks/lag", 200, lag);
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("running", "null"));

        assertThat(type("pipelines", "clicks").out())
                .isEqualTo(
                        """
                        source  topic        partition  committed    end  lag
                        clicks  blog-replay          1      1,200  1,300  100
                        """);
        assertThat(type("pipelines", "clicks", "--output", "json").out()).contains("\"lag\" : 100");
    }

    @Test
    void pipelinesSaysThatOneHasNotBegun() {
        runtime.on("GET /api/pipelines/clicks/lag", 200, "[]");
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("stopped", "null"));

        assertThat(type("pipelines", "clicks").err())
                .isEqualTo("clicks has read nothing yet. Start it with: penstock start clicks\n");
    }

    @Test
    void pipelinesDoesNotSayHowFarAStoppedOneIsBehind() {
        runtime.on("GET /api/pipelines", 200, "[" + STATUS.formatted("stopped", "null") + "]");

        assertThat(type("pipelines").out()).contains("clicks  stopped     2.5  420 ms       -  1,200             7\n");
    }

    @Test
    void anUnknownPipelineIsAFailureInTheRuntimesWords() {
        runtime.on("POST /api/pipelines/nope/start", 404, "{\"error\":\"No pipeline is called nope\"}");

        Typed typed = type("start", "nope");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err()).isEqualTo("No pipeline is called nope%n".formatted());
    }

    @Test
    void aFailureNamesTheLog() {
        runtime.on(
                "POST /api/pipelines/clicks/stop",
                500,
                "{\"error\":\"Cannot stop clicks\",\"log\":\"logs/runtime.log\"}");

        assertThat(type("stop", "clicks").err()).isEqualTo("Cannot stop clicks%nlog: logs/runtime.log%n".formatted());
    }

    @Test
    void resetAsksWithAListOfWhatIsDropped() {
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("stopped", "null"));

        Typed typed = Typing.in(folder).onTerminal("no\n").with("NO_COLOR", "1").type("reset", "clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo(
                        """
                This drops, for good:
                  table web.clicks
                  the dead letters of clicks
                  its ledger and checkpoint: it reads its topics from the start again
                Type yes to go on: Nothing was dropped.
                """);
        runtime.assertRequests("GET /api/pipelines/clicks");
    }

    @Test
    void resetDropsOnceConfirmed() {
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("stopped", "null"));
        runtime.on("POST /api/pipelines/clicks/reset", 200, "{\"dropped\":[\"web.clicks\"]}");

        Typed typed = Typing.in(folder).onTerminal("yes\n").type("reset", "clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out()).isEqualTo("dropped web.clicks%nclicks starts over when it is started.%n".formatted());
    }

    @Test
    void resetDoesNotDropUnasked() {
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("stopped", "null"));

        Typed typed = type("reset", "clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .isEqualTo("Cannot reset clicks unasked, nobody is here to confirm it: add --yes%n".formatted());
    }

    @Test
    void runShowsRowsAndTimeOfEveryBatchAndEndsWithThePipeline() {
        runtime.on("POST /api/pipelines/apply", 200, "{\"name\":\"clicks\",\"action\":\"unchanged\",\"changes\":[]}");
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("running", "null"));
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("finished", "null"));
        runtime.on(batchesAfter(0, 0, 0), 200, "[" + batch(4, "") + "]");
        runtime.on(batchesAfter(4, 0, 0), 200, "[]");
        runtime.on(
                batchesAfter(4, 2, 1000), 200, "[" + batch(5, "{\"url\":\"a\",\"n\":1},{\"url\":null,\"n\":2}") + "]");
        runtime.on(batchesAfter(5, 2, 0), 200, "[" + batch(6, "") + "]");
        runtime.on(batchesAfter(6, 2, 0), 200, "[]");

        Typed typed = type("run", "clicks.yaml", "--show", "2");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out()).isEqualTo("url   n\na     1\nNULL  2\n\n");
        assertThat(typed.err())
                .isEqualTo(
                        """
                batch 5: 1,200 rows, 7 dead letters in 420 ms
                batch 6: 1,200 rows, 7 dead letters in 420 ms
                clicks finished after 2 batches: 2,400 rows, 14 dead letters.
                """);
    }

    @Test
    void runSaysWhatThePipelineWaitsFor() {
        runtime.on("POST /api/pipelines/apply", 200, "{\"name\":\"clicks\",\"action\":\"created\",\"changes\":[]}");
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("waiting", "\"Kafka is away\""));
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("stopped", "null"));
        runtime.on(batchesAfter(0, 0, 1000), 200, "[]");
        runtime.on(batchesAfter(0, 0, 0), 200, "[]");

        assertThat(type("run", "clicks.yaml").err())
                .isEqualTo(
                        """
                clicks waits: Kafka is away
                clicks stopped after 0 batches: 0 rows, 0 dead letters.
                """);
    }

    @Test
    void runFailsWithThePipeline() {
        runtime.on("POST /api/pipelines/apply", 200, "{\"name\":\"clicks\",\"action\":\"created\",\"changes\":[]}");
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("failed", "\"Records are gone: 5 to 9\""));
        runtime.on(batchesAfter(0, 0, 0), 200, "[]");

        Typed typed = type("run", "clicks.yaml");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo("clicks failed: Records are gone: 5 to 9%nlog: %s%n"
                        .formatted(folder.resolve(".penstock/logs/runtime.log")));
    }

    @Test
    void runSendsTheRangeOfABatchAndEndsWithIt() {
        runtime.on("POST /api/pipelines/apply", 200, "{\"name\":\"clicks\",\"action\":\"created\",\"changes\":[]}");
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("finished", "null"));
        runtime.on(batchesAfter(0, 0, 0), 200, "[]");

        Typed typed = type("run", "clicks.yaml", "--batch", "--from", "2026-01-31T00:00:00Z");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(runtime.requests())
                .anyMatch(request -> request.endsWith(",\"batch\":{\"from\":\"2026-01-31T00:00:00Z\",\"to\":null}}"));
        assertThat(typed.err()).isEqualTo("clicks finished after 0 batches: 0 rows, 0 dead letters.\n");
    }

    @Test
    void aBatchThatWasStoppedIsAFailure() {
        runtime.on("POST /api/pipelines/apply", 200, "{\"name\":\"clicks\",\"action\":\"created\",\"changes\":[]}");
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("stopped", "null"));
        runtime.on(batchesAfter(0, 0, 0), 200, "[]");

        Typed typed = type("run", "clicks.yaml", "--batch");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo("clicks stopped after 0 batches: 0 rows, 0 dead letters.\n"
                        + "clicks is not complete. Run it again to complete it.\n");
    }

    @Test
    void runSaysWhatIsWrongWithARange() {
        assertThat(type("run", "clicks.yaml", "--batch", "--to", "yesterday"))
                .isEqualTo(new Typed(
                        ExitCodes.WRONG_USAGE,
                        "",
                        "Cannot read the range, expected a time such as 2026-01-31T00:00:00Z, or offsets of partitions"
                                + " such as 0:1000,1:1200, but was 'yesterday'\n"));
        assertThat(type("run", "clicks.yaml", "--from", "0:1"))
                .isEqualTo(new Typed(
                        ExitCodes.WRONG_USAGE, "", "Cannot run a stream over a range, --from and --to need --batch\n"));
        runtime.assertRequests();
    }

    @Test
    void runSendsTheFilesOfABatchAsTheyAreSeenFromHere() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("day")).resolve("1.csv"), "a\n");
        runtime.on("POST /api/pipelines/apply", 200, "{\"name\":\"clicks\",\"action\":\"created\",\"changes\":[]}");
        runtime.on("GET /api/pipelines/clicks", 200, STATUS.formatted("finished", "null"));
        runtime.on(batchesAfter(0, 0, 0), 200, "[]");

        Typed typed = type("run", "clicks.yaml", "--batch", "--input", "clicks=day/*.csv", "--skip-header");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(runtime.requests())
                .anyMatch(request -> request.endsWith(
                        ",\"batch\":{\"from\":null,\"to\":null,\"input\":{\"clicks\":\"%s/day/*.csv\"},\"skip_header\":true}}"
                                .formatted(folder)));
    }

    @Test
    void runSaysWhatIsWrongWithFiles() {
        wrongUsage("Cannot run a stream over files, --input needs --batch", "--input", "a.csv");
        wrongUsage(
                "Cannot skip headers, only files have them: --skip-header needs --input", "--batch", "--skip-header");
        wrongUsage(
                "Cannot use --input visits=a.csv, there is no source visits in the pipeline, which has clicks",
                "--batch",
                "--input",
                "visits=a.csv");
        wrongUsage(
                "Cannot use the range, --from and --to are ends of topics, and --input puts files in their place: leave"
                        + " out the one or the other",
                "--batch",
                "--to",
                "0:1",
                "--input",
                "a.csv");
        assertThat(type("run", "clicks.yaml", "--batch", "--input", "a.csv"))
                .isEqualTo(new Typed(
                        ExitCodes.FAILED,
                        "",
                        "Cannot run clicks as a batch, there is no such file: " + folder.resolve("a.csv") + "\n"));
        runtime.assertRequests();
    }

    private void wrongUsage(String message, String... options) {
        List<String> words = new ArrayList<>(List.of("run", "clicks.yaml"));
        words.addAll(List.of(options));
        assertThat(type(words.toArray(String[]::new))).isEqualTo(new Typed(ExitCodes.WRONG_USAGE, "", message + "\n"));
    }

    private static String batchesAfter(long number, int rows, int wait) {
        return "GET /api/pipelines/clicks/batches?after=%d&rows=%d&wait_millis=%d".formatted(number, rows, wait);
    }

    private static String batch(long number, String sample) {
        return "{\"batch\":%d,\"rows\":1200,\"dead_letters\":7,\"millis\":420,\"sample\":[%s]}"
                .formatted(number, sample);
    }

    private Typed type(String... args) {
        return Typing.in(folder).type(args);
    }
}
