package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Areas of a GeoJSON file that views join with. */
@ExtendWith(TestStack.Extension.class)
class AreasIT {

    private static final String TWO =
            """
            {"type":"FeatureCollection","features":[
              {"type":"Feature","properties":{"name":"west","rank":1},
               "geometry":{"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0,10],[0,0]]]}},
              {"type":"Feature","properties":{"name":"east","rank":2},
               "geometry":{"type":"Polygon","coordinates":[[[10,0],[20,0],[20,10],[10,10],[10,0]]]}}
            ]}
            """;

    @TempDir
    private Path folder;

    @Test
    void findsTheAreaOfEachPoint(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("areasfind", 1);
        Path file = Files.writeString(folder.resolve("areas.geojson"), TWO);
        Pipeline pipeline = TestStack.pipeline(yaml("areasfind", file, "name STRING, rank INT"));
        topic.send(List.of("a,5,5", "b,15,5", "c,10,5", "d,5,10.5", "e,9.999999,9.999999", "f,,5"));
        stack.runToEnd(pipeline);

        assertThat(stack.sql("SELECT id, name, rank FROM areasfind.located ORDER BY id"))
                .extracting(Row::toString)
                .containsExactly(
                        "[a,west,1]", "[b,east,2]", "[c,null,null]", "[d,null,null]", "[e,west,1]", "[f,null,null]");
        assertThat(stack.verified(pipeline).notes())
                .contains(
                        "output located: table areasfind.located holds the 6 rows that view located gives, computed a second time");
    }

    @Test
    void saysWhatIsWrongWithAFileBeforeAnythingIsStarted(TestStack stack) throws IOException {
        Path file = Files.writeString(folder.resolve("areas.geojson"), TWO.replace("[0,10],[0,0]", "[0,10],[0,1]"));

        assertThat(problems(stack, file, "name STRING"))
                .containsExactly(
                        "references.areas.file: cannot be read: " + file
                                + " has a fault in feature 1 ('west'), it has a ring that is not closed, expected four or more positions of which the last is the first");
        Files.writeString(file, TWO);
        assertThat(problems(stack, file, "name STRING, size INT"))
                .containsExactly("references.areas.file: cannot be read: " + file
                        + " has no feature with a property 'size', which the schema names");
        assertThat(problems(stack, file, "name STRING, geometry STRING"))
                .containsExactly("references.areas.schema: has a column geometry, which format geojson adds by itself");
        Files.writeString(file, "{\"type\":\"FeatureCollection\",\"features\":[]}");
        assertThat(problems(stack, file, "name STRING"))
                .containsExactly("references.areas.file: cannot be read: " + file + " has no rows");
    }

    @Test
    void refusesWhatIsNoAreaInTheWordsOfSql(TestStack stack) {
        assertThat(stack.sql("SELECT st_contains(st_geomfromtext('POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))'), 1, 1.5),"
                        + " st_contains(st_geomfromtext('POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))'), 2, 1),"
                        + " st_contains(NULL, 1, 1)"))
                .extracting(Row::toString)
                .containsExactly("[true,false,null]");
        assertThatThrownBy(() -> stack.sql("SELECT st_contains('POLYGON EMPTY', 1, 1)"))
                .hasMessageContaining("DATATYPE_MISMATCH");
        assertThatThrownBy(() -> stack.sql("SELECT st_contains(st_geomfromtext('POINT (1 1)'), 1)"))
                .hasMessageContaining("WRONG_NUM_ARGS");
        assertThatThrownBy(() -> stack.sql("SELECT st_geomfromtext('POINT (1 1)')"))
                .hasStackTraceContaining(
                        "Cannot read an area from Well-Known Text, it has a Point, expected Polygon or MultiPolygon: POINT (1 1)");
    }

    /** Every point lies in one of 256 areas of 64 corners each: what is missed or found twice would be seen. */
    @Test
    void findsAMillionPointsInHundredsOfAreas(TestStack stack) {
        SparkSession session = stack.engine().newSession();
        session.createDataset(squares(16), Encoders.STRING())
                .selectExpr("st_geomfromtext(value) AS geometry")
                .persist()
                .createOrReplaceTempView("squares");
        String sql = "SELECT count(*) FROM (SELECT -122.5D + rand(1) * 0.16D AS lon, 37.7D + rand(2) * 0.16D AS lat"
                + " FROM range(0, 1000000, 1, 2)) p JOIN squares s ON st_contains(s.geometry, p.lon, p.lat)";

        long found = 0;
        long nanos = 0;
        for (int round = 0; round < 2; round++) { // the second one is measured
            long started = System.nanoTime();
            found = session.sql(sql).head().getLong(0);
            nanos = System.nanoTime() - started;
        }

        assertThat(found).isEqualTo(1_000_000);
        System.out.printf(
                Locale.ROOT,
                "st_contains: %,.0f points a second in 256 areas of 64 corners%n",
                1_000_000 / (nanos / 1e9));
    }

    private static List<String> squares(int side) {
        List<String> squares = new ArrayList<>();
        double width = 0.16 / side;
        for (int x = 0; x < side; x++) {
            for (int y = 0; y < side; y++) {
                squares.add(square(-122.5 + x * width, 37.7 + y * width, width));
            }
        }
        return squares;
    }

    /** With sixteen corners on each side. */
    private static String square(double west, double south, double width) {
        List<String> corners = new ArrayList<>();
        for (int corner = 0; corner <= 64; corner++) {
            double way = corner % 16 / 16.0;
            double[] at =
                    switch (corner / 16 % 4) {
                        case 0 -> new double[] {way, 0};
                        case 1 -> new double[] {1, way};
                        case 2 -> new double[] {1 - way, 1};
                        default -> new double[] {0, 1 - way};
                    };
            corners.add("%s %s".formatted(west + at[0] * width, south + at[1] * width));
        }
        return "POLYGON ((" + String.join(", ", corners) + "))";
    }

    private static List<String> problems(TestStack stack, Path file, String schema) {
        return stack.engine().check(TestStack.pipeline(yaml("areaswrong", file, schema))).stream()
                .map(AreasIT::text)
                .toList();
    }

    private static String text(Problem problem) {
        return problem.path() + ": " + problem.reason();
    }

    private static String yaml(String name, Path file, String schema) {
        return """
        pipeline: %1$s
        sources:
          points:
            kafka: { topic: %1$s }
            decode: { csv: { schema: "id STRING, lon DOUBLE, lat DOUBLE" } }
        references:
          areas: { file: %2$s, format: geojson, schema: "%3$s" }
        views:
          located: |
            SELECT p.id, %4$s FROM points p LEFT JOIN areas a ON st_contains(a.geometry, p.lon, p.lat)
        outputs:
          located: { table: %1$s.located, from: located }
        trigger: 100 ms
        """
                .formatted(name, file, schema, schema.contains("rank") ? "a.name, a.rank" : "a.name");
    }
}
