package io.penstock.source.file;

import io.penstock.source.RecordSchema;
import io.penstock.source.kafka.RowSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files as one query reads them.
 *
 * @param topic the files
 * @param schema how a line becomes a row
 * @param from first offset by partition
 * @param until offset behind the last one by partition
 * @param maxRecords the most that a batch reads, over all partitions; null for no limit
 * @param rows nothing where it gives columns
 */
public record FileSource(
        FileTopic topic,
        RecordSchema schema,
        Map<Integer, Long> from,
        Map<Integer, Long> until,
        @Nullable Long maxRecords,
        @Nullable RowSource rows) {

    public FileSource {
        from = Map.copyOf(from);
        until = Map.copyOf(until);
    }

    /** Gives {@link io.penstock.source.RecordBatch}es, rejected records among them, as the columnar source of Kafka does. */
    public static FileSource ofColumns(
            FileTopic topic,
            RecordSchema schema,
            Map<Integer, Long> from,
            Map<Integer, Long> until,
            @Nullable Long maxRecords) {
        return new FileSource(topic, schema, from, until, maxRecords, null);
    }

    /** Gives rows of good records that a filter lets pass, to the end that {@code rows} has. */
    public static FileSource ofRows(FileTopic topic, RowSource rows, Map<Integer, Long> from) {
        return new FileSource(topic, rows.schema(), from, from, null, rows);
    }
}
