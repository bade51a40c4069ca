package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.dashboard.DashboardView;
import io.penstock.engine.dashboard.Dashboards;
import io.penstock.engine.dashboard.FieldKind;
import io.penstock.engine.dashboard.PanelCall;
import io.penstock.engine.dashboard.PanelData;
import io.penstock.engine.dashboard.PanelData.Column;
import io.penstock.engine.dashboard.PanelRequest;
import io.penstock.engine.dashboard.PanelRequest.Bounds;
import io.penstock.engine.dashboard.PanelRequestException;
import io.penstock.engine.dashboard.TimeRange;
import io.penstock.engine.sql.SqlException;
import io.penstock.engine.sql.SqlService;
import io.penstock.pipeline.Pipeline;
import io.penstock.sinks.search.SearchSettings;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What panels draw of an index and of a table with the same rows: the same, but for percentiles. */
@ExtendWith({TestStack.Extension.class, SearchServer.Extension.class})
class DashboardIT {

    /** What a text can hold that some language takes for more than a text. */
    private static final String HOSTILE = "it's \\ \"x\"; DROP TABLE dash_a.kept -- /* ${env:HOME} `a`";

    private static final List<String> TRIPS = List.of(
            "c1,soho,2026-01-31T10:00:05Z,10,1,51.51,-0.13,true,by card",
            "c1,soho,2026-01-31T10:00:40Z,20,2,51.51,-0.13,false,by card",
            "c2,kent,2026-01-31T10:02:00Z,30,1,51.4,0.5,true,in cash",
            "c3,soho,2026-01-31T11:00:00Z,45,3,,,true,",
            "c3,,2026-01-31T11:00:30Z,,1,51.4,0.5,,",
            "c4,\"" + HOSTILE.replace("\"", "\"\"") + "\",2026-02-01T00:00:00Z,95,1,-33.9,151.2,false,far");

    private static final String YAML =
            """
            pipeline: dash-a
            sources:
              trips:
                kafka: { topic: dash-a }
                decode:
                  csv: { schema: "cab STRING, area STRING, at TIMESTAMP, fare DOUBLE, seats INT, lat DOUBLE, lon DOUBLE, paid BOOLEAN, note STRING" }
            outputs:
              trips: { index: dash-a-trips, from: trips, fields: { note: text } }
              kept: { table: dash_a.kept, from: trips }
            dashboards:
              trips:
                last: 1 hour
                filters: [cab, area, fare, paid, at]
                panels:
                  - { number: p0, from: OUTPUT }
                  - { number: p1, from: OUTPUT, y: avg(fare) }
                  - { line: p2, from: OUTPUT, x: at }
                  - { line: p3, from: OUTPUT, x: at, y: sum(fare), by: area, top: 2 }
                  - { bar: p4, from: OUTPUT, x: area }
                  - { bar: p5, from: OUTPUT, x: cab, y: max(fare), top: 2 }
                  - { bar: p6, from: OUTPUT, x: area, by: cab }
                  - { histogram: p7, from: OUTPUT, x: fare, bins: 5 }
                  - { histogram: p8, from: OUTPUT, x: seats }
                  - { pie: p9, from: OUTPUT, by: paid, y: distinct(cab) }
                  - { heatmap: p10, from: OUTPUT, x: at, by: cab, y: min(fare) }
                  - { map: p11, from: OUTPUT, by: area, columns: [cab] }
                  - { map: p12, from: OUTPUT, show: heat, y: sum(fare) }
                  - { map: p13, from: OUTPUT, areas: none.geojson, by: area, y: avg(seats) }
                  - { table: p14, from: OUTPUT, columns: [at, cab, fare, paid], top: 2 }
                  - { table: p15, from: OUTPUT, columns: [cab, seats], sort: seats, filter: { area: [soho, kent] } }
                  - { number: p16, from: OUTPUT, y: "percentile(50, fare)", filter: { area: soho, seats: 2 } }
                  - { bar: p17, from: OUTPUT, x: at }
                  - { bar: p18, from: OUTPUT, x: seats, y: avg(fare) }
                  - { bar: p19, from: OUTPUT, x: cab, y: "percentile(50, fare)", top: 2 }
                  - { bar: p20, from: OUTPUT, x: area, by: cab, y: sum(fare), top: 3 }
              query:
                filters: [cab, share]
                panels:
                  - { bar: p0, sql: "SELECT cab, count(*) AS trips FROM dash_a.kept GROUP BY cab -- by cab", x: cab, y: sum(trips) }
                  - { line: p1, sql: "SELECT CAST(at AS DATE) AS day, CAST(fare AS DECIMAL(10, 2)) AS fare FROM dash_a.kept;", x: day, y: sum(fare) }
                  - { table: p2, sql: "SELECT struct(cab AS name, at AS seen) AS last, array(seats) AS list, CAST(fare AS DECIMAL(10, 2)) AS fare FROM dash_a.kept", sort: last.seen }
                  - { bar: p3, sql: "SELECT cab, CAST(0.1 AS FLOAT) AS share FROM dash_a.kept WHERE cab = 'c2'", x: share, by: cab }
            """;

