package io.penstock.engine.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.dashboard.Dashboard;
import io.penstock.pipeline.dashboard.DashboardText;
import io.penstock.pipeline.dashboard.Panel;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What panels can draw of which fields, and what is proposed where nobody says it. */
class PanelFinderTest {

    private static final StructType COLUMNS = StructType.fromDDL(
            "cab STRING, area STRING, at TIMESTAMP, fare DOUBLE, tripid BIGINT, lat DOUBLE, lon DOUBLE, note STRING,"
                    + " paid BOOLEAN, ip STRING, minute STRUCT<start: TIMESTAMP, `end`: TIMESTAMP>, tags ARRAY<STRING>");

    private static final PanelRows INDEX =
            new PanelRows.OfIndex("trips", Fields.ofIndex(COLUMNS, Map.of("note", "text", "ip", "ip")));
    private static final PanelRows TABLE = PanelRows.OfSql.table("`web`.`trips`", Fields.ofTable(COLUMNS));

    private static Dashboard dashboard(String panels) {
        LoadedPipeline loaded = PipelineLoader.load(
                "p.yaml",
                """
                pipeline: p
                sources: { trips: { kafka: { topic: t }, decode: { csv: { schema: "a INT" } } } }
                outputs: { trips: { index: trips, from: trips } }
                dashboards:
                """
                        + panels);
        assertThat(loaded.problems()).isEmpty();
        return loaded.pipeline().dashboards().values().iterator().next();
    }

    private static Panel panel(String written) {
        return dashboard("  d: { panels: [" + written + "] }\n").panels().get(0);
    }

    private static void assertProblem(PanelRows rows, String panel, String path, String reason, String hint) {
        Problems problems = new Problems();

        assertThat(PanelFinder.find(panel(panel), rows, problems)).isNull();

        assertThat(problems.list()).containsExactly(new Problem(path, 0, reason, hint));
    }

    @Test
    void namesTheFieldsWhereOneIsNotThere() {
        assertProblem(
                TABLE,
                "{ line: l, from: trips, x: att }",
                "x",
                "is not a field of output trips: 'att'",
                "did you mean 'at'?");
        assertProblem(
                INDEX,
                "{ number: n, from: trips, y: sum(price) }",
                "y",
                "is not a field of output trips: 'price'",
                "the fields are cab, area, at, fare, tripid, lat, lon, note, paid, ip, minute.start, minute.end, tags,"
                        + " location");
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertProblem(
                TABLE,
                "{ line: l, from: trips, x: area }",
                "x",
                "is a text, expected a time: area",
                "take one of these, or draw bars: at, minute.start, minute.end");
        assertProblem(
                TABLE,
                "{ histogram: h, from: trips, x: area }",
                "x",
                "is a text, expected a number: area",
                "take one of these, or draw bars: fare, tripid, lat, lon");
        assertProblem(
                INDEX,
                "{ bar: b, from: trips, x: note }",
                "x",
                "is a text that is found by its words, rows are not told apart by it: note",
                "take a text, a number or a truth value");
        assertProblem(
                INDEX,
                "{ pie: p, from: trips, by: at }",
                "by",
                "is a time, rows are not told apart by it: at",
                "draw a bar or a line over it");
        assertProblem(
                TABLE,
                "{ bar: b, from: trips, x: tags }",
                "x",
                "is of a kind that is not drawn, rows are not told apart by it: tags",
                "take a text, a number or a truth value");
        assertProblem(
                INDEX,
                "{ number: n, from: trips, y: avg(area) }",
                "y",
                "is a text, expected a number: area",
                "take one of these: fare, tripid, lat, lon");
        assertProblem(
                TABLE,
                "{ number: n, from: trips, filter: { fare: much } }",
                "filter.fare",
                "has a value that the column cannot have, it is a number",
                null);
        assertProblem(
                INDEX,
                "{ number: n, from: trips, filter: { note: much } }",
                "filter.note",
                "is a text that is found by its words, rows are not found by it",
                "take another column");
        assertProblem(
                TABLE,
                "{ table: t, from: trips, columns: [at, nothing], sort: at }",
                "columns[1]",
                "is not a field of output trips: 'nothing'",
                TABLE.fields().listed());
        assertProblem(
                INDEX,
                "{ table: t, from: trips, sort: note desc }",
                "sort",
                "is a text that is found by its words, rows are not sorted by it: note",
                "take a time, a number or a text");
    }

