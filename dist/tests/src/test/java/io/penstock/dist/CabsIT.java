package io.penstock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.dist.Shell.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of the cabs, typed as a user would. */
class CabsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() {
        shell = new Shell(folder, launcher(), Map.of("PENSTOCK_NO_BUILD", "yes"));
    }

    @AfterEach
    void stop() throws Exception {
        shell.type("down");
    }

    @Test
    void demoEndsByItselfWithTheProofAndDocuments() throws Exception {
        Typed demo = shell.type(
                "demo",
                "cabs",
                "--events",
                "20000",
                "--exit",
                "--kafka-port",
                "0",
                "--api-port",
                "0",
                "--search-port",
                "0");

        assertThat(demo.code()).as("%s", demo).isZero();
        JsonNode result = JSON.readTree(demo.lastLine());
        assertThat(result.path("sent").asLong()).isEqualTo(20_000);
        assertThat(result.path("verified").asBoolean()).isTrue();
        assertThat(result.path("documents").asLong()).isPositive();
        assertThat(result.path("dead_letters").asLong()).isPositive();
        assertThat(demo.out().lines()).as("results only").hasSize(1);
    }

    /** What the simulator says is what a batch over its records finds, to the record. */
    @Test
    void findsWhatTheSimulatorSaysIsThere() throws Exception {
        Path pipeline = launcher().resolveSibling("examples/cabs/cabs.yaml");
        succeeds("up", "--kafka-port", "0", "--api-port", "0", "--search-port", "0");
        succeeds("topics", "create", "cab-telemetry", "--partitions", "2");
        succeeds(
                "produce",
                "--topic",
                "cab-telemetry",
                "--simulate",
                "cabs",
                "--events",
                "30000",
                "--seed",
                "7",
                "--start",
                "2026-01-31T16:00:00Z",
                "--truth",
                "truth.json");
        JsonNode truth = JSON.readTree(Files.readString(folder.resolve("truth.json")));

        succeeds("run", pipeline.toString(), "--batch");

        assertThat(count("cabs.telemetry")).isEqualTo(truth.path("telemetry").asLong());
        assertThat(count("cabs.tracks")).isEqualTo(truth.path("tracks").asLong());
        assertThat(count("cabs.trips")).isEqualTo(truth.path("trips").asLong()).isPositive();
        assertThat(count("dead_letters.cabs WHERE stage = 'decode'"))
                .isEqualTo(truth.path("garbled").asLong());
        assertThat(count("dead_letters.cabs WHERE rule = 'clock'"))
                .isEqualTo(truth.path("wrong_clock").asLong());
        assertThat(count("dead_letters.cabs WHERE rule = 'impossible-jump'"))
                .isEqualTo(truth.path("jumps").asLong());
        succeeds("verify", "cabs");
    }

    private long count(String from) throws Exception {
        return Long.parseLong(succeeds("sql", "-e", "SELECT count(*) AS n FROM " + from, "--output", "csv")
                .lastLine());
    }

    private Typed succeeds(String... arguments) throws Exception {
        Typed typed = shell.type(arguments);
        assertThat(typed.code()).as("%s", typed).isZero();
        return typed;
    }

    private static Path launcher() {
        return Path.of(System.getProperty("penstock.launcher"));
    }
}