    private static @Nullable SqlService sql;
    private static @Nullable Dashboards dashboards;

    @BeforeEach
    void runOnce(TestStack plain, SearchServer search) {
        if (dashboards != null) {
            return;
        }
        TestStack stack = plain.with(search);
        stack.topic("dash-a", 2).send(TRIPS);
        stack.runToEnd(of("trips"));
        sql = stack.engine().sql(List::of);
        dashboards = stack.engine().dashboards(sql);
        search.require("POST", "/dash-a-trips/_refresh", "");
    }

    @AfterAll
    static void close() {
        if (sql != null) {
            sql.close();
        }
    }

    private static Pipeline of(String output) {
        return TestStack.pipeline(YAML.replace("OUTPUT", output));
    }

    private static PanelData data(String output, int panel, PanelRequest request) {
        return dashboards.data(new PanelCall(), of(output), "trips", panel, request);
    }

    private static List<String> rows(String output, int panel) {
        return rows(data(output, panel, PanelRequest.ALL));
    }

    private static List<String> rows(PanelData data) {
        return data.rows().stream().map(Object::toString).toList();
    }

    private static PanelRequest between(String from, String to) {
        return new PanelRequest(new TimeRange(Instant.parse(from), Instant.parse(to)), Map.of(), null, false);
    }

