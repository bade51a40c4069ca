package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Pipeline;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Views over time on real records; the figures are those of the data's own description, or counted here in plain Java. */
@ExtendWith(TestStack.Extension.class)
class RealViewIT {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int BATCH = 4_000;

    /** 33,771 starts and 26,229 ends of rides: as many rides have ended, the others are reported without an end. */
    @Test
    void joinsStartsAndEndsOfTaxiRides(TestStack stack) {
        List<String> events = new ArrayList<>(SharedData.lines("nyc-taxi-rides-2013/rides-part1.csv.gz"));
        // a day later: by now every ride that could end has ended
        events.add("0,START,2013-01-02 01:00:00,1970-01-01 00:00:00,0,0,0,0,1,0,0");
        events.add("0,END,2013-01-02 01:00:00,2013-01-02 01:00:00,0,0,0,0,1,0,0");
        TestTopic topic = stack.topic("taxirides", 2);
        Pipeline pipeline = TestStack.pipeline(
                """
        pipeline: taxirides
        sources:
          events:
            kafka: { topic: taxirides, max-records-per-batch: 20000 }
            decode:
              csv:
                schema: >-
                  ride BIGINT, kind STRING, at TIMESTAMP, other_time TIMESTAMP, start_lon DOUBLE, start_lat DOUBLE, end_lon DOUBLE,
                  end_lat DOUBLE, passengers INT, taxi BIGINT, driver BIGINT
                timestamp-format: yyyy-MM-dd HH:mm:ss
            event-time: at
            watermark: 1 minute
        views:
          starts: SELECT ride, taxi, at FROM events WHERE kind = 'START'
          ends: SELECT ride, at FROM events WHERE kind = 'END'
          rides: |
            SELECT s.ride, s.taxi, s.at AS began, timestampdiff(SECOND, s.at, e.at) AS seconds
            FROM starts s LEFT JOIN ends e ON s.ride = e.ride AND e.at BETWEEN s.at AND s.at + INTERVAL 2 HOURS
        outputs:
          rides: { table: taxirides.rides, from: rides }
        trigger: available-now
        """);
        topic.send(events);

        RunStatus status = runToEnd(stack, pipeline);

        assertThat(status.records()).isEqualTo(60_002);
        assertThat(status.deadLetters()).isZero();
        assertThat(status.late()).isZero();
        assertThat(stack.sql("SELECT count(seconds), count(*) - count(seconds) FROM taxirides.rides WHERE ride > 0"))
                .extracting(Row::toString)
                .containsExactly("[26229,7542]");
        assertCloses(stack, pipeline);
    }

    /** 47 % of neighbours are out of order: with a watermark of one day some are late, and every row is somewhere. */
    @Test
    void countsGreenCabTripsOutOfOrder(TestStack stack) {
        List<String> lines = SharedData.lines("nyc-green-taxi-2025-11/green-2025-11-first-half.csv.gz");
        List<LocalDateTime> pickups = lines.stream()
                .skip(1)
                .map(line -> LocalDateTime.parse(line.split(",", -1)[1], TIME))
                .toList();
        assertThat(pickups).hasSize(23_800);
        TestTopic topic = stack.topic("greencabs", 1);
        Pipeline pipeline = TestStack.pipeline(
                """
        pipeline: greencabs
        sources:
          trips:
            kafka: { topic: greencabs, max-records-per-batch: %d }
            decode:
              csv:
                schema: >-
                  vendor INT, pickup TIMESTAMP, dropoff TIMESTAMP, flag STRING, rate DOUBLE, pickup_zone INT, dropoff_zone INT,
                  passengers DOUBLE, miles DOUBLE, fare DOUBLE, extra DOUBLE, tax DOUBLE, tip DOUBLE, tolls DOUBLE, ehail STRING,
                  surcharge DOUBLE, total DOUBLE, payment DOUBLE, type DOUBLE, congestion DOUBLE, cbd DOUBLE
                timestamp-format: yyyy-MM-dd HH:mm:ss
            event-time: pickup
            watermark: 1 day
        views:
          days: SELECT window(pickup, '1 day').start AS day, count(*) AS trips, sum(total) AS total FROM trips GROUP BY window(pickup, '1 day')
        outputs:
          days: { table: greencabs.days, from: days, mode: upsert, key: [day] }
        trigger: available-now
        """
                        .formatted(BATCH));
        topic.send(lines);

        RunStatus status = runToEnd(stack, pipeline);

        Map<LocalDate, Long> expected = new TreeMap<>();
        long late = 0;
        LocalDateTime watermark = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
        LocalDateTime newest = watermark;
        for (int i = 0; i < pickups.size(); i++) {
            if ((i + 1) % BATCH == 0) { // the first record is the file's header
                LocalDateTime next = newest.minus(Duration.ofDays(1));
                watermark = next.isAfter(watermark) ? next : watermark;
            }
            LocalDateTime pickup = pickups.get(i);
            if (pickup.isAfter(watermark)) {
                expected.merge(pickup.toLocalDate(), 1L, Long::sum);
                newest = pickup.isAfter(newest) ? pickup : newest;
            } else {
                late++;
            }
        }
        assertThat(late).isPositive();
        assertThat(status.deadLetters()).as("the file's header").isEqualTo(1);
        assertThat(status.late()).isEqualTo(late);
        assertThat(stack.count("late.greencabs")).isEqualTo(late);
        Map<LocalDate, Long> counted = new HashMap<>();
        stack.sql("SELECT CAST(day AS DATE), trips FROM greencabs.days")
                .forEach(row -> counted.put(row.getDate(0).toLocalDate(), row.getLong(1)));
        assertThat(counted).isEqualTo(expected);
        assertCloses(stack, pipeline);
    }

    private static RunStatus runToEnd(TestStack stack, Pipeline pipeline) {
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            assertThat(run.awaitEnd(TestStack.LIMIT.multipliedBy(2)))
                    .as("run ended")
                    .isTrue();
            assertThat(run.status().error()).isNull();
            return run.status();
        }
    }

    private static void assertCloses(TestStack stack, Pipeline pipeline) {
        VerifyReport report = stack.engine().verify(pipeline);
        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isTrue();
    }
}
