package io.penstock.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with every contender and a short soak, on few events: the figures mean nothing, the rows do. */
class BenchIT {

    private static final List<String> CONTENDERS =
            List.of("plain", "spark-classic", "spark-tuned", "flink", "flink-format", "connect", "penstock");

    @Test
    void everyContenderWritesTheRowsThatWereSent(@TempDir Path work) throws IOException {
        StringWriter out = new StringWriter();

        int code = Bench.run(
                new PrintWriter(out),
                System.err::println,
                "csv4",
                "soak",
                "--events=20000",
                "--rounds=1",
                "--commit-seconds=1",
                "--minutes=0.1",
                "--rate=1000",
                "--output=json",
                "--work=" + work);

        assertThat(code).isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.path("machine").path("cores").asInt()).isPositive();
        assertThat(names(report.path("versions")))
                .contains("spark-sql_2.13", "flink-streaming-java", "connect-runtime", "kafka-clients");
        JsonNode workload = report.path("workloads").path("csv4");
        assertThat(workload.path("events").asLong()).isEqualTo(20_000);
        assertThat(names(workload.path("contenders"))).containsExactlyInAnyOrderElementsOf(CONTENDERS);
        for (JsonNode contender : workload.path("contenders")) {
            for (String run : List.of("cold", "warm")) {
                for (String measure :
                        List.of("eventsPerSecond", "eventsPerHour", "cpuSecondsPerMillion", "peakMemoryBytes")) {
                    for (String value : List.of("median", "min", "max")) {
                        assertThat(contender.path(run).path(measure).path(value).asDouble())
                                .isPositive();
                    }
                }
            }
        }
        assertThat(workload.path("contenders")
                        .path("penstock")
                        .path("warm")
                        .path("files")
                        .path("median")
                        .asInt())
                .isPositive();
        for (String ratios : List.of("ratios", "coldRatios")) {
            assertThat(names(workload.path(ratios)))
                    .hasSize(CONTENDERS.size() - 1)
                    .doesNotContain("penstock");
        }
        assertThat(workload.has("failures")).isFalse();
        JsonNode soak = report.path("workloads").path("soak");
        assertThat(soak.path("events").asLong()).isEqualTo(6_000);
        assertThat(soak.path("samples")).hasSize(1);
        assertThat(soak.path("samples").path(0).path("sent").asLong()).isEqualTo(6_000);
        assertThat(names(soak.path("summary")))
                .containsExactly(
                        "lagEvents",
                        "lagSeconds",
                        "residentBytes",
                        "heapAfterCollectionBytes",
                        "batches",
                        "batchP50Millis",
                        "batchMaxMillis");
        assertThat(soak.path("summary").path("residentBytes").path("max").asDouble())
                .isPositive();
        assertThat(soak.has("failure")).isFalse();
        assertThat(work.resolve("logs")).isNotEmptyDirectory();
        assertThat(work).isDirectoryNotContaining("glob:**/run-*");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