    private static PanelRequest filtered(String column, String... values) {
        return new PanelRequest(TimeRange.WHOLE, Map.of(column, Arrays.asList(values)), null, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void countsAndMeasures(String output) {
        assertThat(rows(output, 0)).containsExactly("[6]");
        assertThat(rows(output, 1)).containsExactly("[40.0]");
        assertThat(data(output, 1, PanelRequest.ALL).columns())
                .containsExactly(new Column("avg(fare)", FieldKind.NUMBER));
        assertThat(rows(output, 16)).containsExactly("[20.0]");
        assertThat(rows(data(output, 1, filtered("cab", "nobody")))).containsExactly("[null]");
        assertThat(rows(data(output, 0, filtered("cab", "nobody")))).containsExactly("[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void drawsLinesOverTheTimeThatThereIs(String output) {
        PanelData whole = data(output, 2, PanelRequest.ALL);
        PanelData hour = data(output, 2, between("2026-01-31T10:00:00Z", "2026-01-31T11:00:00Z"));
        PanelData apart = data(output, 3, PanelRequest.ALL);

        assertThat(whole.columns())
                .containsExactly(new Column("at", FieldKind.TIME), new Column("count", FieldKind.NUMBER));
        assertThat(whole.intervalMillis()).isEqualTo(600_000);
        assertThat(rows(whole))
                .containsExactly("[2026-01-31T10:00:00Z, 3]", "[2026-01-31T11:00:00Z, 2]", "[2026-02-01T00:00:00Z, 1]");
        assertThat(hour.intervalMillis()).isEqualTo(60_000);
        assertThat(rows(hour)).containsExactly("[2026-01-31T10:00:00Z, 2]", "[2026-01-31T10:02:00Z, 1]");
        assertThat(rows(apart))
                .as("the two areas with the most rows, and by their text where they have as many")
                .containsExactly(
                        "[2026-01-31T10:00:00Z, soho, 30.0]",
                        "[2026-01-31T11:00:00Z, , 0.0]",
                        "[2026-01-31T11:00:00Z, soho, 45.0]");
        assertThat(apart.truncated()).as("there are more").isTrue();
        assertThat(whole.truncated()).isFalse();
        assertThat(rows(output, 17)).isEqualTo(rows(whole));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void drawsBarsOfTheLargestValues(String output) {
        PanelData largest = data(output, 5, PanelRequest.ALL);

        assertThat(rows(output, 4)).containsExactly("[soho, 3]", "[, 1]", "[" + HOSTILE + ", 1]", "[kent, 1]");
        assertThat(rows(largest)).containsExactly("[c4, 95.0]", "[c3, 45.0]");
        assertThat(largest.truncated()).isTrue();
        assertThat(rows(output, 6))
                .containsExactly(
                        "[soho, c1, 2]", "[soho, c3, 1]", "[, c3, 1]", "[" + HOSTILE + ", c4, 1]", "[kent, c2, 1]");
        assertThat(rows(output, 18)).containsExactly("[1, 45.0]", "[3, 45.0]", "[2, 20.0]");
        assertThat(rows(output, 19)).containsExactly("[c4, 95.0]", "[c3, 45.0]");
        assertThat(rows(output, 20))
                .containsExactly(
                        "[" + HOSTILE + ", c4, 95.0]", "[soho, c3, 45.0]", "[soho, c1, 30.0]", "[kent, c2, 30.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void spreadsNumbersOverRangesOfEqualWidth(String output) {
        assertThat(rows(output, 7)).containsExactly("[0.0, 25.0, 2]", "[25.0, 50.0, 2]", "[75.0, 100.0, 1]");
        assertThat(rows(output, 8)).containsExactly("[1.0, 2.0, 4]", "[2.0, 3.0, 1]", "[3.0, 4.0, 1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void drawsSlicesAndFields(String output) {
        PanelData slices = data(output, 9, PanelRequest.ALL);

        assertThat(slices.columns())
                .containsExactly(new Column("paid", FieldKind.FLAG), new Column("distinct(cab)", FieldKind.NUMBER));
        assertThat(rows(slices)).containsExactly("[true, 3]", "[false, 2]");
        assertThat(rows(output, 10))
                .containsExactly(
                        "[2026-01-31T10:00:00Z, c1, 10.0]",
                        "[2026-01-31T10:00:00Z, c2, 30.0]",
                        "[2026-01-31T11:00:00Z, c3, 45.0]",
                        "[2026-02-01T00:00:00Z, c4, 95.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void drawsMaps(String output) {
        PanelRequest london = new PanelRequest(TimeRange.WHOLE, Map.of(), new Bounds(-1, 51, 1, 52), false);

        assertThat(data(output, 11, PanelRequest.ALL).columns())
                .extracting(Column::name)
                .containsExactly("latitude", "longitude", "area", "cab");
        assertThat(rows(output, 11))
                .as("the newest first, those without a place left out")
                .containsExactly(
                        "[-33.9, 151.2, " + HOSTILE + ", c4]",
                        "[51.4, 0.5, , c3]",
                        "[51.4, 0.5, kent, c2]",
                        "[51.51, -0.13, soho, c1]",
                        "[51.51, -0.13, soho, c1]");
        assertThat(rows(data(output, 11, london))).hasSize(4);
        assertThat(rows(output, 12))
                .containsExactly(
                        "[-5.625, 48.92249926375824, 0.0, 52.48278022207821, 30.0]",
                        "[0.0, 48.92249926375824, 5.625, 52.48278022207821, 30.0]",
                        "[146.25, -36.59788913307021, 151.875, -31.952162238024968, 95.0]");
        assertThat(data(output, 12, london).rows())
                .as("a finer grid where less is shown: west, east and sum")
                .extracting(row -> row.get(0) + " " + row.get(2) + " " + row.get(4))
                .containsExactly("-0.1318359375 -0.087890625 30.0", "0.4833984375 0.52734375 30.0");
        assertThat(rows(output, 13)).containsExactly("[soho, 2.0]", "[, 1.0]", "[" + HOSTILE + ", 1.0]", "[kent, 1.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void showsRowsAsTheyAre(String output) {
        PanelData newest = data(output, 14, PanelRequest.ALL);

        assertThat(newest.columns())
                .containsExactly(
                        new Column("at", FieldKind.TIME),
                        new Column("cab", FieldKind.TEXT),
                        new Column("fare", FieldKind.NUMBER),
                        new Column("paid", FieldKind.FLAG));
        assertThat(rows(newest))
                .containsExactly("[2026-02-01T00:00:00Z, c4, 95.0, false]", "[2026-01-31T11:00:30Z, c3, null, null]");
        assertThat(newest.truncated()).isTrue();
        assertThat(rows(output, 15))
                .containsExactlyInAnyOrder("[c1, 1]", "[c2, 1]", "[c1, 2]", "[c3, 3]")
                .endsWith("[c1, 2]", "[c3, 3]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void shortensTheTimeToTheMoment(String output) {
        assertThat(rows(data(output, 0, between("2026-01-31T10:00:05Z", "2026-01-31T10:02:00Z"))))
                .as("with its first moment, without its last")
                .containsExactly("[2]");
        TimeRange since = new TimeRange(Instant.parse("2026-01-31T11:00:30Z"), null);
        assertThat(rows(data(output, 0, new PanelRequest(since, Map.of(), null, true))))
                .containsExactly("[2]");
        assertThat(rows(data(output, 2, between("1969-01-01T00:00:00Z", "1970-01-01T00:00:00Z"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void filtersByWhatAValueIsAndNotByWhatItSays(String output) {
        assertThat(rows(data(output, 0, filtered("area", HOSTILE)))).containsExactly("[1]");
        assertThat(rows(data(output, 0, filtered("area", "")))).containsExactly("[1]");
        assertThat(rows(data(output, 0, filtered("area", "soho", "kent")))).containsExactly("[4]");
        assertThat(rows(data(output, 0, filtered("AREA", "soho")))).containsExactly("[3]");
        assertThat(rows(data(output, 0, filtered("fare", "10.0", "95")))).containsExactly("[2]");
        assertThat(rows(data(output, 0, filtered("paid", "false")))).containsExactly("[2]");
        assertThat(rows(data(output, 0, filtered("at", "2026-02-01")))).containsExactly("[1]");
        for (String hostile : List.of(
                "' OR '1'='1",
                "\\' OR 1=1 --",
                "soho') OR (1=1",
                "*",
                "{\"match_all\":{}}",
                "soho\"]}}]}}}",
                "soho\u0000",
                "${env:HOME}")) {
            assertThat(rows(data(output, 0, filtered("area", hostile))))
                    .as(hostile)
                    .containsExactly("[0]");
        }
        for (String hostile : List.of("1 OR 1=1", "1E+999999999", "NaN", "0x10", "1;", "")) {
            assertThatThrownBy(() -> data(output, 0, filtered("fare", hostile)))
                    .isInstanceOf(PanelRequestException.class)
                    .hasMessage("Cannot filter by fare, it is a number: '" + hostile + "'");
        }
        assertThatThrownBy(() -> data(output, 0, filtered("seats` = 1 --", "1")))
                .hasMessage(
                        "Cannot filter by 'seats` = 1 --', the dashboard has the filters: cab, area, fare, paid, at");
    }

    @Test
    void drawsWhatAQueryGives() {
        Pipeline pipeline = of("kept");

        PanelData bars = dashboards.data(new PanelCall(), pipeline, "query", 0, PanelRequest.ALL);
        PanelData filtered = dashboards.data(new PanelCall(), pipeline, "query", 0, filtered("cab", "c1", "c2"));
        PanelData days = dashboards.data(new PanelCall(), pipeline, "query", 1, PanelRequest.ALL);
        PanelData table = dashboards.data(new PanelCall(), pipeline, "query", 2, PanelRequest.ALL);
        PanelData share = dashboards.data(new PanelCall(), pipeline, "query", 3, filtered("share", "0.1"));

        assertThat(rows(share)).as("a FLOAT is found by what it is written as").containsExactly("[0.1, c2, 1]");
        assertThat(rows(bars)).containsExactly("[c1, 2.0]", "[c3, 2.0]", "[c2, 1.0]", "[c4, 1.0]");
        assertThat(rows(filtered)).containsExactly("[c1, 2.0]", "[c2, 1.0]");
        assertThat(rows(days)).containsExactly("[2026-01-31T00:00:00Z, 105.0]", "[2026-02-01T00:00:00Z, 95.0]");
        assertThat(table.columns())
                .containsExactly(
                        new Column("last.name", FieldKind.TEXT),
                        new Column("last.seen", FieldKind.TIME),
                        new Column("list", FieldKind.OTHER),
                        new Column("fare", FieldKind.NUMBER));
        assertThat(rows(table).get(0)).isEqualTo("[c1, 2026-01-31T10:00:05Z, [1], 10.0]");
    }

    @Test
    void readsOnlyAndOneQueryOnly() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "SELECT 1 AS cab) UNION ALL SELECT cab FROM (SELECT cab FROM dash_a.kept", "Syntax error",
                        "DROP TABLE dash_a.kept", "Cannot run as read-only SQL",
                        "SELECT reflect('java.lang.System', 'getenv') AS cab", "Cannot run as read-only SQL",
                        "SELECT cab FROM dash_a.kept /*", "comment",
                        "SHOW TABLES", "Syntax error")
                .entrySet()) {
            Pipeline pipeline = TestStack.pipeline(
                    """
                    pipeline: dash-b
                    sources:
                      trips: { kafka: { topic: dash-a }, decode: { csv: { schema: "cab STRING" } } }
                    outputs:
                      trips: { index: dash-b, from: trips }
                    dashboards:
                      d: { panels: [{ number: n, sql: "SQL" }] }
                    """
                            .replace("SQL", wrong.getKey()));

            assertThatThrownBy(() -> dashboards.data(new PanelCall(), pipeline, "d", 0, PanelRequest.ALL))
                    .as(wrong.getKey())
                    .isInstanceOf(SqlException.class)
                    .hasMessageContaining(wrong.getValue());
        }
    }

    @Test
    void tellsThePanelsWithTheirFields() {
        DashboardView view = dashboards.list(of("trips")).get(0);

        assertThat(view.title()).isEqualTo("trips");
        assertThat(view.lastMillis()).isEqualTo(3_600_000);
        assertThat(view.filters())
                .extracting(Object::toString)
                .containsExactly(
                        "FieldView[name=cab, type=TEXT]",
                        "FieldView[name=area, type=TEXT]",
                        "FieldView[name=fare, type=NUMBER]",
                        "FieldView[name=paid, type=FLAG]",
                        "FieldView[name=at, type=TIME]");
        assertThat(view.panels().get(3).toString())
                .isEqualTo(
                        "PanelView[number=3, kind=line, title=p3, from=trips, origin=index, x=FieldView[name=at, type=TIME],"
                                + " by=FieldView[name=area, type=TEXT], y=sum(fare), time=FieldView[name=at, type=TIME],"
                                + " form=null, key=null, bins=null, columns=[], filters=[FieldView[name=cab, type=TEXT],"
                                + " FieldView[name=area, type=TEXT], FieldView[name=fare, type=NUMBER],"
                                + " FieldView[name=paid, type=FLAG], FieldView[name=at, type=TIME]], problem=null]");
        assertThat(view.panels())
                .allSatisfy(panel -> assertThat(panel.problem()).isNull());
        assertThat(dashboards.list(of("kept")).get(1).panels().get(0).origin()).isEqualTo("sql");
    }

    @Test
    void whatIsNotThereYetHasNoRows() {
        Pipeline pipeline = TestStack.pipeline(YAML.replace("OUTPUT", "trips")
                .replace("pipeline: dash-a", "pipeline: dash-c")
                .replace("dash-a-trips", "dash-c-trips")
                .replace("from: trips, by", "from: kept, by")
                .replace("dash_a.kept, from", "dash_c.kept, from"));
        List<Integer> index = List.of(0, 1, 2, 3, 4, 7, 9, 10, 11, 12, 14);

        for (int panel : index) {
            assertThat(dashboards
                            .data(new PanelCall(), pipeline, "trips", panel, PanelRequest.ALL)
                            .rows())
                    .as("panel %d", panel)
                    .isEmpty();
        }
        Pipeline table = TestStack.pipeline(YAML.replace("OUTPUT", "kept")
                .replace("pipeline: dash-a", "pipeline: dash-c")
                .replace("dash_a.kept, from", "dash_c.kept, from"));
        for (int panel : index) {
            assertThat(dashboards
                            .data(new PanelCall(), table, "trips", panel, PanelRequest.ALL)
                            .rows())
                    .as("panel %d", panel)
                    .isEmpty();
        }
    }

    @Test
    void saysWhenOpenSearchIsAway(TestStack stack) {
        Dashboards away = new Dashboards(
                new io.penstock.engine.plan.Planner(
                        (SparkSession) stack.engine().newSession()),
                SearchSettings.open(URI.create("http://127.0.0.1:9")),
                sql);

        assertThatThrownBy(() -> away.data(new PanelCall(), of("trips"), "trips", 0, PanelRequest.ALL))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("Cannot search index dash-a-trips, OpenSearch at 127.0.0.1:9 does not answer:"
                        + " the connection was refused");
        Dashboards none = new Dashboards(
                new io.penstock.engine.plan.Planner(
                        (SparkSession) stack.engine().newSession()),
                null,
                sql);
        assertThatThrownBy(() -> none.data(new PanelCall(), of("trips"), "trips", 0, PanelRequest.ALL))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot search index dash-a-trips, there is no OpenSearch. Name one in the profile, under"
                        + " search");
    }

    @Test
    void saysWhatIsNotThere() {
        assertThatThrownBy(() -> dashboards.data(new PanelCall(), of("trips"), "trip", 0, PanelRequest.ALL))
                .isInstanceOf(PanelRequestException.class)
                .hasMessage("Cannot find dashboard 'trip' of pipeline dash-a");
        assertThatThrownBy(() -> dashboards.data(new PanelCall(), of("trips"), "trips", 21, PanelRequest.ALL))
                .hasMessage("Cannot find panel 21 of dashboard 'trips', it has 0 to 20");
        assertThatThrownBy(() -> dashboards.proposed(of("trips"), "trip"))
                .hasMessage("Cannot find output 'trip' of pipeline dash-a");
        assertThatThrownBy(() -> dashboards.areas(of("trips"), "trips", 0))
                .hasMessage("Cannot find areas of panel 0 of dashboard 'trips', it has none");
        assertThatThrownBy(() -> dashboards.areas(of("trips"), "trips", 13))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("Cannot read areas, the file cannot be read: ");
    }

    @Test
    void asksNothingForSomebodyWhoHasGone() {
        PanelCall gone = new PanelCall();
        gone.cancel();

        assertThatThrownBy(() -> dashboards.data(gone, of("kept"), "trips", 0, PanelRequest.ALL))
                .isInstanceOfSatisfying(
                        SqlException.class, e -> assertThat(e.kind()).isEqualTo(SqlException.Kind.CANCELLED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips", "kept"})
    void drawsWhatItProposes(String output) {
        Pipeline pipeline = of(output);
        int panels = dashboards.proposed(pipeline, output).panels().size();

        assertThat(panels).isGreaterThan(8);
        for (int panel = 0; panel < panels; panel++) {
            assertThat(dashboards
                            .proposedData(new PanelCall(), pipeline, output, panel, PanelRequest.ALL)
                            .rows())
                    .as(dashboards
                            .proposed(pipeline, output)
                            .panels()
                            .get(panel)
                            .toString())
                    .isNotEmpty();
        }
    }
}
