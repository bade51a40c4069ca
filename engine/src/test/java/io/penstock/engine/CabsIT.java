package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.state.Json;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The example of cabs on real ones, with OpenSearch: those of its sample, and where they lie beside the checkout their places of three
 * days in May 2008, or the first 100,000 of them unless {@value #ALL} is {@code all}.
 */
@ExtendWith({TestStack.Extension.class, SearchServer.Extension.class})
class CabsIT {

    private static final String ALL = "penstock.cabs.real";
    private static final int SOME = 100_000;
    private static final List<String> DAYS = List.of("20", "21", "22");
    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** A line of the files, {@code time_epoch,cab,lat,lon,occupied}. */
    record Fix(long at, String cab, double lat, double lon, boolean occupied) {

        static Fix parse(String line) {
            String[] fields = line.split(",");
            return new Fix(
                    Long.parseLong(fields[0]),
                    fields[1],
                    Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[3]),
                    fields[4].equals("1"));
        }

        static Fix ofJson(String line) {
            return Json.parse(line.getBytes(StandardCharsets.UTF_8), Fix.class, "the sample");
        }

        String json() {
            return "{\"cab\":\"%s\",\"at\":%d,\"lat\":%s,\"lon\":%s,\"occupied\":%s}"
                    .formatted(cab, at, lat, lon, occupied);
        }

        double metresTo(Fix other) {
            double north = (other.lat - lat) * 111_195;
            double east = (other.lon - lon) * 111_195 * Math.cos(Math.toRadians((lat + other.lat) / 2));
            return Math.sqrt(north * north + east * east);
        }
    }

    /** What the example should make of the places, computed in another way. */
    private static final class Model {

        private long tracks;
        private long jumps;
        private long trips;

        Model(List<Fix> fixes) {
            Map<String, List<Fix>> byCab = new TreeMap<>();
            fixes.forEach(fix ->
                    byCab.computeIfAbsent(fix.cab, cab -> new ArrayList<>()).add(fix));
            byCab.values().forEach(this::drive);
        }

        private void drive(List<Fix> cab) {
            cab.sort(Comparator.comparingLong(Fix::at)
                    .thenComparingDouble(Fix::lat)
                    .thenComparingDouble(Fix::lon)
                    .thenComparing(Fix::occupied));
            Fix last = null;
            boolean rides = false;
            for (Fix fix : cab) {
                if (last != null) {
                    long seconds = fix.at - last.at;
                    double metres = last.metresTo(fix);
                    if (seconds == 0 && metres <= 100) {
                        continue;
                    }
                    if (seconds <= 600 && metres > 100 && metres * 3.6 > 200.0 * seconds) {
                        jumps++;
                        continue;
                    }
                    if (fix.occupied && !last.occupied) {
                        rides = true;
                    } else if (!fix.occupied && rides) {
                        trips++;
                        rides = false;
                    }
                }
                tracks++;
                last = fix;
            }
        }
    }

    @Test
    void followsRealCabs(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        boolean all = System.getProperty(ALL, "").equals("all");
        List<Fix> fixes = (all ? DAYS.stream() : Stream.of(DAYS.get(0)))
                .flatMap(day -> SharedData.lines("sf-cab-gps-2008/cab-gps-2008-05-" + day + ".csv.gz").stream()
                        .skip(1))
                .limit(all ? Long.MAX_VALUE : SOME)
                .map(Fix::parse)
                .toList();
        assertThat(fixes).hasSize(all ? 1_392_812 : SOME); // as the README of the data says

        Model model = follow(stack, search, "real", fixes);

        if (all) {
            assertThat(stack.sql("SELECT avg(int(occupied)) FROM cabs_real.telemetry")
                            .get(0)
                            .getDouble(0))
                    .isBetween(0.41, 0.45); // as the README says
        }
        assertThat(model.jumps).isBetween(1L, fixes.size() / 100L); // 0.7 to 0.9 % would need more than 160 km/h
        assertThat(stack.count("cabs_real.tracks WHERE area = 'Airport'")).isPositive();
    }

    @Test
    void followsTheCabsOfTheSample(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        List<Fix> fixes =
                Examples.lines("cabs/sample.ndjson").stream().map(Fix::ofJson).toList();
        assertThat(fixes).hasSize(562); // as its README says

        Model model = follow(stack, search, "sample", fixes);

        assertThat(model.trips).isEqualTo(219);
        assertThat(model.jumps).as("places at 0, 0 and the like").isEqualTo(6);
    }

    /** Runs the example over fixes and compares what comes of them with the model. */
    private static Model follow(TestStack stack, SearchServer search, String name, List<Fix> fixes) {
        stack.topic("cabs-" + name, 2).send(fixes.stream().map(Fix::json).toList());
        Model model = new Model(fixes);
        Pipeline pipeline = pipeline(name);
        String tables = "cabs_" + name;

        // when
        try (Run run = stack.engine().startBatch(pipeline, BatchRange.ALL, RunListener.NONE)) {
            assertThat(run.awaitEnd(LIMIT)).as("run ended").isTrue();
            assertThat(run.status().error()).isNull();
            assertThat(run.status().late()).isZero();
        }

        // then
        Row telemetry = stack.sql("SELECT count(*), count(DISTINCT cab) FROM " + tables + ".telemetry")
                .get(0);
        assertThat(telemetry.getLong(0)).isEqualTo(fixes.size());
        assertThat(telemetry.getLong(1))
                .isEqualTo(fixes.stream().map(Fix::cab).distinct().count());
        assertThat(stack.count(tables + ".tracks")).isEqualTo(model.tracks);
        assertThat(stack.count(tables + ".trips")).isEqualTo(model.trips).isPositive();
        assertThat(stack.sql("SELECT stage, rule, count(*) FROM dead_letters." + tables + " GROUP BY 1, 2"))
                .extracting(Row::toString)
                .containsExactly("[view,impossible-jump,%d]".formatted(model.jumps));
        for (String output : List.of("tracks", "trips", "minutes")) {
            search.require("POST", "/%s-%s/_refresh".formatted(name, output), "");
            assertThat(search.count(name + "-" + output)).as(output).isEqualTo(stack.count(tables + "." + output));
        }
        search.require("POST", "/%s-positions/_refresh".formatted(name), "");
        assertThat(search.count(name + "-positions")).isEqualTo(telemetry.getLong(1));
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.accounts()).allMatch(Account::closes);
        assertThat(report.notes())
                .contains("view tracks: the dead letters hold the %,d rows that it rejects, computed a second time"
                        .formatted(model.jumps));
        return model;
    }

    /** The example, with tables and indices of this test. */
    private static Pipeline pipeline(String name) {
        Path folder = Path.of("../examples/cabs").toAbsolutePath().normalize();
        String yaml = Examples.read("cabs/cabs.yaml")
                .replace("pipeline: cabs", "pipeline: cabs-" + name)
                .replace("topic: cab-telemetry", "topic: cabs-" + name)
                .replace("max-records-per-batch: 20000", "max-records-per-batch: 100000")
                .replace("table: cabs.", "table: cabs_" + name + ".")
                .replace("index: cab-", "index: " + name + "-")
                .replace("file: areas.geojson", "file: " + folder.resolve("areas.geojson"));
        return TestStack.pipeline(yaml).withJarsBeside(folder.resolve("cabs.yaml"));
    }
}