    @Test
    void findsPlaces() {
        assertProblem(
                INDEX,
                "{ map: m, from: trips, lat: fare, lon: lon }",
                "lat",
                "is no point of the index: fare, lon",
                "call the output's columns lat and lon, then it has a point, or draw a table");
        assertProblem(
                TABLE,
                "{ map: m, from: trips, at: area }",
                "at",
                "is a text, expected a point: area",
                "there is none, " + TABLE.fields().listed());
        PanelRows nowhere = PanelRows.OfSql.table("t", Fields.ofTable(StructType.fromDDL("a STRING")));
        assertProblem(
                nowhere,
                "{ map: m, from: trips }",
                "map",
                "has no place, there is neither a point nor lat and lon",
                "name the columns with lat and lon, or draw areas; the fields are a");

        FoundPanel index = PanelFinder.find(panel("{ map: m, from: trips }"), INDEX, new Problems());
        FoundPanel table =
                PanelFinder.find(panel("{ map: m, from: trips, lat: lat, lon: lon }"), TABLE, new Problems());

        assertThat(index.place().toString()).startsWith("Point[field=Field[path=[location]");
        assertThat(table.place().toString()).startsWith("Degrees[latitude=Field[path=[lat]");
    }

    @Test
    void takesTheUsualTimeUnlessOneIsNamed() {
        FoundPanel usual = PanelFinder.find(panel("{ number: n, from: trips }"), INDEX, new Problems());
        FoundPanel drawn = PanelFinder.find(panel("{ line: l, from: trips, x: minute.end }"), INDEX, new Problems());
        FoundPanel named =
                PanelFinder.find(panel("{ line: l, from: trips, x: at, time: minute.start }"), INDEX, new Problems());

        assertThat(usual.time().name()).isEqualTo("at");
        assertThat(drawn.time().name()).isEqualTo("minute.end");
        assertThat(named.time().name()).isEqualTo("minute.start");
    }

    @Test
    void proposesPanelsThatTheFileReadsAgain() {
        Dashboard proposed = PanelProposals.of("trips", INDEX.fields());

        String text = DashboardText.of("trips", proposed);

        assertThat(text)
                .isEqualTo(
                        """
                          trips:
                            filters: [cab, area, paid]
                            panels:
                              - { number: how many, from: trips }
                              - { line: how many over time, from: trips, x: at }
                              - { line: fare over time, from: trips, x: at, y: avg(fare) }
                              - { histogram: fare, from: trips, x: fare }
                              - { bar: cab, from: trips, x: cab }
                              - { heatmap: cab over time, from: trips, x: at, by: cab }
                              - { pie: area, from: trips, by: area }
                              - { map: where, from: trips, show: heat }
                              - { table: rows, from: trips }
                        """);
        assertThat(dashboard(text)).isEqualTo(proposed);
        for (Panel panel : proposed.panels()) {
            for (PanelRows rows : List.of(INDEX, TABLE)) {
                Problems problems = new Problems();
                assertThat(PanelFinder.find(panel, rows, problems))
                        .as("%s: %s", panel, problems.list())
                        .isNotNull();
            }
        }
    }

    @Test
    void proposesWhatThereIsOfColumnsThatAreNeitherTimesNorTexts() {
        String text = DashboardText.of(
                "n-1", PanelProposals.of("n-1", Fields.ofTable(StructType.fromDDL("n INT, `the key` STRING"))));

        assertThat(text)
                .isEqualTo(
                        """
                          n-1:
                            panels:
                              - { number: how many, from: n-1 }
                              - { histogram: n, from: n-1, x: n }
                              - { table: rows, from: n-1 }
                        """);
    }

    @Test
    void writesWhateverAFileCanSay() {
        Dashboard said = dashboard(
                """
                  d:
                    title: 'It''s: "all"'
                    last: 90 minutes
                    refresh: 1500 ms
                    filters: [cab, 'a b']
                    panels:
                      - { number: 'no', from: trips, y: "percentile(99.9, fare)", filter: { cab: [c1, '[', true, 7], 'a,b': "\\u0001" } }
                      - { map: areas, sql: "SELECT 'x' AS a -- {", areas: /areas.geojson, key: zone, by: area }
                      - { table: t, from: trips, columns: [a, b], sort: a desc, top: 7, time: at }
                """);

        assertThat(dashboard(DashboardText.of("d", said))).isEqualTo(said);
    }
}
