package io.penstock.engine.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.dashboard.Panel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every object against what the import of OpenSearch Dashboards takes; see docs/design/0026. */
class SavedObjectsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The attributes that the mappings of the types have, which are strict: another one makes the import of the object fail. */
    private static final Map<String, Set<String>> ATTRIBUTES = Map.of(
            "index-pattern",
            Set.of("title", "timeFieldName", "fields"),
            "visualization",
            Set.of(
                    "description",
                    "kibanaSavedObjectMeta",
                    "savedSearchRefName",
                    "title",
                    "uiStateJSON",
                    "version",
                    "visState"),
            "search",
            Set.of("columns", "description", "hits", "kibanaSavedObjectMeta", "sort", "title", "version"),
            "dashboard",
            Set.of(
                    "description",
                    "hits",
                    "kibanaSavedObjectMeta",
                    "optionsJSON",
                    "panelsJSON",
                    "refreshInterval",
                    "timeFrom",
                    "timeRestore",
                    "timeTo",
                    "title",
                    "version"),
            "map",
            Set.of("title", "description", "layerList", "uiState", "mapState", "version", "kibanaSavedObjectMeta"));

    /** The newest migration of each type, in 2.x and in 3.x: a newer one would be refused. */
    private static final Map<String, String> MIGRATIONS =
            Map.of("index-pattern", "7.6.0", "visualization", "7.10.0", "search", "7.9.3", "dashboard", "7.9.3");

    private static final String YAML =
            """
            pipeline: cabs
            sources: { trips: { kafka: { topic: t }, decode: { csv: { schema: "a INT" } } } }
            outputs:
              trips: { index: cab-trips, from: trips }
              kept: { table: web.trips, from: trips }
            dashboards:
              trips:
                title: Trips
                last: 1 hour
                refresh: 10 seconds
                filters: [cab, fare, nothing]
                panels:
                  - { number: many, from: trips }
                  - { number: slow, from: trips, y: "percentile(95, fare)", filter: { area: [soho, kent], cab: c1 } }
                  - { line: over time, from: trips, x: at, y: avg(fare), by: area }
                  - { bar: areas, from: trips, x: area, by: cab, y: "percentile(50, fare)" }
                  - { bar: days, from: trips, x: at }
                  - { histogram: fares, from: trips, x: fare, bins: 30 }
                  - { pie: paid, from: trips, by: paid, y: distinct(cab) }
                  - { heatmap: hours, from: trips, x: at, by: area, y: max(fare) }
                  - { map: where, from: trips, by: area, columns: [cab] }
                  - { map: grid, from: trips, show: heat }
                  - { map: areas, from: trips, areas: a.geojson, by: area }
                  - { table: rows, from: trips, columns: [at, cab], sort: fare desc }
                  - { number: "of a table", from: kept }
                  - { bar: "by sql", sql: "SELECT 1 AS a", x: a }
              only-sql: { panels: [{ number: n, sql: SELECT 1 }] }
            """;

    private static final PanelRows INDEX = new PanelRows.OfIndex(
            "cab-trips",
            Fields.ofIndex(
                    StructType.fromDDL(
                            "at TIMESTAMP, cab STRING, area STRING, fare DOUBLE, paid BOOLEAN, lat DOUBLE, lon DOUBLE"),
                    Map.of()));

    private static SavedObjects exported() {
        Pipeline pipeline = PipelineLoader.load("cabs.yaml", YAML).pipeline();
        Map<String, List<@Nullable FoundPanel>> found = new LinkedHashMap<>();
        pipeline.dashboards().forEach((name, dashboard) -> {
            List<@Nullable FoundPanel> panels = new ArrayList<>();
            for (Panel panel : dashboard.panels()) {
                panels.add("trips".equals(panel.from()) ? PanelFinder.find(panel, INDEX, new Problems()) : null);
            }
            found.put(name, panels);
        });
        return SavedObjects.of(pipeline, found);
    }

    private static List<JsonNode> objects() throws Exception {
        List<JsonNode> objects = new ArrayList<>();
        for (String line : exported().ndjson().split("\n")) {
            objects.add(JSON.readTree(line));
        }
        return objects;
    }

    private static JsonNode titled(String title) throws Exception {
        return objects().stream()
                .filter(object -> object.at("/attributes/title").asText().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode state(String title) throws Exception {
        return JSON.readTree(titled(title).at("/attributes/visState").asText());
    }

    @Test
    void everyObjectHasTheFieldsThatItsTypeHas() throws Exception {
        Set<String> ids = new HashSet<>();
        for (JsonNode object : objects()) {
            String type = object.path("type").asText();
            assertThat(fields(object)).isEqualTo(Set.of("type", "id", "migrationVersion", "attributes", "references"));
            assertThat(ATTRIBUTES.get(type)).as(type).containsAll(fields(object.path("attributes")));
            assertThat(object.at("/attributes/title").asText()).isNotBlank();
            assertThat(object.path("id").asText())
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
            assertThat(ids.add(type + ":" + object.path("id").asText()))
                    .as("twice")
                    .isTrue();
            JsonNode migrated = object.path("migrationVersion");
            assertThat(migrated.path(type).textValue()).isEqualTo(MIGRATIONS.get(type));
            assertThat(migrated.size()).isEqualTo(MIGRATIONS.containsKey(type) ? 1 : 0);
        }
    }

    @Test
    void everyReferenceIsToAnObjectOfTheFileThatComesBefore() throws Exception {
        Set<String> before = new HashSet<>();
        for (JsonNode object : objects()) {
            Set<String> names = new HashSet<>();
            for (JsonNode reference : object.path("references")) {
                assertThat(before)
                        .contains(reference.path("type").asText() + ":"
                                + reference.path("id").asText());
                assertThat(names.add(reference.path("name").asText())).isTrue();
            }
            assertThat(named(object)).isEqualTo(names);
            before.add(object.path("type").asText() + ":" + object.path("id").asText());
        }
    }

    /** The names of references that an object uses, wherever the product looks for them. */
    private static Set<String> named(JsonNode object) throws Exception {
        Set<String> names = new HashSet<>();
        String source =
                object.at("/attributes/kibanaSavedObjectMeta/searchSourceJSON").asText("");
        if (!source.isEmpty()) {
            JsonNode parsed = JSON.readTree(source);
            assertThat(parsed.path("query").path("language").asText()).isEqualTo("kuery");
            assertThat(parsed.has("index")).as("an index beside its reference").isFalse();
            if (parsed.has("indexRefName")) {
                assertThat(parsed.path("indexRefName").asText())
                        .isEqualTo("kibanaSavedObjectMeta.searchSourceJSON.index");
                names.add(parsed.path("indexRefName").asText());
            }
            for (int i = 0; i < parsed.path("filter").size(); i++) {
                String name =
                        parsed.path("filter").path(i).at("/meta/indexRefName").asText();
                assertThat(name).isEqualTo("kibanaSavedObjectMeta.searchSourceJSON.filter[" + i + "].meta.index");
                names.add(name);
            }
        }
        for (JsonNode panel : JSON.readTree(object.at("/attributes/panelsJSON").asText("[]"))) {
            names.add(panel.path("panelRefName").asText());
        }
        String state = object.at("/attributes/visState").asText("{}");
        for (JsonNode control : JSON.readTree(state).at("/params/controls")) {
            names.add(control.path("indexPatternRefName").asText());
        }
        return names;
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void everyVisualizationHasAStateThatItsKindDraws() throws Exception {
        for (JsonNode object : objects()) {
            if (!object.path("type").asText().equals("visualization")) {
                continue;
            }
            JsonNode state = JSON.readTree(object.at("/attributes/visState").asText());
            assertThat(fields(state)).isEqualTo(Set.of("title", "type", "params", "aggs"));
            assertThat(state.path("title")).isEqualTo(object.at("/attributes/title"));
            assertThat(state.path("type").asText())
                    .isIn("line", "histogram", "pie", "heatmap", "metric", "input_control_vis");
            Set<String> ids = new HashSet<>();
            for (JsonNode aggregation : state.path("aggs")) {
                assertThat(fields(aggregation)).isEqualTo(Set.of("id", "enabled", "type", "schema", "params"));
                assertThat(ids.add(aggregation.path("id").asText())).isTrue();
                assertThat(aggregation.path("schema").asText()).isIn("metric", "segment", "group");
            }
        }
    }

    @Test
    void drawsWhatThePanelsDraw() throws Exception {
        assertThat(state("many").at("/aggs").toString())
                .isEqualTo("[{\"id\":\"1\",\"enabled\":true,\"type\":\"count\",\"schema\":\"metric\",\"params\":{}}]");
        assertThat(state("slow").at("/aggs/0/params").toString()).isEqualTo("{\"field\":\"fare\",\"percents\":[95]}");
        assertThat(state("over time").path("type").asText()).isEqualTo("line");
        assertThat(state("over time").at("/aggs/1/type").asText()).isEqualTo("date_histogram");
        assertThat(state("over time").at("/aggs/1/params/field").asText()).isEqualTo("at");
        assertThat(state("over time").at("/aggs/2/params/field").asText()).isEqualTo("area");
        assertThat(state("areas").at("/aggs/1/type").asText()).isEqualTo("terms");
        assertThat(state("areas").at("/aggs/1/params/orderBy").asText())
                .as("a percentile has a name of its own")
                .isEqualTo("1.50");
        assertThat(state("days").at("/aggs/1/type").asText()).isEqualTo("date_histogram");
        assertThat(state("fares").at("/aggs/1/params/maxBars").asInt()).isEqualTo(30);
        assertThat(state("paid").at("/aggs/0/type").asText()).isEqualTo("cardinality");
        assertThat(state("hours").at("/aggs/0/type").asText()).isEqualTo("max");
        assertThat(state("Trips filters").at("/params/controls").findValuesAsText("fieldName"))
                .containsExactly("cab", "fare");
        assertThat(titled("rows").at("/attributes/columns").toString()).isEqualTo("[\"at\",\"cab\"]");
        assertThat(titled("rows").at("/attributes/sort").toString()).isEqualTo("[[\"fare\",\"desc\"]]");
        assertThat(titled("cab-trips").at("/attributes/timeFieldName").asText()).isEqualTo("at");
    }

    @Test
    void aMapHasALayerOfDocumentsOfTheIndexPattern() throws Exception {
        JsonNode map = titled("where");
        JsonNode layers = JSON.readTree(map.at("/attributes/layerList").asText());

        assertThat(map.path("type").asText()).isEqualTo("map");
        assertThat(layers).hasSize(2);
        assertThat(layers.at("/1/type").asText()).isEqualTo("documents");
        assertThat(layers.at("/1/source/geoFieldName").asText()).isEqualTo("location");
        assertThat(layers.at("/1/source/indexPatternId"))
                .isEqualTo(titled("cab-trips").path("id"));
        assertThat(layers.at("/1/source/tooltipFields").toString()).isEqualTo("[\"area\",\"cab\"]");
        assertThat(JSON.readTree(map.at("/attributes/mapState").asText()).has("timeRange"))
                .isTrue();
    }

    @Test
    void theDashboardPlacesItsPanelsBesideEachOther() throws Exception {
        JsonNode dashboard = titled("Trips");
        List<JsonNode> panels = new ArrayList<>();
        JSON.readTree(dashboard.at("/attributes/panelsJSON").asText()).forEach(panels::add);

        assertThat(panels).hasSize(12);
        assertThat(dashboard.at("/attributes/timeFrom").asText()).isEqualTo("now-3600s");
        assertThat(dashboard.at("/attributes/refreshInterval").toString())
                .isEqualTo("{\"pause\":false,\"value\":10000}");
        for (int i = 0; i < panels.size(); i++) {
            JsonNode a = panels.get(i).path("gridData");
            assertThat(a.path("i")).isEqualTo(panels.get(i).path("panelIndex"));
            assertThat(a.path("x").asInt() + a.path("w").asInt()).isBetween(1, 48);
            for (JsonNode other : panels.subList(i + 1, panels.size())) {
                assertThat(overlap(a, other.path("gridData")))
                        .as("%s and %s", a, other)
                        .isFalse();
            }
        }
    }

    private static boolean overlap(JsonNode a, JsonNode b) {
        return crosses(a, b, "x", "w") && crosses(a, b, "y", "h");
    }

    private static boolean crosses(JsonNode a, JsonNode b, String start, String length) {
        int from = a.path(start).asInt();
        int other = b.path(start).asInt();
        return from < other + b.path(length).asInt()
                && other < from + a.path(length).asInt();
    }

    @Test
    void isTheSameEachTimeAndSaysWhatIsLeftOut() {
        assertThat(exported()).isEqualTo(exported());
        assertThat(exported().notes())
                .containsExactly(
                        "Panel 'grid' of dashboard trips shows points: maps there have no grid.",
                        "Panel 'areas' of dashboard trips is left out: maps there have no areas of a file.",
                        "Panel 'of a table' of dashboard trips is left out: it does not draw an index.",
                        "Panel 'by sql' of dashboard trips is left out: it does not draw an index.",
                        "Panel 'n' of dashboard only-sql is left out: it does not draw an index.");
    }
}
