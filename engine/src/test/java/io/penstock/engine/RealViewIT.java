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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        Set<Integer> lateTrips = late(pickups, Duration.ofDays(1), BATCH);
        for (int i = 0; i < pickups.size(); i++) {
            if (!lateTrips.contains(i)) {
                expected.merge(pickups.get(i).toLocalDate(), 1L, Long::sum);
            }
        }
        long late = lateTrips.size();
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

    /**
     * Which clock is event time says which events are late: one that was created three days before it was collected moves the watermark
     * less far.
     */
    @Test
    void countsSnowplowEventsByTheClocksOfCollectorAndDevices(TestStack stack) {
        // given
        List<String> lines = SharedData.lines("snowplow-enriched-events/snowplow_web_events.csv.gz");
        List<Event> events = Event.read(lines);
        List<LocalDateTime> collected = events.stream().map(Event::collected).toList();
        List<LocalDateTime> created = events.stream().map(Event::created).toList();
        assertThatItIsWhatItsDescriptionSays(events);
        int batch = 40;
        String example = Examples.read("snowplow/snowplow.yaml")
                .replace("topic: snowplow-events", "topic: snowplow-clocks, max-records-per-batch: " + batch);
        String source = example.substring(example.indexOf("  events:"), example.indexOf("views:"));
        Pipeline pipeline = TestStack.pipeline(
                "pipeline: snowplow-clocks\nsources:\n"
                        + source.replace("  events:", "  by-collector:")
                                .replace(
                                        "event-time: collector_tstamp",
                                        "event-time: collector_tstamp\n    watermark: 10 days")
                        + source.replace("  events:", "  by-device:")
                                .replace(
                                        "event-time: collector_tstamp",
                                        "event-time: dvce_created_tstamp\n    watermark: 10 days")
                        + """
                views:
                  collected: |
                    SELECT window(collector_tstamp, '1 day').start AS day, event_name, count(*) AS events
                    FROM by_collector GROUP BY window(collector_tstamp, '1 day'), event_name
                  created: |
                    SELECT window(dvce_created_tstamp, '1 day').start AS day, event_name, count(*) AS events
                    FROM by_device GROUP BY window(dvce_created_tstamp, '1 day'), event_name
                outputs:
                  collected: { table: snowclocks.collected, from: collected, mode: upsert, key: [day, event_name] }
                  created: { table: snowclocks.created, from: created, mode: upsert, key: [day, event_name] }
                trigger: available-now
                """);
        stack.topic("snowplow-clocks", 1).send(lines);

        // when
        RunStatus status = runToEnd(stack, pipeline);

        // then
        Set<Integer> lateByCollector = late(collected, Duration.ofDays(10), batch);
        Set<Integer> lateByDevice = late(created, Duration.ofDays(10), batch);
        assertThat(lateByCollector).hasSize(121);
        assertThat(lateByDevice).hasSize(79);
        assertThat(status.deadLetters()).isZero();
        assertThat(status.late()).isEqualTo(200);
        assertThat(lateIn(stack, "late.snowplow_clocks", "collected")).isEqualTo(lateByCollector);
        assertThat(lateIn(stack, "late.snowplow_clocks", "created")).isEqualTo(lateByDevice);
        assertThat(counted(stack, "snowclocks.collected")).isEqualTo(counted(events, collected, lateByCollector));
        assertThat(counted(stack, "snowclocks.created")).isEqualTo(counted(events, created, lateByDevice));
        assertCloses(stack, pipeline);
    }

    private static void assertThatItIsWhatItsDescriptionSays(List<Event> events) {
        long inversions = IntStream.range(1, events.size())
                .filter(i ->
                        events.get(i).collected().isBefore(events.get(i - 1).collected()))
                .count();
        Map<String, Long> names = events.stream().collect(Collectors.groupingBy(Event::name, Collectors.counting()));
        assertThat(events).hasSize(160);
        assertThat(events.stream().map(Event::id).distinct()).hasSize(157);
        assertThat(inversions).isEqualTo(38);
        assertThat(names)
                .containsEntry("page_view", 50L)
                .containsEntry("cmp_visible", 33L)
                .containsEntry("consent_preferences", 32L)
                .containsEntry("snplow_cookies", 16L)
                .containsEntry("link_click", 10L)
                .containsEntry("page_ping", 8L);
    }

    /** An event of Snowplow. */
    private record Event(String id, String name, LocalDateTime collected, LocalDateTime created) {

        private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSS]");
        private static final String COMMA_OUTSIDE_QUOTES = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

        static List<Event> read(List<String> lines) {
            List<String> columns = List.of(lines.get(0).split(","));
            List<Event> events = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.split(COMMA_OUTSIDE_QUOTES, -1);
                assertThat(fields).hasSameSizeAs(columns);
                events.add(new Event(
                        fields[columns.indexOf("event_id")],
                        fields[columns.indexOf("event_name")],
                        LocalDateTime.parse(fields[columns.indexOf("collector_tstamp")], MILLIS),
                        LocalDateTime.parse(fields[columns.indexOf("dvce_created_tstamp")], MILLIS)));
            }
            return events;
        }
    }

    /** Which rows of a view are late, counted from 0: those at or before what the batches before theirs have left of time. */
    private static Set<Integer> late(List<LocalDateTime> times, Duration delay, int batch) {
        Set<Integer> late = new TreeSet<>();
        LocalDateTime watermark = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
        LocalDateTime newest = watermark;
        for (int i = 0; i < times.size(); i++) {
            if ((i + 1) % batch == 0) { // the first record is the file's header
                LocalDateTime next = newest.minus(delay);
                watermark = next.isAfter(watermark) ? next : watermark;
            }
            LocalDateTime time = times.get(i);
            if (time.isAfter(watermark)) {
                newest = time.isAfter(newest) ? time : newest;
            } else {
                late.add(i);
            }
        }
        return late;
    }

    private static Set<Integer> lateIn(TestStack stack, String table, String view) {
        Set<Integer> late = new TreeSet<>();
        stack.sql("SELECT offset FROM " + table + " WHERE view = '" + view + "'")
                .forEach(row -> assertThat(late.add((int) row.getLong(0) - 1)).isTrue());
        return late;
    }

    private static Map<String, Long> counted(List<Event> events, List<LocalDateTime> times, Set<Integer> late) {
        Map<String, Long> counted = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            if (!late.contains(i)) {
                counted.merge(times.get(i).toLocalDate() + " " + events.get(i).name(), 1L, Long::sum);
            }
        }
        return counted;
    }

    private static Map<String, Long> counted(TestStack stack, String table) {
        Map<String, Long> counted = new TreeMap<>();
        stack.sql("SELECT CAST(CAST(day AS DATE) AS STRING), event_name, events FROM " + table)
                .forEach(row -> counted.put(row.getString(0) + " " + row.getString(1), row.getLong(2)));
        return counted;
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
        stack.verified(pipeline);
    }
}
