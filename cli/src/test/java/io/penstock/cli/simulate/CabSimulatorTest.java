package io.penstock.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.cli.produce.Records.Outgoing;
import io.penstock.cli.simulate.CabSimulator.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CabSimulatorTest {

    private static final Instant START = Instant.parse("2026-01-31T16:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theSameSeedMakesTheSameRecords() {
        assertThat(texts(all(settings(2_000, 20, 7)))).isEqualTo(texts(all(settings(2_000, 20, 7))));
        assertThat(texts(all(settings(2_000, 20, 7)))).isNotEqualTo(texts(all(settings(2_000, 20, 8))));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 199, 200, 5_001})
    void makesExactlySoManyRecords(long records) {
        CabSimulator simulator = new CabSimulator(settings(records, 200, 3));

        assertThat(all(simulator)).hasSize((int) records);
        assertThat(simulator.truth().records()).isEqualTo(records);
    }

    /** The truth is what somebody finds who looks at the records alone. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theTruthIsInTheRecords(long seed) {
        CabSimulator simulator = new CabSimulator(settings(30_000, 120, seed));
        Recount recount = new Recount(all(simulator));
        Truth truth = simulator.truth();

        assertThat(recount.garbled).isEqualTo(truth.garbled()).isPositive();
        assertThat(recount.wrongClock).isEqualTo(truth.wrongClock()).isPositive();
        assertThat(recount.duplicates).isEqualTo(truth.duplicates()).isPositive();
        assertThat(recount.jumps).isEqualTo(truth.jumps()).isPositive();
        assertThat(recount.trips).isEqualTo(truth.trips()).isPositive();
        assertThat(recount.tracks).isEqualTo(truth.tracks());
        assertThat(truth.late()).isPositive();
        assertThat(recount.longestDelaySeconds)
                .as("within the watermark of the example")
                .isBetween(30.0, 300.0);
        assertThat(recount.fastest).as("km/h of a cab").isLessThan(120);
    }

    @Test
    void recordsComeToTheHubInTheOrderOfItsTime() {
        Instant last = START;
        for (Outgoing record : all(settings(20_000, 100, 5))) {
            JsonNode json = read(record.value());
            if (json != null) {
                Instant received = instant(json.path("received"));
                // one that is there twice has the time of its first coming
                assertThat(Duration.between(received, last)).isLessThan(Duration.ofSeconds(4));
                last = received.isAfter(last) ? received : last;
            }
        }
    }

    @Test
    void aPacedRecordLeavesWhenItComesToTheHub() {
        List<Outgoing> records = all(new CabSimulator(new Settings(1_000, 50, Duration.ofSeconds(1), START, true, 1)));

        assertThat(records).extracting(Outgoing::dueNanos).isSorted();
        assertThat(records.get(999).dueNanos()).isBetween(19_000_000_000L, 24_000_000_000L);
        assertThat(all(settings(100, 50, 1))).extracting(Outgoing::dueNanos).containsOnly(0L);
    }

    @Test
    void whatBecomesADeadLetterIsMarked() {
        CabSimulator simulator = new CabSimulator(settings(30_000, 100, 9));
        long bad = all(simulator).stream().filter(Outgoing::bad).count();
        Truth truth = simulator.truth();

        assertThat(bad).isEqualTo(truth.garbled() + truth.wrongClock() + truth.jumps());
    }

    @Test
    void refusesCabsThatAreHeardOfTooSeldom() {
        assertThatThrownBy(() -> new Settings(10, 200, Duration.ofSeconds(61), START, true, 1))
                .hasMessage("Cannot simulate 200 cabs, each would be heard of every 61 s, expected a minute at most");
    }

    private static Settings settings(long records, int cabs, long seed) {
        return new Settings(records, cabs, Duration.ofSeconds(5), START, false, seed);
    }

    private static List<Outgoing> all(Settings settings) {
        return all(new CabSimulator(settings));
    }

    private static List<Outgoing> all(CabSimulator simulator) {
        List<Outgoing> records = new ArrayList<>();
        for (Outgoing next = simulator.next(); next != null; next = simulator.next()) {
            records.add(next);
        }
        return records;
    }

    private static List<String> texts(List<Outgoing> records) {
        return records.stream()
                .map(record -> new String(record.value(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** The record as a strict decoder reads it, or nothing. */
    private static JsonNode read(byte[] value) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            JsonNode json = JSON.readTree(text);
            return json != null && json.isObject() && json.path("lat").isNumber() ? json : null;
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        }
    }

    private static Instant instant(JsonNode seconds) {
        return Instant.ofEpochMilli(Math.round(seconds.asDouble() * 1_000));
    }

    /** What is found in records, by the rules of the example and not by those of the simulator. */
    private static final class Recount {

        private record Place(Instant at, double lat, double lon, boolean occupied) {

            double metresTo(Place other) {
                double north = (other.lat - lat) * 111_195;
                double east = (other.lon - lon) * 111_195 * Math.cos(Math.toRadians(lat));
                return Math.hypot(north, east);
            }
        }

        private long garbled;
        private long wrongClock;
        private long jumps;
        private long duplicates;
        private long tracks;
        private long trips;
        private double longestDelaySeconds;
        private double fastest;

        Recount(List<Outgoing> records) {
            Map<String, List<Place>> cabs = new TreeMap<>();
            for (Outgoing record : records) {
                JsonNode json = read(record.value());
                if (json == null) {
                    garbled++;
                    continue;
                }
                Instant at = instant(json.path("at"));
                Instant received = instant(json.path("received"));
                if (at.isAfter(received.plusSeconds(120))) {
                    wrongClock++;
                    continue;
                }
                longestDelaySeconds = Math.max(
                        longestDelaySeconds, Duration.between(at, received).toMillis() / 1_000.0);
                cabs.computeIfAbsent(json.path("cab").asText(), cab -> new ArrayList<>())
                        .add(new Place(
                                at,
                                json.path("lat").asDouble(),
                                json.path("lon").asDouble(),
                                json.path("occupied").asBoolean()));
            }
            cabs.values().forEach(this::follow);
        }

        private void follow(List<Place> places) {
            places.sort(Comparator.comparing(Place::at));
            Place last = null;
            boolean rides = false;
            for (Place place : places) {
                if (last != null) {
                    double kmh = last.metresTo(place)
                            * 3_600
                            / Duration.between(last.at, place.at).toMillis();
                    if (place.at.equals(last.at)) {
                        duplicates++;
                        continue;
                    }
                    if (kmh > 200 && last.metresTo(place) > 100) {
                        jumps++;
                        continue;
                    }
                    fastest = Math.max(fastest, kmh);
                    if (place.occupied && !last.occupied) {
                        rides = true;
                    } else if (!place.occupied && rides) {
                        trips++;
                        rides = false;
                    }
                }
                tracks++;
                last = place;
            }
        }
    }
}
