package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.Row;

/**
 * Counts again what {@link Clicks}' pipeline should have stored, without any code of the engine: a plain consumer reads the
 * topic, plain Java computes rows and dead letters, and both are compared as multisets with what the tables hold.
 */
final class Recount {

    private static final int MAX_SHOWN = 5;

    private final Map<String, Map<String, Integer>> expected = new TreeMap<>();
    private boolean blockedAreDead = true;

    /** How many records were counted. */
    private long records;

    static void assertEachRecordIsStoredOnce(TestStack stack, TestTopic topic) {
        new Recount().run(stack::sql, topic);
    }

    /** @param sql answers queries on the tables */
    static void assertEachRecordIsStoredOnce(Function<String, List<Row>> sql, TestTopic topic) {
        new Recount().run(sql, topic);
    }

    /** As {@link #assertEachRecordIsStoredOnce}, when the pipeline no longer minds what is blocked. */
    static void assertEachRecordIsStoredOnceAndNoneIsBlocked(TestStack stack, TestTopic topic) {
        Recount recount = new Recount();
        recount.blockedAreDead = false;
        recount.run(stack::sql, topic);
    }

    private void run(Function<String, List<Row>> sql, TestTopic topic) {
        for (String table : List.of("clicks", "odd", "tagged", "dead")) {
            expected.put(table, new HashMap<>());
        }
        topic.read().forEach(this::expect);
        assertThat(records).isPositive();
        String name = topic.name();
        compare(
                "clicks",
                sql.apply("SELECT _kafka_partition, _kafka_offset, unix_millis(recordtime), eventid, url, weight, tags"
                        + " FROM " + name + ".clicks"));
        compare("odd", sql.apply("SELECT _kafka_partition, _kafka_offset, eventid, url, share FROM " + name + ".odd"));
        compare(
                "tagged",
                sql.apply("SELECT _kafka_partition, _kafka_offset, _kafka_row, eventid, tag FROM " + name + ".tagged"));
        compare(
                "dead",
                sql.apply("SELECT partition, offset, stage, rule, output, CAST(value AS STRING) FROM dead_letters."
                        + name));
    }

    private void expect(ConsumerRecord<byte[], byte[]> record) {
        records++;
        String place = record.partition() + "|" + record.offset();
        if (record.value() == null) {
            add("dead", place, "decode", "no-value", null, null);
            return;
        }
        String text = new String(record.value(), StandardCharsets.UTF_8);
        String[] columns = text.split(",", -1);
        if (columns.length != 5) {
            add("dead", place, "decode", "column-count", null, text);
        } else if (!columns[1].chars().allMatch(Character::isDigit)) {
            add("dead", place, "decode", "type", null, text);
        } else if (columns[2].equals(Clicks.BLOCKED) && blockedAreDead) {
            add("dead", place, "expectation", "not-blocked", null, text);
        } else if (!columns[2].equals(Clicks.PROBE)) {
            add("clicks", place, (Object[]) columns);
            expectOdd(place, columns, text);
            List<String> tags = new ArrayList<>(List.of(columns[4].split(";")));
            tags.removeIf("x"::equals);
            for (int row = 0; row < tags.size(); row++) {
                add("tagged", place, row, columns[1], tags.get(row));
            }
        }
    }

    private void expectOdd(String place, String[] columns, String text) {
        if (Long.parseLong(columns[1]) % 2 != 1) {
            return;
        }
        int weight = Integer.parseInt(columns[3]);
        if (weight == 0) {
            add("dead", place, "view", "odd", "odd-table", text);
        } else {
            add("odd", place, columns[1], Clicks.upper(columns[2]), 100.0 / weight);
        }
    }

    private void add(String table, String place, Object... columns) {
        StringBuilder row = new StringBuilder(place);
        for (Object column : columns) {
            row.append('|').append(column);
        }
        expected.get(table).merge(row.toString(), 1, Integer::sum);
    }

    private void compare(String table, List<Row> stored) {
        Map<String, Integer> missing = expected.get(table);
        List<String> tooMany = new ArrayList<>();
        for (Row row : stored) {
            String text = row.mkString("|");
            Integer left = missing.get(text);
            if (left == null) {
                tooMany.add(text);
            } else if (left == 1) {
                missing.remove(text);
            } else {
                missing.put(text, left - 1);
            }
        }
        assertThat(some(tooMany))
                .as("rows of %s that should not be there", table)
                .isEmpty();
        assertThat(some(List.copyOf(missing.keySet())))
                .as("rows that %s lacks", table)
                .isEmpty();
    }

    private static List<String> some(List<String> rows) {
        List<String> shown =
                new ArrayList<>(rows.stream().sorted().limit(MAX_SHOWN).toList());
        if (rows.size() > MAX_SHOWN) {
            shown.add("and " + (rows.size() - MAX_SHOWN) + " more");
        }
        return shown;
    }
}
