package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.engine.VisitModel.Event;
import io.penstock.engine.VisitModel.Orders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Counts again what the pipeline of {@link Visits} should have stored, without any code of the engine: a plain consumer reads the
 * topics, {@link VisitModel} computes the views, and all tables are compared as multisets. Which records a batch had, and under
 * which watermark, is read from Spark's own log.
 */
final class ViewRecount {

    private static final int MAX_SHOWN = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Place(String topic, int partition, long offset) {}

    /** A good record. */
    private record Good(Place place, String value, long id, @Nullable Long at, String visitor, String page, long ref) {

        Event by(String key) {
            return new Event(id, at, key, ref);
        }

        VisitModel.Page asPage() {
            return new VisitModel.Page(id, at, visitor, page, ref);
        }
    }

    private record LateRow(String view, Place place) {}

    /** A batch by Spark's log. @param ends offset behind the last one, by topic and partition */
    private record Batch(long id, long watermark, Map<String, Map<Integer, Long>> ends) {

        boolean isBehind(Place place) {
            return ends.getOrDefault(place.topic, Map.of()).getOrDefault(place.partition, 0L) <= place.offset;
        }
    }

    private final TestStack stack;
    private final Visits visits;
    private final int partitions;
    private final List<String> dead = new ArrayList<>();
    private final Map<Place, Good> pages = new HashMap<>();
    private final Map<Place, Good> purchases = new HashMap<>();
    /** Watermark that each late row came under. */
    private final Map<LateRow, Long> late = new HashMap<>();

    private ViewRecount(TestStack stack, Visits visits, int partitions) {
        this.stack = stack;
        this.visits = visits;
        this.partitions = partitions;
    }

    /** What was found. @param watermark the lowest of the views' last watermarks */
    record Found(int good, int dead, int late, long watermark) {}

    /** Compares everything that is in the topics with everything that is in the tables. The pipeline does not run. */
    static Found assertAllIsAsItShouldBe(TestStack stack, Visits visits, int partitions) {
        return new ViewRecount(stack, visits, partitions).run();
    }

    private Found run() {
        read(visits.pages()).forEach(this::expectPage);
        read(visits.purchases()).forEach(this::expectPurchase);
        assertThat(pages).isNotEmpty();
        compareStateless();
        checkLateRows();

        TreeMap<Long, Batch> hits = batches(Visits.HITS);
        TreeMap<Long, Batch> sessions = batches(Visits.SESSIONS);
        TreeMap<Long, Batch> orders = batches(Visits.ORDERS);
        TreeMap<Long, Batch> trails = batches(Visits.TRAILS);
        checkBatches(Visits.HITS, hits, List.of(pages));
        checkBatches(Visits.SESSIONS, sessions, List.of(pages));
        checkBatches(Visits.ORDERS, orders, List.of(pages, purchases));
        checkBatches(Visits.TRAILS, trails, List.of(pages));
        compareHits(watermark(hits));
        compareSessions(watermark(sessions));
        compareOrders(watermark(orders));
        compareTrails(watermark(trails));
        long lowest = Stream.of(hits, sessions, orders, trails)
                .mapToLong(ViewRecount::watermark)
                .min()
                .getAsLong();
        return new Found(pages.size() + purchases.size(), dead.size(), late.size(), lowest);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return new TestTopic(stack.broker().bootstrapServers(), topic, partitions).read();
    }

    private void expectPage(ConsumerRecord<byte[], byte[]> record) {
        String[] columns = columns(record, 5);
        if (columns == null) {
            return;
        }
        if (columns[3].equals(Visits.BLOCKED)) {
            dead(record, "expectation", "not-blocked");
        } else if (!columns[3].equals(Visits.PROBE)) {
            Good good = new Good(
                    place(record),
                    text(record),
                    Long.parseLong(columns[0]),
                    millis(columns[1]),
                    columns[2],
                    columns[3],
                    Long.parseLong(columns[4]));
            pages.put(good.place, good);
        }
    }

    private void expectPurchase(ConsumerRecord<byte[], byte[]> record) {
        String[] columns = columns(record, 3);
        if (columns != null) {
            Good good = new Good(
                    place(record),
                    text(record),
                    Long.parseLong(columns[0]),
                    millis(columns[1]),
                    "",
                    "",
                    Long.parseLong(columns[2]));
            purchases.put(good.place, good);
        }
    }

    private String @Nullable [] columns(ConsumerRecord<byte[], byte[]> record, int count) {
        if (record.value() == null) {
            dead(record, "decode", "no-value");
            return null;
        }
        String[] columns = text(record).split(",", -1);
        if (columns.length != count) {
            dead(record, "decode", "column-count");
            return null;
        }
        if (!columns[0].chars().allMatch(Character::isDigit)) {
            dead(record, "decode", "type");
            return null;
        }
        return columns;
    }

