package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Views that join with files and tables, which change while the pipeline runs. */
@ExtendWith(TestStack.Extension.class)
class ReferencesIT {

    @TempDir
    private Path folder;

    @Test
    void joinsWithTheRowsThatAFileHasWhenABatchBegins(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("reffile", 1);
        Path file = folder.resolve("zones.csv");
        replace(file, "id,borough\n1,Queens\n2,Bronx\n");
        Pipeline pipeline = TestStack.pipeline(zones(
                "reffile", "file: %s, schema: \"id INT, borough STRING\", refresh: 0 s".formatted(file), "100 ms"));
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            topic.send(List.of("1,a", "3,a"));
            run.awaitCaughtUp(TestStack.LIMIT);
            assertThat(verify(stack, pipeline).notes())
                    .contains(
                            "output named: table reffile.named holds the 2 rows that view named gives, computed a second time");
            replace(file, "id,borough\none,Queens\n");
            topic.send(List.of("1,bad"));
            run.awaitCaughtUp(TestStack.LIMIT);
            replace(file, "id,borough\n");
            topic.send(List.of("1,empty"));
            run.awaitCaughtUp(TestStack.LIMIT);
            Files.delete(file);
            topic.send(List.of("2,gone"));
            run.awaitCaughtUp(TestStack.LIMIT);
            replace(file, "id,borough\n1,Brooklyn\n3,Manhattan\n");
            topic.send(List.of("1,new", "2,new", "3,new"));
            run.awaitCaughtUp(TestStack.LIMIT);
            run.stop(TestStack.LIMIT);
        }

