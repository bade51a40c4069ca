package io.penstock.engine.audit;

import io.penstock.sinks.Lineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Recounts a stored table: which offsets it holds, how many rows, and which of them are there more than once. One scan of the
 * lineage columns, whatever the table's size; what comes back is a bit for each offset.
 */
final class TableRecount {

    private static final int MAX_EXAMPLES = 20;

    private final SparkSession session;

    TableRecount(SparkSession session) {
        this.session = session;
    }

    /** What a table holds of one partition of a topic. */
    record Partition(OffsetSet offsets, long rows) {}

    /** Which record of which output, as a group of the scan. */
    record Place(String topic, int partition, @Nullable String output) {}

    /** What an output's table holds, by partition of the topic. */
    Map<Place, Partition> outputTable(String table) {
        return scan("SELECT %s, %s, CAST(NULL AS STRING), %s FROM %s GROUP BY 1, 2, 3, 4"
                .formatted(Lineage.TOPIC, Lineage.PARTITION, bitmap(Lineage.OFFSET), quoted(table)));
    }

    /** What the dead letters of a source hold, by partition of the topic and output. */
    Map<Place, Partition> deadLetters(String table, String source) {
        return scan("SELECT topic, partition, output, %s FROM %s WHERE source = '%s' GROUP BY 1, 2, 3, 4"
                .formatted(bitmap("offset"), quoted(table), source));
    }

    private static String bitmap(String column) {
        return "bitmap_bucket_number(%1$s + 1), bitmap_construct_agg(bitmap_bit_position(%1$s + 1)), count(*)"
                .formatted(column);
    }

    private Map<Place, Partition> scan(String sql) {
        Map<Place, OffsetSet> offsets = new HashMap<>();
        Map<Place, Long> rows = new HashMap<>();
        for (Row row : session.sql(sql).collectAsList()) {
            Place place = new Place(row.getString(0), row.getInt(1), row.getString(2));
            offsets.computeIfAbsent(place, key -> new OffsetSet()).addBitmap(row.getLong(3), row.getAs(4));
            rows.merge(place, row.getLong(5), Long::sum);
        }
        Map<Place, Partition> partitions = new HashMap<>();
        offsets.forEach((place, set) -> partitions.put(place, new Partition(set, rows.get(place))));
        return partitions;
    }

    /** Rows that are there more than once, or whose record has lost others of its rows, described for a person. */
    List<String> brokenRecords(String table, boolean multiplies) {
        String position = Lineage.ROW;
        String rows = multiplies ? "count(DISTINCT " + position + ")" : "1";
        String expected = multiplies ? "max(" + position + ") + 1" : "1";
        return describe(
                "SELECT %s, %s, %s, count(*) AS found, %s AS distinct_rows, %s AS expected FROM %s GROUP BY 1, 2, 3"
                        .formatted(Lineage.TOPIC, Lineage.PARTITION, Lineage.OFFSET, rows, expected, quoted(table)),
                "found <> distinct_rows OR found <> expected",
                "table " + table);
    }

    /** Dead letters that are there more than once. */
    List<String> doubledDeadLetters(String table, String source) {
        return describe(
                "SELECT topic, partition, offset, count(*) AS found, 1 AS distinct_rows, 1 AS expected FROM %s WHERE source = '%s' GROUP BY 1, 2, 3, output"
                        .formatted(quoted(table), source),
                "found > 1",
                "dead letters " + table);
    }

    private List<String> describe(String groups, String condition, String what) {
        List<String> findings = new ArrayList<>();
        String sql = "SELECT * FROM (%s) WHERE %s ORDER BY 1, 2, 3 LIMIT %d".formatted(groups, condition, MAX_EXAMPLES);
        for (Row row : session.sql(sql).collectAsList()) {
            long found = ((Number) row.get(3)).longValue();
            long distinct = ((Number) row.get(4)).longValue();
            long expected = ((Number) row.get(5)).longValue();
            String fault = found > distinct
                    ? "holds it " + (expected == 1 ? found + " times" : "in " + found + " rows of " + distinct)
                    : "holds " + found + " of its " + expected + " rows";
            findings.add("%s partition %d offset %d: %s %s"
                    .formatted(row.getString(0), row.getInt(1), row.getLong(2), what, fault));
        }
        return findings;
    }

    private static String quoted(String table) {
        return "`" + table.replace(".", "`.`") + "`";
    }
}
