package io.penstock.engine.audit;

import io.penstock.sinks.Lineage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Recounts a stored table: which offsets it holds, how many rows, and which of them are there more than once. One scan of the
 * lineage columns, whatever the table's size; what comes back is a bit for each offset.
 */
final class TableRecount {

    private static final int MAX_EXAMPLES = 10_000;

    private final SparkSession session;

    TableRecount(SparkSession session) {
        this.session = session;
    }

    /** What a table holds of one partition of a topic. */
    record Partition(OffsetSet offsets, long rows, long distinctRows) {

        static final Partition EMPTY = new Partition(new OffsetSet(), 0, 0);
    }

    /** Which record of which output, as a group of the scan. */
    record Place(String topic, int partition, @Nullable String output) {}

    /**
     * What an output's table holds, by partition of the topic.
     *
     * @param ends for some partitions the offset at which to stop, since what follows is being written; its row is not counted
     */
    Map<Place, Partition> outputTable(String table, boolean multiplies, Map<Integer, Long> ends) {
        String row = multiplies ? Lineage.OFFSET + ", " + Lineage.ROW : Lineage.OFFSET;
        String before = ends.entrySet().stream()
                .map(end -> "NOT (%s = %d AND %s >= %d)"
                        .formatted(Lineage.PARTITION, end.getKey(), Lineage.OFFSET, end.getValue()))
                .collect(Collectors.joining(" AND "));
        return scan("SELECT %s, %s, CAST(NULL AS STRING), %s FROM %s %s GROUP BY 1, 2, 3, 4"
                .formatted(
                        Lineage.TOPIC,
                        Lineage.PARTITION,
                        bitmap(Lineage.OFFSET, row),
                        quoted(table),
                        before.isEmpty() ? "" : "WHERE " + before));
    }

    /** What the dead letters of a source hold, by partition of the topic and output. */
    Map<Place, Partition> deadLetters(String table, String source) {
        return scan("SELECT topic, partition, output, %s FROM %s WHERE source = '%s' GROUP BY 1, 2, 3, 4"
                .formatted(bitmap("offset", "offset"), quoted(table), source));
    }

    /** What the late rows of a source hold for a view, by partition of the topic. */
    Map<Place, Partition> lateRows(String table, String source, String view) {
        return scan(
                "SELECT topic, partition, CAST(NULL AS STRING), %s FROM %s WHERE source = '%s' AND view = '%s' GROUP BY 1, 2, 3, 4"
                        .formatted(bitmap("offset", "offset"), quoted(table), source, view));
    }

    private static String bitmap(String offset, String row) {
        return ("bitmap_bucket_number(%1$s + 1), bitmap_construct_agg(bitmap_bit_position(%1$s + 1)), count(*),"
                        + " count(DISTINCT %2$s)")
                .formatted(offset, row);
    }

    private Map<Place, Partition> scan(String sql) {
        Map<Place, OffsetSet> offsets = new HashMap<>();
        Map<Place, Long> rows = new HashMap<>();
        Map<Place, Long> distinct = new HashMap<>();
        for (Row row : session.sql(sql).collectAsList()) {
            Place place = new Place(row.getString(0), row.getInt(1), row.getString(2));
            offsets.computeIfAbsent(place, key -> new OffsetSet()).addBitmap(row.getLong(3), row.getAs(4));
            rows.merge(place, row.getLong(5), Long::sum);
            distinct.merge(place, row.getLong(6), Long::sum);
        }
        Map<Place, Partition> partitions = new HashMap<>();
        offsets.forEach(
                (place, set) -> partitions.put(place, new Partition(set, rows.get(place), distinct.get(place))));
        return partitions;
    }

    /** Records with more or fewer rows than they made, described for a person. */
    List<String> brokenRecords(String table, boolean multiplies) {
        String made = multiplies ? "max(" + Lineage.ROW + ") + 1" : "1";
        String distinct = multiplies ? "count(DISTINCT " + Lineage.ROW + ")" : "1";
        return describe(
                "SELECT %s, %s, %s, count(*) AS found, %s AS distinct_rows, %s AS made FROM %s GROUP BY 1, 2, 3"
                        .formatted(Lineage.TOPIC, Lineage.PARTITION, Lineage.OFFSET, distinct, made, quoted(table)),
                "table " + table);
    }

    /** Dead letters that are there more than once. */
    List<String> doubledDeadLetters(String table, String source) {
        return describe(
                ("SELECT topic, partition, offset, count(*) AS found, 1 AS distinct_rows, 1 AS made FROM %s"
                                + " WHERE source = '%s' GROUP BY 1, 2, 3, output")
                        .formatted(quoted(table), source),
                "dead letters " + table);
    }

    private List<String> describe(String groups, String what) {
        Map<String, OffsetSet> broken = new TreeMap<>();
        String sql = ("SELECT topic_, partition_, offset_, found, made FROM (%s) AS"
                        + " t(topic_, partition_, offset_, found, distinct_rows, made)"
                        + " WHERE found <> distinct_rows OR found <> made ORDER BY 1, 2, 3 LIMIT %d")
                .formatted(groups, MAX_EXAMPLES);
        for (Row row : session.sql(sql).collectAsList()) {
            String fault = "%s partition %d: %s: %d rows of a record that made %d, offsets"
                    .formatted(row.getString(0), row.getInt(1), what, number(row, 3), number(row, 4));
            broken.computeIfAbsent(fault, key -> new OffsetSet()).add(row.getLong(2));
        }
        return broken.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    private static long number(Row row, int column) {
        return ((Number) row.get(column)).longValue();
    }

    /** How many different rows each record has, in one partition of the topic. */
    Map<Long, Long> rowsByOffset(String table, int partition) {
        Map<Long, Long> rows = new HashMap<>();
        session.sql("SELECT %s, count(DISTINCT %s) FROM %s WHERE %s = %d GROUP BY 1"
                        .formatted(Lineage.OFFSET, Lineage.ROW, quoted(table), Lineage.PARTITION, partition))
                .collectAsList()
                .forEach(row -> rows.put(row.getLong(0), row.getLong(1)));
        return rows;
    }

    static String quoted(String table) {
        return "`" + table.replace(".", "`.`") + "`";
    }
}