        assertThat(stack.sql("SELECT note, zone, borough FROM reffile.named ORDER BY note, zone"))
                .extracting(Row::toString)
                .containsExactly(
                        "[a,1,Queens]",
                        "[a,3,null]",
                        "[bad,1,Queens]",
                        "[empty,1,Queens]",
                        "[gone,2,Bronx]",
                        "[new,1,Brooklyn]",
                        "[new,2,null]",
                        "[new,3,Manhattan]");
        assertThat(verify(stack, pipeline).notes())
                .containsExactly(
                        "the rows of view named are not computed a second time: reference zones has changed 1 times meanwhile");
    }

    @Test
    void joinsWithATableAsItIsThen(TestStack stack) {
        TestTopic topic = stack.topic("reftable", 1);
        stack.sql("CREATE NAMESPACE IF NOT EXISTS lookups");
        stack.sql("CREATE TABLE lookups.zones (borough STRING, id INT, more ARRAY<INT>)");
        stack.sql("INSERT INTO lookups.zones VALUES ('Queens', 1, array(1))");
        Pipeline pipeline = TestStack.pipeline(
                zones("reftable", "table: lookups.zones, schema: \"id INT, borough STRING\", refresh: 0 s", "100 ms"));
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            topic.send(List.of("1,before", "2,before"));
            run.awaitCaughtUp(TestStack.LIMIT);
            assertThat(verify(stack, pipeline).notes())
                    .contains(
                            "output named: table reftable.named holds the 2 rows that view named gives, computed a second time");
            stack.sql("INSERT INTO lookups.zones VALUES ('Bronx', 2, NULL)");
            topic.send(List.of("1,behind", "2,behind"));
            run.awaitCaughtUp(TestStack.LIMIT);
            run.stop(TestStack.LIMIT);
        }

        assertThat(stack.sql("SELECT note, zone, borough FROM reftable.named ORDER BY note, zone"))
                .extracting(Row::toString)
                .containsExactly("[before,1,Queens]", "[before,2,null]", "[behind,1,Queens]", "[behind,2,Bronx]");
    }

    @Test
    void saysWhatIsWrongWithAReferenceBeforeAnythingIsStarted(TestStack stack) throws IOException {
        stack.sql("CREATE NAMESPACE IF NOT EXISTS lookups");
        stack.sql("CREATE TABLE lookups.texts (id STRING, borough STRING)");
        Path other = folder.resolve("other.csv");
        replace(other, "id;borough\n1;Queens\n");
        Path missing = folder.resolve("missing.csv");

        assertThat(problems(stack, "file: " + missing))
                .hasSize(1)
                .first()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("references.zones.file"))
                .satisfies(problem ->
                        assertThat(problem.reason()).startsWith("cannot be read: " + missing + " [PATH_NOT_FOUND]"));
        assertThat(problems(stack, "file: " + other))
                .extracting(Problem::reason)
                .hasSize(1)
                .first()
                .asString()
                .contains("Number of column in CSV header is not equal to number of fields in the schema");
        assertThat(problems(stack, "table: lookups.nowhere"))
                .extracting(Problem::reason)
                .containsExactly("cannot be read: table lookups.nowhere is not there");
        assertThat(problems(stack, "table: lookups.texts"))
                .extracting(Problem::reason)
                .containsExactly("cannot be read: table lookups.texts has column id as STRING, the schema says INT");
        Pipeline pipeline = TestStack.pipeline(
                zones("refgone", "file: %s, schema: \"id INT, borough STRING\"".formatted(missing), "1 s"));
        stack.topic("refgone", 1);
        assertThatThrownBy(
                        () -> stack.engine().start(pipeline, RunListener.NONE).close())
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith(
                        "Cannot read reference zones of refgone/named, %s [PATH_NOT_FOUND]".formatted(missing));
    }

    /** 265 zones; 57 of the 23,800 trips begin in an unknown one. */
    @Test
    void namesTheBoroughsOfGreenCabTrips(TestStack stack) {
        List<String> lines = SharedData.lines("nyc-green-taxi-2025-11/green-2025-11-first-half.csv.gz");
        Path zones = SharedData.file("lookup-nyc-taxi-zones/taxi_zone_lookup.csv");
        TestTopic topic = stack.topic("refcabs", 2);
        Pipeline pipeline = TestStack.pipeline(
                """
        pipeline: refcabs
        sources:
          trips:
            kafka: { topic: refcabs, max-records-per-batch: 5000 }
            decode:
              csv:
                schema: vendor INT, pickup TIMESTAMP, dropoff TIMESTAMP, flag STRING, rate DOUBLE, zone INT
                timestamp-format: yyyy-MM-dd HH:mm:ss
                column-count: allow-extra
                header: false
            expect: [{ name: has-zone, check: zone IS NOT NULL }]
        references:
          zones: { file: %s, schema: "LocationID INT, Borough STRING, Zone STRING, service_zone STRING" }
        views:
          boroughs: |
            SELECT z.Borough AS borough, count(*) AS trips FROM trips t JOIN zones z ON t.zone = z.LocationID GROUP BY z.Borough
        outputs:
          boroughs: { table: refcabs.boroughs, from: boroughs, mode: upsert, key: [borough] }
        trigger: available-now
        """
                        .formatted(zones));
        topic.send(lines);
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            assertThat(run.awaitEnd(TestStack.LIMIT)).isTrue();
            assertThat(run.status().error()).isNull();
            assertThat(run.status().deadLetters()).as("the header").isEqualTo(1);
        }

        assertThat(stack.sql("SELECT borough, trips FROM refcabs.boroughs ORDER BY trips"))
                .extracting(Row::toString)
                .containsExactly(
                        "[Staten Island,1]",
                        "[Unknown,57]",
                        "[Bronx,410]",
                        "[Brooklyn,3970]",
                        "[Queens,5464]",
                        "[Manhattan,13898]");
        assertThat(verify(stack, pipeline).notes())
                .containsExactly(
                        "output boroughs: table refcabs.boroughs holds the 6 rows that view boroughs gives, computed a second time");
    }

    private static List<Problem> problems(TestStack stack, String origin) {
        return stack.engine()
                .check(TestStack.pipeline(zones("refwrong", origin + ", schema: \"id INT, borough STRING\"", "1 s")));
    }

    private static VerifyReport verify(TestStack stack, Pipeline pipeline) {
        VerifyReport report = stack.engine().verify(pipeline);
        assertThat(report.findings()).isEmpty();
        return report;
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling("." + file.getFileName() + ".new"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String zones(String name, String reference, String trigger) {
        return """
        pipeline: %1$s
        sources:
          trips:
            kafka: { topic: %1$s }
            decode: { csv: { schema: "zone INT, note STRING" } }
        references:
          zones: { %2$s }
        views:
          named: SELECT t.note, t.zone, z.borough FROM trips t LEFT JOIN zones z ON t.zone = z.id
        outputs:
          named: { table: %1$s.named, from: named }
        trigger: %3$s
        """
                .formatted(name, reference, trigger);
    }
}
