package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardCommandTest {

    private static final String PIPELINE =
            """
            # trips of cabs
            pipeline: cabs
            sources:
              trips: { kafka: { topic: trips }, decode: { csv: { schema: "cab STRING, at TIMESTAMP" } } }
            outputs:
              trips: { index: trips, from: trips }   # searched
            """;

    private static final String PROPOSED =
            """
              trips:
                panels:
                  - { number: how many, from: trips }
            """;

    @TempDir
    private Path folder;

    private FakeRuntime runtime;
    private Path file;

    @BeforeEach
    void startRuntime() throws IOException {
        runtime = FakeRuntime.in(folder);
        file = Files.writeString(folder.resolve("cabs.yaml"), PIPELINE);
        runtime.on(
                "GET /api/pipelines/cabs",
                200,
                Json.line(Json.object().put("name", "cabs").put("file", file.toString())));
        var answer = Json.object();
        answer.putArray("dashboards").addObject().put("name", "trips").put("text", PROPOSED);
        runtime.on("POST /api/dashboards/suggest", 200, Json.line(answer));
        var exported = Json.object().put("ndjson", "{\"type\":\"index-pattern\"}\n{\"type\":\"dashboard\"}\n");
        exported.putArray("notes").add("Panel 'a' of dashboard d is left out: it does not draw an index.");
        runtime.on("POST /api/dashboards/export", 200, Json.line(exported));
    }

    @AfterEach
    void stopRuntime() {
        runtime.close();
    }

    private Typed type(String... args) {
        return Typing.in(folder).type(args);
    }

    @Test
    void printsWhatAFileCanHave() throws IOException {
        Typed typed = type("dashboard", "suggest", "cabs", "trips");

        assertThat(typed)
                .isEqualTo(
                        new Typed(ExitCodes.DONE, "dashboards:\n" + PROPOSED, "Add them to the file with --write.\n"));
        assertThat(file).hasContent(PIPELINE);
        assertThat(runtime.requests().get(1))
                .startsWith("POST /api/dashboards/suggest {\"file\":\"" + file + "\",\"text\":\"# trips of cabs\\n")
                .endsWith("\"output\":\"trips\"}");
    }

    @Test
    void addsThemBehindEverythingElse() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Typed typed = type("dashboard", "suggest", "cabs.yaml", "--write");

        assertThat(typed).isEqualTo(new Typed(ExitCodes.DONE, "cabs.yaml has a dashboard more: trips.\n", ""));
        assertThat(Files.readString(file)).isEqualTo(PIPELINE + "dashboards:\n" + PROPOSED);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(folder.toFile().list((parent, name) -> name.startsWith(".penstock-")))
                .isEmpty();
    }

    @Test
    void addsThemToThoseThatAreThereAndKeepsAllOtherBytes() throws IOException {
        String head = PIPELINE.replace("pipeline: cabs", "pipeline:   cabs");
        String dashboards = "dashboards: # of mine\n\n    mine:\n        panels: [ { number: n, from: trips } ]\n";
        String tail = "\n# the end\ntrigger:  5 seconds";
        Files.writeString(file, head + dashboards + tail);

        Typed typed = type("dashboard", "suggest", "cabs.yaml", "--write");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(Files.readString(file)).isEqualTo(head + dashboards + PROPOSED.indent(2) + tail);
    }

    @Test
    void keepsTheLineEndsOfAnotherSystem() throws IOException {
        Files.writeString(file, PIPELINE.stripTrailing().replace("\n", "\r\n"));

        assertThat(type("dashboard", "suggest", "cabs.yaml", "--write").code()).isEqualTo(ExitCodes.DONE);

        assertThat(Files.readString(file)).isEqualTo((PIPELINE + "dashboards:\n" + PROPOSED).replace("\n", "\r\n"));
    }

    @Test
    void refusesANameThatIsTakenAndAFormThatItCannotAddTo() throws IOException {
        assertRefused(
                PIPELINE + "dashboards:\n" + PROPOSED,
                "it has a dashboard of that name: trips\nRename that one, or propose for another output\n");
        assertRefused(
                PIPELINE + "dashboards: { a: { panels: [{ number: n, from: trips }] } }\n",
                "its dashboards are not on lines of their own below it\nCopy what is printed without --write\n");
        assertRefused(PIPELINE + "...\n", "with them it would not be valid: ");
    }

    private void assertRefused(String content, String why) throws IOException {
        Files.writeString(file, content);

        Typed typed = type("dashboard", "suggest", "cabs.yaml", "--write");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err()).startsWith("Cannot add dashboards to " + file + ", " + why);
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void saysThatTheFileIsGone() throws IOException {
        Files.delete(file);

        assertThat(type("dashboard", "suggest", "cabs"))
                .isEqualTo(new Typed(
                        ExitCodes.FAILED,
                        "",
                        "Cannot propose dashboards for cabs, its file is not there any more: " + file + "\n"));
    }

    @Test
    void exportsAndNamesWhatIsLeftOut() throws IOException {
        Files.writeString(file, PIPELINE + "dashboards:\n" + PROPOSED);
        String note = "Panel 'a' of dashboard d is left out: it does not draw an index.\n";

        Typed printed = type("dashboard", "export", "cabs.yaml", "--format", "opensearch-dashboards");
        Typed written = type(
                "dashboard",
                "export",
                "cabs.yaml",
                "--format",
                "opensearch-dashboards",
                "--output-file",
                "cabs.ndjson");

        assertThat(printed)
                .isEqualTo(new Typed(ExitCodes.DONE, "{\"type\":\"index-pattern\"}\n{\"type\":\"dashboard\"}\n", note));
        assertThat(written)
                .isEqualTo(new Typed(ExitCodes.DONE, "cabs.ndjson has 2 objects for opensearch-dashboards.\n", note));
        assertThat(folder.resolve("cabs.ndjson")).hasContent(printed.out());
    }

    @Test
    void refusesToExportNothing() throws IOException {
        assertThat(type("dashboard", "export", "cabs.yaml", "--format", "opensearch-dashboards")
                        .err())
                .isEqualTo("Cannot export dashboards of " + file + ", it has none. Propose some with:\n"
                        + "  penstock dashboard suggest " + file + "\n");
        assertThat(type("dashboard", "export", "cabs.yaml", "--format", "grafana")
                        .err())
                .contains("expected opensearch-dashboards, but was 'grafana'");
        assertThat(type("dashboard", "export", "cabs.yaml").code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(type("dashboard").err()).contains("Say what to do: suggest or export.");
    }

    @Test
    void showsProblemsThatOnlyTheRuntimeFindsWithTheirLines() throws IOException {
        Files.writeString(file, PIPELINE + "dashboards:\n" + PROPOSED);
        var answer = Json.object().put("error", "The pipeline has 1 problem");
        answer.putArray("problems")
                .addObject()
                .put("path", "sources.trips.decode.csv.schema")
                .put("line", 0)
                .put("reason", "is not a schema")
                .putNull("hint");
        runtime.on("POST /api/dashboards/export", 422, Json.line(answer));
        type("dashboard", "export", "cabs.yaml", "--format", "opensearch-dashboards");

        Typed typed = type("dashboard", "export", "cabs.yaml", "--format", "opensearch-dashboards");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err()).contains("line 4  sources.trips.decode.csv.schema", "is not a schema");
    }
}
