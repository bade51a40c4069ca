package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCommandTest {

    private static final String PIPELINE = "pipeline: clicks\n";

    private static final String CASE =
            """
              # masked: ip
              - name: recorded now
                steps:
                  - send:
                      source: clicks
                      records:
                        - "1,a"
                expect:
                  outputs:
                    table: { count: 1 }
            """;

    private static final String HEAD =
            "# Cases of clicks; `penstock test` runs them. Recorded ones hold what the pipeline made of them then.\n";

    @TempDir
    private Path folder;

    private FakeRuntime runtime;

    @BeforeEach
    void startRuntime() throws IOException {
        runtime = FakeRuntime.in(folder);
        Files.writeString(folder.resolve("clicks.yaml"), PIPELINE);
        runtime.on(
                "GET /api/pipelines/clicks",
                200,
                Json.line(Json.object()
                        .put("name", "clicks")
                        .put("file", folder.resolve("clicks.yaml").toString())));
        answer(PIPELINE);
    }

    private void answer(String deployed) {
        var answer = Json.object().put("case", CASE).put("text", deployed);
        answer.putArray("sources").addObject().put("source", "clicks").put("records", 12);
        answer.putArray("notes").add("2 of topic clicks were left out");
        runtime.on("POST /api/pipelines/clicks/record", 200, Json.line(answer));
    }

    @AfterEach
    void stopRuntime() {
        runtime.close();
    }

    @Test
    void writesTheFileBesideThePipeline() throws IOException {
        Typed typed = type("record", "clicks", "--rows", "50", "--mask", "ip,url", "--mask", "id", "--case", "mine");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        Path file = folder.resolve("clicks.test.yaml");
        assertThat(file).hasContent(HEAD + "cases:\n" + CASE);
        assertThat(typed.out()).isEqualTo(file + " has a case more, of 12 records.\n");
        assertThat(typed.err())
                .isEqualTo("  - 2 of topic clicks were left out\nRun it with: penstock test " + file + "\n");
        assertThat(runtime.requests())
                .contains("POST /api/pipelines/clicks/record {\"name\":\"mine\",\"rows\":50,\"bad\":false,"
                        + "\"mask\":[\"ip\",\"url\",\"id\"]}");
        assertThat(folder.toFile().list((parent, name) -> name.startsWith(".penstock-")))
                .isEmpty();
    }

    @Test
    void namesThePipelineInAFileElsewhere() throws IOException {
        Typed typed = type("record", "clicks", "--out", "cases/other.test.yaml");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(folder.resolve("cases/other.test.yaml"))
                .hasContent(HEAD + "pipeline: '../clicks.yaml'\ncases:\n" + CASE);
    }

    @Test
    void addsACaseBehindThoseThatAreThere() throws IOException {
        String before =
                """
                # mine
                cases: # all of them
                    # the first
                    - name: first
                      steps: [{ send: { source: clicks, records: [a] } }]
                      expect: { outputs: { table: { count: 1 } } } # the end""";
        Path file = folder.resolve("clicks.test.yaml");
        Files.writeString(file, before);

        Typed typed = type("record", "clicks");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(file).hasContent(before + "\n" + CASE.indent(2));
    }

    @Test
    void leavesAFileAloneThatACaseCannotBePutInto() throws IOException {
        Path file = folder.resolve("clicks.test.yaml");
        String items = "[{ name: a, steps: [restart], expect: {} }]";
        assertRefused(file, "cases: " + items + "\n", "its cases are not a list of lines that begin with '-'");
        assertRefused(
                file,
                "cases:\n  - { name: a, steps: [restart], expect: {} }\npipeline: clicks.yaml\n",
                "with it, line 5: the file is not valid YAML: expected <block end>");
        assertRefused(file, "cases:\n  - { name: a }\n", "it has problems of its own, which `penstock test` shows");
        assertRefused(
                file,
                "pipeline: other.yaml\ncases: " + items + "\n",
                "its cases are of another pipeline: " + folder.resolve("other.yaml"));
        assertRefused(
                file,
                "cases:\n  - { name: recorded now, steps: [restart], expect: {} }\n",
                "with it, line 4: cases[1].name is that of another case, too: recorded now");
    }

    private void assertRefused(Path file, String content, String why) throws IOException {
        Files.writeString(file, content);

        Typed typed = type("record", "clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .startsWith("Cannot add a case to " + file + ", " + why)
                .contains("--out");
        assertThat(file).hasContent(content);
    }

    @Test
    void saysThatTheFileIsAnotherThanWhatIsDeployed() throws IOException {
        Files.writeString(folder.resolve("clicks.yaml"), PIPELINE + "# changed\n");

        assertThat(type("record", "clicks").err())
                .contains(folder.resolve("clicks.yaml")
                        + " is not what is deployed any more: what is expected is of what is deployed.\n");
        Files.delete(folder.resolve("clicks.yaml"));
        Typed gone = type("record", "clicks");
        assertThat(gone.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(gone.err())
                .isEqualTo("Cannot write a test of clicks, its file is not there any more: "
                        + folder.resolve("clicks.yaml") + "\n");
    }

    @Test
    void refusesANumberOfRecordsThatIsNoSample() {
        assertThat(type("record", "clicks", "--rows", "0"))
                .isEqualTo(new Typed(ExitCodes.WRONG_USAGE, "", "Cannot record 0 records, expected 1 to 1000\n"));
    }

    private Typed type(String... args) {
        return Typing.in(folder).type(args);
    }
}