    private void dead(ConsumerRecord<byte[], byte[]> record, String stage, String rule) {
        String value = record.value() == null ? null : text(record);
        dead.add(row(record.topic(), record.partition(), record.offset(), stage, rule, value));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static Place place(ConsumerRecord<byte[], byte[]> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }

    private static @Nullable Long millis(String text) {
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    private void compareStateless() {
        String name = visits.name();
        compare(
                "dead_letters." + name,
                dead,
                "SELECT topic, partition, offset, stage, rule, CAST(value AS STRING) FROM dead_letters." + name);
        compare(
                name + ".pages",
                pages.values().stream()
                        .map(page -> row(
                                page.place.topic,
                                page.place.partition,
                                page.place.offset,
                                page.id,
                                page.at,
                                page.visitor,
                                page.page,
                                page.ref))
                        .toList(),
                "SELECT _kafka_topic, _kafka_partition, _kafka_offset, id, unix_millis(at), visitor, page, ref FROM "
                        + name + ".pages");
    }

    /** Each is a good record of one of the view's sources, once, as it came, and came too late. */
    private void checkLateRows() {
        for (Row row : stack.sql("SELECT view, topic, partition, offset, source, CAST(value AS STRING),"
                + " unix_millis(event_time), unix_millis(watermark), delay_ms FROM late." + visits.name())) {
            Place place = new Place(row.getString(1), row.getInt(2), row.getLong(3));
            boolean page = place.topic.equals(visits.pages());
            Good good = (page ? pages : purchases).get(place);
            assertThat(good).as("late row that is no good record: %s", row).isNotNull();
            assertThat(row.getString(4)).as("%s", row).isEqualTo(page ? "pages" : "purchases");
            assertThat(row.getString(5)).as("%s", row).isEqualTo(good.value);
            assertThat(row.getLong(6)).as("event time of %s", row).isEqualTo(good.at);
            assertThat(row.getLong(6)).as("event time of %s", row).isLessThanOrEqualTo(row.getLong(7));
            assertThat(row.getLong(8)).as("delay of %s", row).isEqualTo(row.getLong(7) - row.getLong(6));
            if (!page) {
                assertThat(row.getString(0)).isEqualTo(Visits.ORDERS);
            }
            assertThat(late.put(new LateRow(row.getString(0), place), row.getLong(7)))
                    .as("late row that is there before: %s", row)
                    .isNull();
        }
    }

    /** The committed batches of a view that Spark's log still has. */
    private TreeMap<Long, Batch> batches(String view) {
        Path checkpoint = stack.state().resolve(visits.name()).resolve(view).resolve("checkpoint");
        long committed =
                ids(checkpoint.resolve("commits")).stream().max(Long::compare).orElseThrow();
        TreeMap<Long, Batch> batches = new TreeMap<>();
        for (long id : ids(checkpoint.resolve("offsets"))) {
            if (id <= committed) {
                batches.put(id, batch(id, checkpoint.resolve("offsets").resolve(String.valueOf(id))));
            }
        }
        return batches;
    }

    private static Set<Long> ids(Path log) {
        try (Stream<Path> files = Files.list(log)) {
            Set<Long> ids = new HashSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("[0-9]+"))
                    .forEach(file -> ids.add(Long.valueOf(file)));
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Batch batch(long id, Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            Map<String, Map<Integer, Long>> ends = new HashMap<>();
            for (String source : lines.subList(2, lines.size())) {
                JsonNode topics = JSON.readTree(source);
                topics.properties().forEach(topic -> {
                    Map<Integer, Long> found = ends.computeIfAbsent(topic.getKey(), none -> new HashMap<>());
                    topic.getValue()
                            .properties()
                            .forEach(partition -> found.put(
                                    Integer.valueOf(partition.getKey()),
                                    partition.getValue().asLong()));
                });
            }
            return new Batch(
                    id, JSON.readTree(lines.get(1)).get("batchWatermarkMs").asLong(), ends);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long watermark(TreeMap<Long, Batch> batches) {
        return batches.lastEntry().getValue().watermark;
    }

    /** Every record was read; the late rows are those that were behind their batch's watermark, and that followed its delay. */
    private void checkBatches(String view, TreeMap<Long, Batch> batches, List<Map<Place, Good>> sources) {
        boolean whole = batches.firstKey() == 0;
        Map<Batch, List<Long>> newest = new HashMap<>();
        for (int source = 0; source < sources.size(); source++) {
            for (Good good : sources.get(source).values()) {
                Batch batch = batches.values().stream()
                        .filter(one -> !one.isBehind(good.place))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(view + " has not read " + good));
                if (batch.id == batches.firstKey() && !whole) {
                    continue; // or an earlier one, which the log has forgotten
                }
                Long watermark = late.get(new LateRow(view, good.place));
                boolean isLate = good.at != null && good.at <= batch.watermark;
                assertThat(watermark)
                        .as("watermark of %s in %s, %s", good, view, batch)
                        .isEqualTo(isLate ? batch.watermark : null);
                List<Long> maxima =
                        newest.computeIfAbsent(batch, none -> new ArrayList<>(List.of(Long.MIN_VALUE, Long.MIN_VALUE)));
                if (good.at != null && !isLate) {
                    maxima.set(source, Math.max(maxima.get(source), good.at));
                }
            }
        }
        checkWatermarks(view, batches, newest, sources.size(), whole);
    }

    private void checkWatermarks(
            String view, TreeMap<Long, Batch> batches, Map<Batch, List<Long>> newest, int sources, boolean whole) {
        long[] sofar = {Long.MIN_VALUE, Long.MIN_VALUE};
        Batch before = null;
        for (Batch batch : batches.values()) {
            if (before != null) {
                List<Long> its = newest.getOrDefault(before, List.of(Long.MIN_VALUE, Long.MIN_VALUE));
                long reached = Long.MAX_VALUE;
                long ever = Long.MAX_VALUE;
                for (int source = 0; source < sources; source++) {
                    sofar[source] = Math.max(sofar[source], its.get(source));
                    reached = Math.min(reached, its.get(source));
                    ever = Math.min(ever, sofar[source]);
                }
                long least = Math.max(before.watermark, reached == Long.MIN_VALUE ? 0 : reached - visits.delayMillis());
                long most = Math.max(before.watermark, ever == Long.MIN_VALUE ? 0 : ever - visits.delayMillis());
                assertThat(batch.watermark)
                        .as("watermark of %s, batch %d", view, batch.id)
                        .isGreaterThanOrEqualTo(least);
                if (whole) {
                    assertThat(batch.watermark)
                            .as("watermark of %s, batch %d", view, batch.id)
                            .isLessThanOrEqualTo(most);
                }
            }
            before = batch;
        }
    }

    private List<Event> used(String view, Map<Place, Good> records, Function<Good, String> key) {
        return records.values().stream()
                .filter(good -> !late.containsKey(new LateRow(view, good.place)))
                .map(good -> good.by(key.apply(good)))
                .toList();
    }

    private void compareHits(long watermark) {
        List<Event> used = used(Visits.HITS, pages, Good::page);
        compare(
                visits.name() + ".hits",
                VisitModel.windows(used, visits.windowMillis(), visits.slideMillis(), watermark),
                "SELECT unix_millis(slot.start), unix_millis(slot.end), page, hits, ids FROM " + visits.name()
                        + ".hits");
    }

    private void compareSessions(long watermark) {
        List<Event> used = used(Visits.SESSIONS, pages, Good::visitor);
        compare(
                visits.name() + ".sessions",
                VisitModel.sessions(used, visits.gapMillis(), watermark),
                "SELECT unix_millis(visit.start), unix_millis(visit.end), visitor, hits, ids FROM " + visits.name()
                        + ".sessions");
    }

    private void compareOrders(long watermark) {
        Orders expected = VisitModel.orders(
                used(Visits.ORDERS, pages, Good::page),
                used(Visits.ORDERS, purchases, Good::page),
                visits.boundMillis(),
                watermark);
        compare(
                visits.name() + ".orders",
                expected.certain(),
                expected.open(),
                "SELECT page_id, unix_millis(page_at), purchase_id, unix_millis(purchase_at) FROM " + visits.name()
                        + ".orders");
    }

    private void compareTrails(long watermark) {
        List<VisitModel.Page> used = pages.values().stream()
                .filter(page -> !late.containsKey(new LateRow(Visits.TRAILS, page.place)))
                .map(Good::asPage)
                .toList();
        compare(
                visits.name() + ".trails",
                VisitModel.trails(used, visits.gapMillis(), watermark),
                "SELECT kind, visitor, id, unix_millis(at), previous, steps, recent, ids FROM " + visits.name()
                        + ".trails");
    }

    private void compare(String table, List<String> expected, String query) {
        compare(table, expected, List.of(), query);
    }

    /** @param open rows that may be there or not */
    private void compare(String table, List<String> expected, List<String> open, String query) {
        Map<String, Integer> missing = new HashMap<>();
        expected.forEach(row -> missing.merge(row, 1, Integer::sum));
        Map<String, Integer> allowed = new HashMap<>();
        open.forEach(row -> allowed.merge(row, 1, Integer::sum));
        List<String> tooMany = new ArrayList<>();
        for (Row stored : stack.sql(query)) {
            String row = stored.mkString("|");
            if (!take(missing, row) && !take(allowed, row)) {
                tooMany.add(row);
            }
        }
        assertThat(some(tooMany))
                .as("rows of %s that should not be there; it lacks %s", table, some(List.copyOf(missing.keySet())))
                .isEmpty();
        assertThat(some(List.copyOf(missing.keySet())))
                .as("rows that %s lacks", table)
                .isEmpty();
    }

    private static boolean take(Map<String, Integer> rows, String row) {
        Integer left = rows.computeIfPresent(row, (same, count) -> count - 1);
        rows.remove(row, 0);
        return left != null;
    }

    private static List<String> some(List<String> rows) {
        List<String> shown =
                new ArrayList<>(rows.stream().sorted().limit(MAX_SHOWN).toList());
        if (rows.size() > MAX_SHOWN) {
            shown.add("and " + (rows.size() - MAX_SHOWN) + " more");
        }
        return shown;
    }

    private static String row(@Nullable Object... columns) {
        return VisitModel.row(columns);
    }
}
