package io.penstock.engine.batch;

import io.penstock.sinks.RowWriter;
import io.penstock.source.Envelope;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Writes the records of rows that came too late for a view, their bytes unchanged. */
final class LateRowWriter {

    private static final InternalRow NO_LINEAGE = InternalRow.empty(); // its own columns say where a record was

    private final RowWriter writer;
    private final InputSpec spec;
    private final UTF8String source;
    private final UTF8String view;

    LateRowWriter(InputSpec spec, RowWriter writer) {
        this.writer = writer;
        this.spec = spec;
        this.source = UTF8String.fromString(spec.source());
        this.view = UTF8String.fromString(spec.identity().query());
    }

    void write(Envelope record, long eventMicros) {
        writer.write(
                new GenericInternalRow(new Object[] {
                    spec.startedMicros(),
                    source,
                    view,
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.key(),
                    DeadLetterWriter.bytes(record.value()),
                    record.headers(),
                    record.timestampMicros(),
                    eventMicros,
                    spec.watermarkMicros(),
                    Math.floorDiv(spec.watermarkMicros() - eventMicros, 1000)
                }),
                NO_LINEAGE);
    }

    List<String> complete() {
        return writer.complete();
    }

    void abort() {
        writer.abort();
    }
}
