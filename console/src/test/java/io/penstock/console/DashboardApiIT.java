package io.penstock.console;

import static io.penstock.console.TestConsole.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.console.TestConsole.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What pages get of dashboards. */
@Timeout(240)
class DashboardApiIT {

    private static final String DASHBOARDS =
            """
              all: { table: web.drawn_all, from: clicks }
            dashboards:
              clicks:
                title: Clicks
                last: 1 hour
                filters: [url]
                panels:
                  - { number: how many, from: all }
                  - { line: over time, from: all, x: recordtime, by: url, top: 1 }
                  - { map: areas, from: all, areas: areas.geojson, key: name, by: url }
                  - { bar: by sql, sql: "SELECT url FROM web.nowhere", x: url }
            """;

    private static final String REFERENCES =
            """
            references:
              zones: { file: zones.geojson, format: geojson, schema: "id INT, label STRING" }
              gone: { file: gone.geojson, format: geojson, schema: "label STRING" }
            """;

    private static final String PANELS = "/api/pipelines/drawn/dashboards/clicks/panels/";

    @TempDir
    static Path folder;

    private static TestConsole console;
    private static String yaml = "";

    @BeforeAll
    static void start() throws IOException {
        console = new TestConsole(folder);
        console.send("drawn", 0, 10);
        yaml = pipeline("drawn").replace("trigger: 200 ms\n", DASHBOARDS + "trigger: 200 ms\n");
        Files.writeString(folder.resolve("areas.geojson"), "{ \"type\": \"FeatureCollection\",\n \"features\": [] }");
        Answer applied = apply(yaml);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        Awaitility.await("ten rows")
                .atMost(Duration.ofSeconds(60))
                .until(() -> console.get("/api/pipelines/drawn")
                                .json()
                                .path("records")
                                .asLong()
                        == 10);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void tellsWhatThereIs() {
        JsonNode dashboard = console.get("/api/pipelines/drawn/dashboards")
                .json()
                .path("dashboards")
                .path(0);

        assertThat(dashboard.path("name").asText()).isEqualTo("clicks");
        assertThat(dashboard.path("title").asText()).isEqualTo("Clicks");
        assertThat(dashboard.path("last_millis").asLong()).isEqualTo(3_600_000);
        assertThat(dashboard.path("filters").toString()).isEqualTo("[{\"name\":\"url\",\"type\":\"text\"}]");
        assertThat(dashboard.path("panels").path(1).toString())
                .isEqualTo(
                        "{\"number\":1,\"kind\":\"line\",\"title\":\"over time\",\"from\":\"all\",\"origin\":\"table\","
                                + "\"x\":{\"name\":\"recordtime\",\"type\":\"time\"},\"by\":{\"name\":\"url\",\"type\":\"text\"},"
                                + "\"y\":\"count\",\"time\":{\"name\":\"recordtime\",\"type\":\"time\"},\"form\":null,\"key\":null,"
                                + "\"bins\":null,\"columns\":[],\"filters\":[{\"name\":\"url\",\"type\":\"text\"}],"
                                + "\"problem\":null}");
        assertThat(dashboard.path("panels").path(2).path("form").asText()).isEqualTo("areas");
        assertThat(dashboard.path("panels").path(3).path("problem").asText()).contains("TABLE_OR_VIEW_NOT_FOUND");
    }

    @Test
    void showsTheDashboardsOfAFileThatWasAppliedAgain() {
        String other = yaml.replace("title: Clicks", "title: Other clicks");

        Answer updated = apply(other);
        String title = title();
        Answer back = apply(yaml);

        assertThat(updated.text())
                .isEqualTo(
                        "{\"name\":\"drawn\",\"action\":\"updated\",\"changes\":[\"dashboards.clicks changes\"],\"notes\":[]}");
        assertThat(title).isEqualTo("Other clicks");
        assertThat(back.text()).isEqualTo(updated.text());
        assertThat(title()).isEqualTo("Clicks");
        assertThat(apply(yaml).json().path("action").asText()).isEqualTo("unchanged");
        assertThat(console.get("/api/pipelines/drawn").json().path("state").asText())
                .isEqualTo("running");
    }

    private static Answer apply(String text) {
        return console.post(
                "/api/pipelines/apply",
                Map.of("file", folder.resolve("drawn.yaml").toString(), "text", text));
    }

    private static String title() {
        return console.get("/api/pipelines/drawn/dashboards")
                .json()
                .path("dashboards")
                .path(0)
                .path("title")
                .asText();
    }

    @Test
    void tellsWhatCanBeLookedAtOfAllPipelines() {
        assertThat(console.get("/api/dashboards")
                        .json()
                        .path("pipelines")
                        .path(0)
                        .toString())
                .isEqualTo("{\"name\":\"drawn\",\"dashboards\":[{\"name\":\"clicks\",\"title\":\"Clicks\","
                        + "\"panels\":4}],\"outputs\":[\"table\",\"all\"]}");
    }

    @Test
    void answersWhatAPanelDraws() {
        Answer whole = console.post(PANELS + 1, Map.of("whole", true));
        Answer filtered =
                console.post(PANELS + 0, Map.of("whole", true, "filters", Map.of("url", List.of("www.example7.com"))));
        Answer usual = console.post(PANELS + 0, "");
        Answer range = console.post(PANELS + 0, Map.of("from", "2023-11-14T22:13:20Z", "to", "2023-11-14T22:13:21Z"));
        Answer last = console.post(PANELS + 0, Map.of("last_millis", Long.MAX_VALUE, "refresh", true));

        assertThat(whole.text().replaceFirst("\"took_millis\":\\d+", "\"took_millis\":0"))
                .isEqualTo(
                        "{\"columns\":[{\"name\":\"recordtime\",\"type\":\"time\"},{\"name\":\"url\",\"type\":\"text\"},"
                                + "{\"name\":\"count\",\"type\":\"number\"}],"
                                + "\"rows\":[[\"2023-11-14T22:13:20Z\",\"www.example0.com\",1]],\"truncated\":true,"
                                + "\"interval_millis\":1,\"took_millis\":0}");
        assertThat(filtered.json().path("rows").toString()).isEqualTo("[[1]]");
        assertThat(usual.json().path("rows").toString())
                .as("the last hour, as the dashboard has it")
                .isEqualTo("[[0]]");
        assertThat(range.json().path("rows").toString()).isEqualTo("[[10]]");
        assertThat(last.json().path("rows").toString()).isEqualTo("[[10]]");
        assertThat(console.get(PANELS + "2/areas").text())
                .isEqualTo("{\"features\":{\"type\":\"FeatureCollection\",\"features\":[]}}");
    }

    @Test
    void givesTheAreasOfReferencesForMapsToHaveBehindTheirPoints() throws IOException {
        Files.writeString(
                folder.resolve("zones.geojson"),
                """
                {"type": "FeatureCollection", "features": [
                  {"type": "Feature", "properties": {"id": 7, "label": "Downtown", "secret": "x"},
                   "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}},
                  {"type": "Feature", "properties": {"id": 8, "label": "nowhere"}, "geometry": null}]}
                """);
        Files.copy(folder.resolve("zones.geojson"), folder.resolve("gone.geojson"));
        Answer applied = console.post(
                "/api/pipelines/apply",
                Map.of(
                        "file",
                        folder.resolve("outlined.yaml").toString(),
                        "text",
                        pipeline("outlined").replace("outputs:\n", REFERENCES + "outputs:\n"),
                        "start",
                        false));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        Files.delete(folder.resolve("gone.geojson"));

        Answer outlines = console.get("/api/pipelines/outlined/outlines");

        assertThat(outlines.json().path("features").toString())
                .isEqualTo("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":"
                        + "\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]},\"properties\":{\"reference\":\"zones\","
                        + "\"name\":\"Downtown\"}}]}");
        assertThat(outlines.json().path("left_out").toString()).isEqualTo("[\"gone\"]");
        assertThat(console.get("/api/pipelines/drawn/outlines")
                        .json()
                        .path("features")
                        .path("features"))
                .isEmpty();
        assertThat(console.get("/api/pipelines/none/outlines").status()).isEqualTo(404);
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        assertError(404, PANELS + 4, "{}", "Cannot find panel 4 of dashboard 'clicks', it has 0 to 3");
        assertError(
                404,
                "/api/pipelines/drawn/dashboards/none/panels/0",
                "{}",
                "Cannot find dashboard 'none' of pipeline drawn");
        assertError(404, "/api/pipelines/none/dashboards/clicks/panels/0", "{}", null);
        assertError(400, PANELS + "x", "{}", "Cannot read the request, panel is 'x', expected 0 to 2147483647");
        assertError(
                400,
                PANELS + 0,
                "{\"filters\":{\"ip\":[\"1\"]}}",
                "Cannot filter by 'ip', the dashboard has the filters: url");
        assertError(
                400,
                PANELS + 0,
                "{\"filters\":{\"url\":[null]}}",
                "Cannot read the request, filters have texts only: url");
        assertError(
                400,
                PANELS + 0,
                "{\"from\":\"2026-01-31T00:00:00Z\",\"to\":\"2026-01-30T00:00:00Z\"}",
                "Cannot read the range of time, it ends at 2026-01-30T00:00:00Z and begins at 2026-01-31T00:00:00Z");
        assertError(400, PANELS + 0, "{\"from\":\"yesterday\"}", null);
        assertError(
                400,
                PANELS + 0,
                "{\"last_millis\":0}",
                "Cannot read the request, last_millis is 0, expected 1 or more");
        assertError(400, PANELS + 0, "{\"bounds\":{\"west\":1,\"south\":0,\"east\":-1,\"north\":1}}", null);
        assertError(400, PANELS + 0, "{\"sql\":\"DROP TABLE web.drawn_all\"}", null);
        assertError(
                404, "/api/pipelines/drawn/outputs/none/panels/0", "{}", "Cannot find output 'none' of pipeline drawn");
        assertThat(console.get(PANELS + "0/areas").status()).isEqualTo(404);
    }

    private static void assertError(int status, String path, String body, String message) {
        Answer answer = console.post(path, body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (message != null) {
            assertThat(answer.json().path("error").asText()).isEqualTo(message);
        }
    }

    @Test
    void proposesPanelsForAnyOutputOfATable() {
        JsonNode proposed =
                console.get("/api/pipelines/drawn/outputs/table/dashboard").json();

        assertThat(proposed.path("text").asText())
                .isEqualTo(
                        """
                          table:
                            filters: [url]
                            panels:
                              - { number: how many, from: table }
                              - { bar: url, from: table, x: url }
                              - { table: rows, from: table }
                        """);
        assertThat(proposed.path("dashboard").path("panels")).hasSize(3);
        assertThat(console.post("/api/pipelines/drawn/outputs/table/panels/0", "{}")
                        .json()
                        .path("rows")
                        .toString())
                .isEqualTo("[[10]]");
    }

    @Test
    void suggestsAndExportsForAFileThatIsNotDeployed() {
        JsonNode suggested =
                console.post("/api/dashboards/suggest", Map.of("text", yaml)).json();
        JsonNode exported =
                console.post("/api/dashboards/export", Map.of("text", yaml)).json();
        Answer invalid = console.post("/api/dashboards/export", Map.of("text", "pipeline: p"));

        assertThat(suggested.path("dashboards").findValuesAsText("name")).containsExactly("table", "all");
        assertThat(exported.path("ndjson").asText()).isEmpty();
        assertThat(exported.path("notes")).hasSize(4);
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(invalid.json().path("problems")).isNotEmpty();
    }

    @Test
    void checksPanelsWithTheFile() {
        Answer answer = console.post(
                "/api/validate",
                Map.of(
                        "text",
                        yaml.replace("x: recordtime, by: url", "x: url, by: ulr")
                                .replace("[url]", "[nothing]")));

        assertThat(answer.json().path("problems").findValuesAsText("reason"))
                .containsExactly("is a text, expected a time: url", "is not a field of output all: 'ulr'");
        assertThat(answer.json().path("problems").path(0).path("path").asText())
                .isEqualTo("dashboards.clicks.panels[1].x");
        assertThat(answer.json().path("problems").path(0).path("line").asInt()).isPositive();
        assertThat(answer.json().path("problems").path(1).path("hint").asText()).isEqualTo("did you mean 'url'?");
    }
}
