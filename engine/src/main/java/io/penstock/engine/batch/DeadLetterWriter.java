package io.penstock.engine.batch;

import io.penstock.sinks.RowWriter;
import io.penstock.source.Envelope;
import io.penstock.source.Rejection;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Writes records that were refused, their bytes unchanged. */
final class DeadLetterWriter {

    private static final InternalRow NO_LINEAGE = InternalRow.empty(); // its own columns say where a record was

    private final RowWriter writer;
    private final long timeMicros;
    private final UTF8String source;

    /** @param timeMicros when the batch was started, in microseconds since the epoch */
    DeadLetterWriter(String source, long timeMicros, RowWriter writer) {
        this.writer = writer;
        this.timeMicros = timeMicros;
        this.source = UTF8String.fromString(source);
    }

    void write(Envelope record, String stage, Rejection why, @Nullable String output) {
        writer.write(
                new GenericInternalRow(new Object[] {
                    timeMicros,
                    source,
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.key(),
                    bytes(record.value()),
                    record.headers(),
                    record.timestampMicros(),
                    UTF8String.fromString(stage),
                    UTF8String.fromString(why.rule()),
                    output == null ? null : UTF8String.fromString(output),
                    UTF8String.fromString(why.reason())
                }),
                NO_LINEAGE);
    }

    /**
     * Writes a row of a view that an output did not take, or that the view's processor rejected.
     *
     * @param place takes the place of a topic
     * @param batch takes the place of an offset
     */
    void writeResult(
            String place,
            int partition,
            long batch,
            byte @Nullable [] key,
            byte @Nullable [] value,
            String stage,
            Rejection why,
            @Nullable String output) {
        writer.write(
                new GenericInternalRow(new Object[] {
                    timeMicros,
                    source,
                    UTF8String.fromString(place),
                    partition,
                    batch,
                    key,
                    value,
                    null,
                    timeMicros,
                    UTF8String.fromString(stage),
                    UTF8String.fromString(why.rule()),
                    output == null ? null : UTF8String.fromString(output),
                    UTF8String.fromString(why.reason())
                }),
                NO_LINEAGE);
    }

    static byte @Nullable [] bytes(@Nullable ByteBuffer value) {
        if (value == null) {
            return null;
        }
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    List<String> complete() {
        return writer.complete();
    }

    void abort() {
        writer.abort();
    }
}
