package io.penstock.console;

import static io.penstock.console.TestConsole.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.console.TestConsole.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class PipelineApiIT {

    @TempDir
    static Path folder;

    private static TestConsole console;

    @BeforeAll
    static void start() {
        console = new TestConsole(folder);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void reportsTheProblemsOfAFile() {
        Answer answer = console.post(
                "/api/validate", Map.of("file", "a.yaml", "text", pipeline("a").replace("upper(url)", "uper(url)")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("problems")).hasSize(1);
        JsonNode problem = answer.json().path("problems").get(0);
        assertThat(problem.path("path").asText()).isEqualTo("views.seen");
        assertThat(problem.path("line").asInt()).isEqualTo(11);
        assertThat(problem.path("reason").asText()).contains("uper");
    }

    @Test
    void findsNoProblemInAGoodFile() {
        Answer answer = console.post("/api/validate", Map.of("file", "a.yaml", "text", pipeline("a")));

        assertThat(answer.text()).isEqualTo("{\"problems\":[],\"notes\":[]}");
    }

    @Test
    void runsTheTestsOfAPipeline() {
        String tests =
                """
                cases:
                  - name: two of three
                    steps: [{ send: { source: clicks, file: more.csv } }]
                    expect: { outputs: { table: { count: 3 } } }
                """;
        byte[] records = "1700000000000,1,a,b\n1700000000000,2,a,b\n".getBytes(StandardCharsets.UTF_8);

        Answer answer = test(tests, Map.of("more.csv", Base64.getEncoder().encodeToString(records)));
        Answer problem = test(tests, Map.of());

        assertThat(answer.text().replaceFirst("\"millis\":\\d+", "\"millis\":0"))
                .isEqualTo(
                        "{\"pipeline_problems\":[],\"problems\":[],\"cases\":[{\"name\":\"two of three\",\"line\":2,"
                                + "\"millis\":0,\"failure\":null,\"differences\":[{\"at\":\"outputs.table\",\"line\":4,"
                                + "\"summary\":\"has 2 rows, expected 3\",\"rows\":[\"+ {eventid: 1, url: A}\",\"+ {eventid: 2, url: A}\"]}]}]}");
        assertThat(problem.json().path("problems").path(0).path("reason").asText())
                .isEqualTo("is not there: more.csv");
        assertThat(problem.json().path("cases")).isEmpty();
    }

    @Test
    void runsAPipelineAsABatchThatEndsAndIsNoStreamThen() {
        console.send("ranged", 0, 100);
        String yaml = pipeline("ranged");

        Answer wrong = batch(yaml, Map.of("from", "tomorrow"));
        Answer beyond = batch(yaml, Map.of("from", "0:500"));
        assertThat(console.get("/api/pipelines/ranged").status()).isEqualTo(404);
        Answer answer = batch(yaml, Map.of("from", "0:10", "to", "0:30"));
        Awaitility.await("end of the batch")
                .atMost(Duration.ofSeconds(60))
                .until(() -> status("ranged").path("state").asText().equals("finished"));
        console.restart();
        Answer stream = apply("ranged", yaml);

        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("error").asText())
                .isEqualTo(
                        "Cannot read the range, expected a time such as 2026-01-31T00:00:00Z, or offsets of partitions"
                                + " such as 0:1000,1:1200, but was 'tomorrow'");
        assertThat(beyond.status()).isEqualTo(409);
        assertThat(beyond.json().path("error").asText())
                .isEqualTo("Cannot run ranged as a batch, --from is offset 500 of topic ranged partition 0, which has"
                        + " offsets 0 to 99");
        assertThat(answer.text()).isEqualTo("{\"name\":\"ranged\",\"action\":\"created\",\"changes\":[],\"notes\":[]}");
        assertThat(stream.status()).isEqualTo(409);
        assertThat(stream.json().path("error").asText())
                .isEqualTo(
                        "Cannot start ranged as a stream, its state is that of a batch. Complete that with --batch, or"
                                + " start over with: penstock reset ranged");
        assertThat(status("ranged").path("records").asLong()).isEqualTo(20);
        assertThat(console.post("/api/pipelines/ranged/verify", "")
                        .json()
                        .path("verified")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void runsAPipelineAsABatchOverFiles(@TempDir Path files) throws IOException {
        Path file = files.resolve("filed.csv");
        Files.writeString(file, "1700000040000,1,www.example.com,192.168.2.1\nbroken\n");
        String yaml = pipeline("filed");

        Answer relative = batch(yaml, Map.of("input", Map.of("clicks", "filed.csv")));
        Answer missing = batch(yaml, Map.of("input", Map.of("clicks", file + ".gz")));
        Answer answer = batch(yaml, Map.of("input", Map.of("clicks", file.toString())));
        Awaitility.await("end of the batch")
                .atMost(Duration.ofSeconds(60))
                .until(() -> status("filed").path("state").asText().equals("finished"));
        console.restart();
        Answer again = batch(yaml, Map.of());
        Awaitility.await("end of the batch that is complete")
                .atMost(Duration.ofSeconds(60))
                .until(() -> status("filed").path("state").asText().equals("finished"));

        assertThat(relative.status()).isEqualTo(400);
        assertThat(relative.json().path("error").asText())
                .isEqualTo(
                        "Cannot read files in the place of source clicks, expected an absolute path, but was 'filed.csv'");
        assertThat(missing.status()).isEqualTo(409);
        assertThat(missing.json().path("error").asText())
                .isEqualTo("Cannot run filed as a batch, there is no such file: " + file + ".gz");
        assertThat(answer.text()).isEqualTo("{\"name\":\"filed\",\"action\":\"created\",\"changes\":[],\"notes\":[]}");
        assertThat(again.text()).isEqualTo("{\"name\":\"filed\",\"action\":\"unchanged\",\"changes\":[],\"notes\":[]}");
        assertThat(status("filed").path("records").asLong()).isEqualTo(2);
        assertThat(status("filed").path("dead_letters").asLong()).isEqualTo(1);
        JsonNode lag = console.get("/api/pipelines/filed/lag").json().path(0);
        assertThat(lag.path("topic").asText()).isEqualTo("file:" + file);
        assertThat(lag.path("end").asLong()).isEqualTo(2);
    }

    @Test
    void recordsACaseThatTheTestsOfThePipelineTake() {
        console.send("sampled", 0, 20);
        apply("sampled", pipeline("sampled"));

        Answer recorded = console.post(
                "/api/pipelines/sampled/record", Map.of("name", "sample", "rows", 5, "mask", List.of("ip")));
        Answer wrong = console.post("/api/pipelines/sampled/record", Map.of("name", "sample", "rows", 5_000));

        String text = recorded.json().path("case").asText();
        assertThat(text).doesNotContain("192.168.2.").contains("masked: ip");
        assertThat(recorded.json().path("sources").path(0).path("records").asInt())
                .isEqualTo(5);
        assertThat(recorded.json().path("file").asText()).isEqualTo("sampled.yaml");
        assertThat(recorded.json().path("text").asText()).isEqualTo(pipeline("sampled"));
        Answer run = console.post("/api/test", Map.of("text", "cases:\n" + text, "pipeline_text", pipeline("sampled")));
        assertThat(run.json().path("cases").path(0).path("differences")).isEmpty();
        assertThat(run.json().path("cases").path(0).path("failure").isNull()).isTrue();
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("error").asText())
                .isEqualTo("Cannot read the request, rows is 5000, expected 1 to 1000");
    }

    private static Answer batch(String yaml, Map<String, ?> range) {
        return console.post("/api/pipelines/apply", Map.of("text", yaml, "batch", range));
    }

    private static Answer test(String tests, Map<String, String> files) {
        return console.post("/api/test", Map.of("text", tests, "pipeline_text", pipeline("tested"), "files", files));
    }

    @Test
    void runsTheProcessorsOfAJarThatComesWithItsFile() throws IOException {
        Path example = Path.of("../examples/processors");
        String text = Files.readString(example.resolve("fraud.yaml"));
        String jar = Base64.getEncoder().encodeToString(Files.readAllBytes(example.resolve("target/processors.jar")));
        Map<String, String> jars = Map.of("target/processors.jar", jar);

        Answer without = console.post("/api/validate", Map.of("file", "fraud.yaml", "text", text));
        Answer with = console.post("/api/validate", Map.of("file", "fraud.yaml", "text", text, "jars", jars));
        Answer tested = console.post(
                "/api/test",
                Map.of(
                        "text",
                        Files.readString(example.resolve("fraud.test.yaml")),
                        "pipeline_text",
                        text,
                        "jars",
                        jars));
        Answer applied = console.post(
                "/api/pipelines/apply", Map.of("file", "fraud.yaml", "text", text, "jars", jars, "start", false));

        assertThat(without.text())
                .isEqualTo(
                        "{\"problems\":[{\"path\":\"jars[0]\",\"line\":10,\"reason\":\"is not there: target/processors.jar\","
                                + "\"hint\":\"build it; it is looked for from the folder of the pipeline file\"}],\"notes\":[]}");
        assertThat(with.text()).isEqualTo("{\"problems\":[],\"notes\":[]}");
        assertThat(tested.json().path("cases")).hasSize(4).allSatisfy(done -> {
            assertThat(done.path("failure").isNull()).as("%s", done).isTrue();
            assertThat(done.path("differences")).isEmpty();
        });
        assertThat(applied.text()).isEqualTo("{\"name\":\"fraud\",\"action\":\"created\",\"changes\":[],\"notes\":[]}");
    }

    @Test
    void refusesToApplyAFileWithProblems() {
        Answer answer = apply("bad", pipeline("bad").replace("from: seen", "from: nothing"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("error").asText()).isEqualTo("The pipeline has 1 problem");
        assertThat(answer.json().path("problems").get(0).path("path").asText()).isEqualTo("outputs.table.from");
        assertThat(console.get("/api/pipelines/bad").status()).isEqualTo(404);
    }

    @Test
    void runsAnAppliedPipelineAndShowsWhatItDoes() {
        console.send("shown", 0, 100);
        Answer applied = apply("shown", pipeline("shown"));
        assertThat(applied.text()).isEqualTo("{\"name\":\"shown\",\"action\":\"created\",\"changes\":[],\"notes\":[]}");

        Answer batches = console.get("/api/pipelines/shown/batches?after=0&rows=2&wait_millis=30000");
        JsonNode batch = batches.json().get(0);
        assertThat(batch.path("batch").asLong()).isEqualTo(1);
        assertThat(batch.path("rows").asLong()).isEqualTo(100);
        assertThat(batch.path("sample")).hasSize(2);
        assertThat(batch.path("sample").get(0).path("url").asText()).startsWith("WWW.EXAMPLE");

        JsonNode status = status("shown");
        assertThat(status.path("name").asText()).isEqualTo("shown");
        assertThat(status.path("owner").asText()).isEqualTo("tests");
        assertThat(status.path("state").asText()).isEqualTo("running");
        assertThat(status.path("file").asText()).isEqualTo("shown.yaml");
        assertThat(status.path("rows").asLong()).isEqualTo(100);
        assertThat(status.path("records").asLong()).isEqualTo(100);
        assertThat(status.path("rows_per_second").asDouble()).isPositive();
        assertThat(status.path("batch_millis").asLong()).isPositive();
        assertThat(status.path("dead_letters").asLong()).isZero();
        assertThat(status.path("last_commit").asText()).endsWith("Z");
        assertThat(status.path("sources").get(0).asText()).isEqualTo("clicks");
        assertThat(status.path("outputs").toString())
                .isEqualTo(
                        "[{\"name\":\"table\",\"table\":\"web.shown\",\"topic\":null,\"index\":null,\"delivery\":\"exactly once\"}]");
        assertThat(console.get("/api/pipelines").json().findValuesAsText("name"))
                .contains("shown");
        for (String table : List.of("web.shown", "topics.shown", "topics.shown__clicks")) {
            assertThat(console.sql("SELECT count(*) FROM " + table).get(1).toString())
                    .as(table)
                    .isEqualTo("{\"row\":[100]}");
        }
        assertThat(console.sql("SELECT sum(rows) FROM ledger.shown").get(1).toString())
                .isEqualTo("{\"row\":[100]}");
        assertThat(console.post("/api/pipelines/shown/verify", "")
                        .json()
                        .path("verified")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void answersNoBatchAfterTheWait() {
        apply("quiet", pipeline("quiet"));
        Answer first = console.get("/api/pipelines/quiet/batches?after=0&wait_millis=30000");
        assertThat(first.json().get(0).path("records").asLong()).isZero(); // Spark's first batch always runs

        assertThat(console.get("/api/pipelines/quiet/batches?after=1&wait_millis=300")
                        .text())
                .isEqualTo("[]");
    }

    @Test
    void stopsAndStartsWhereItWas() {
        console.send("paused", 0, 10);
        apply("paused", pipeline("paused"));
        awaitRows("paused", 10);

        assertThat(console.post("/api/pipelines/paused/stop", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("stopped");
        console.send("paused", 10, 30);
        assertThat(console.get("/api/pipelines/paused/lag").text())
                .isEqualTo("[{\"source\":\"clicks\",\"topic\":\"paused\",\"partition\":0,\"committed\":10,\"end\":30,"
                        + "\"lag\":20}]");
        assertThat(console.post("/api/pipelines/paused/start", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("running");

        awaitRows("paused", 30);
        assertThat(console.sql("SELECT count(*), count(DISTINCT eventid) FROM web.paused")
                        .get(1)
                        .toString())
                .isEqualTo("{\"row\":[30,30]}");
    }

    @Test
    void startsAndStopsTwiceWithoutComplaint() {
        apply("twice", pipeline("twice"));

        assertThat(console.post("/api/pipelines/twice/start", "").status()).isEqualTo(200);
        assertThat(console.post("/api/pipelines/twice/stop", "").status()).isEqualTo(200);
        assertThat(console.post("/api/pipelines/twice/stop", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("stopped");
    }

    @Test
    void replacesWhatLosesNothingAndGoesOn() {
        console.send("changed", 0, 10);
        apply("changed", pipeline("changed"));
        awaitRows("changed", 10);
        String next = pipeline("changed").replace("upper(url)", "lower(url)").replace("200 ms", "300 ms");

        Answer planned =
                console.post("/api/pipelines/apply", Map.of("file", "changed.yaml", "text", next, "dry_run", true));
        Answer applied = apply("changed", next);

        assertThat(planned.text())
                .isEqualTo(applied.text())
                .isEqualTo("{\"name\":\"changed\",\"action\":\"replaced\","
                        + "\"changes\":[\"trigger changes\",\"views.seen changes\"],\"notes\":[]}");
        console.send("changed", 10, 20);
        awaitRows("changed", 20);
        assertThat(console.sql("SELECT count(*) FROM web.changed WHERE url LIKE 'www%'")
                        .get(1)
                        .toString())
                .isEqualTo("{\"row\":[10]}");
        assertThat(apply("changed", next).json().path("action").asText()).isEqualTo("unchanged");
    }

    @Test
    void refusesAChangeThatWouldLoseWhatIsKept() {
        console.send("kept", 0, 10);
        apply("kept", pipeline("kept"));
        awaitRows("kept", 10);

        Answer answer = apply(
                "kept", pipeline("kept").replace("topic: kept", "topic: other").replace("web.kept", "web.moved"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("error").asText())
                .isEqualTo(
                        "Cannot replace pipeline kept, it would lose what it keeps:"
                                + " sources.clicks.kafka.topic changes from 'kept' to 'other':"
                                + " its progress and the account of what it fed would be lost;"
                                + " outputs.table.table changes from 'web.kept' to 'web.moved':"
                                + " the rows so far would stay behind in the old one."
                                + " Undo these changes, give the pipeline another name, or start over with: penstock reset kept");
        assertThat(answer.json().path("changes")).hasSize(2);
        assertThat(status("kept").path("state").asText()).isEqualTo("running");
    }

    @Test
    void refusesAnOutputThatWouldStartInMidStream() {
        console.send("grown", 0, 10);
        apply("grown", pipeline("grown"));
        awaitRows("grown", 10);

        Answer answer = apply(
                "grown", pipeline("grown").replace("trigger:", "  more: { table: web.more, from: clicks }\ntrigger:"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("changes").get(0).asText())
                .isEqualTo("outputs.more is added: its source has begun, the records read so far would be missing");
    }

    @Test
    void resetsAStoppedPipelineSoThatItStartsOver() {
        console.send("again", 0, 10);
        apply("again", pipeline("again"));
        awaitRows("again", 10);
        assertThat(console.post("/api/pipelines/again/reset", "")
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("Cannot reset again, it is running. Stop it first: penstock stop again");
        console.post("/api/pipelines/again/stop", "");

        Answer reset = console.post("/api/pipelines/again/reset", "");

        assertThat(reset.json().path("dropped").toString()).contains("web.again");
        assertThat(status("again").path("rows").asLong()).isZero();
        assertThat(apply("again", pipeline("again").replace("upper(url)", "eventid + 1"))
                        .status())
                .isEqualTo(200);
        awaitRows("again", 10);
        assertThat(console.sql("SELECT max(url) FROM web.again").get(1).toString())
                .isEqualTo("{\"row\":[10]}");
    }

    @Test
    void finishesABoundedPipelineWhenAllIsRead() {
        console.send("bounded", 0, 10);

        apply("bounded", pipeline("bounded").replace("200 ms", "available-now"));

        await("bounded", "finished");
        assertThat(status("bounded").path("rows").asLong()).isEqualTo(10);
    }

    @Test
    void resumesWhatRanWhenTheProcessIsStartedAgain() {
        console.send("resumed", 0, 10);
        apply("resumed", pipeline("resumed"));
        apply("rested", pipeline("rested"));
        console.post("/api/pipelines/rested/stop", "");
        awaitRows("resumed", 10);

        console.restart();

        await("resumed", "running");
        assertThat(status("rested").path("state").asText()).isEqualTo("stopped");
        console.send("resumed", 10, 20);
        awaitRows("resumed", 20);
        assertThat(console.sql("SELECT count(DISTINCT eventid), count(*) FROM web.resumed")
                        .get(1)
                        .toString())
                .isEqualTo("{\"row\":[20,20]}");
    }

    @Test
    void failsWithItsReasonAndStartsAgainOnRequest() {
        console.send("strict", 0, 10);
        String strict = pipeline("strict")
                .replace(
                        "views:",
                        "    expect:\n      - { name: small, check: eventid < 5, on-violation: fail }\nviews:");
        apply("strict", strict);

        await("strict", "failed");
        assertThat(status("strict").path("last_error").asText()).contains("small");
        apply("strict", strict.replace("eventid < 5", "eventid < 500"));
        awaitRows("strict", 10);
    }

    @Test
    void showsDeadLettersWithTheirBytes() {
        apply("broken-rows", pipeline("broken-rows").replace("ip STRING", "ip BIGINT"));
        console.send("broken-rows", 0, 3);
        Awaitility.await("three dead letters")
                .atMost(Duration.ofSeconds(60))
                .until(() -> status("broken-rows").path("dead_letters").asLong() == 3);

        JsonNode letters =
                console.get("/api/pipelines/broken-rows/dead-letters?limit=2").json();
        assertThat(letters).hasSize(2);
        JsonNode letter = letters.get(0);
        assertThat(letter.path("stage").asText()).isEqualTo("decode");
        assertThat(letter.path("value").path("text").asText()).startsWith("1700000000000,");
        JsonNode one = console.get("/api/pipelines/broken-rows/dead-letters/broken-rows/%d/%d"
                        .formatted(
                                letter.path("partition").asInt(),
                                letter.path("offset").asLong()))
                .json();
        assertThat(one.get(0)).isEqualTo(letter);
        assertThat(console.get("/api/pipelines/broken-rows/dead-letters/summary")
                        .json()
                        .get(0)
                        .path("count")
                        .asLong())
                .isGreaterThanOrEqualTo(1);
        assertThat(console.post("/api/pipelines/broken-rows/dead-letters/replay", Map.of("stage", "decode"))
                        .json()
                        .path("still_dead")
                        .asLong())
                .isEqualTo(3);
    }

    @Test
    void keepsTheFileAsItWasApplied() throws Exception {
        String text = "# a comment\n" + pipeline("commented");
        console.post("/api/pipelines/apply", Map.of("file", "commented.yaml", "text", text, "start", false));

        assertThat(Files.readString(folder.resolve("pipelines/commented.yaml"))).isEqualTo(text);
        assertThat(status("commented").path("state").asText()).isEqualTo("stopped");
    }

    @Test
    void knowsNoPipelineThatWasNotApplied() {
        for (String path : new String[] {"", "/batches", "/dead-letters"}) {
            Answer answer = console.get("/api/pipelines/nobody" + path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().path("error").asText()).isEqualTo("Cannot find a pipeline of this name: nobody");
        }
        for (String verb : new String[] {"start", "stop", "verify", "reset"}) {
            assertThat(console.post("/api/pipelines/nobody/" + verb, "").status())
                    .isEqualTo(404);
        }
    }

    private static Answer apply(String name, String text) {
        return console.post("/api/pipelines/apply", Map.of("file", name + ".yaml", "text", text));
    }

    private static JsonNode status(String name) {
        return console.get("/api/pipelines/" + name).json();
    }

    private static void await(String name, String state) {
        Awaitility.await(name + " is " + state)
                .atMost(Duration.ofSeconds(60))
                .until(() -> status(name).path("state").asText(), state::equals);
    }

    private static void awaitRows(String name, long rows) {
        Awaitility.await(name + " has " + rows + " rows")
                .atMost(Duration.ofSeconds(60))
                .failFast("failed", () -> status(name).path("state").asText().equals("failed"))
                .until(() -> status(name).path("rows").asLong(), count -> count == rows);
    }
}
