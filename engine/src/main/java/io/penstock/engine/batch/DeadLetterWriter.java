package io.penstock.engine.batch;

import io.penstock.sinks.TableWriter;
import io.penstock.source.Rejection;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Writes records that were refused, their bytes unchanged. */
final class DeadLetterWriter {

    private final TableWriter writer;
    private final long timeMicros;
    private final UTF8String source;

    DeadLetterWriter(BatchSpec spec, TableWriter writer) {
        this.writer = writer;
        this.timeMicros = spec.startedMicros();
        this.source = UTF8String.fromString(spec.source());
    }

    void write(InternalRow kafka, String stage, Rejection why, @Nullable String output) {
        writer.write(new GenericInternalRow(new Object[] {
            timeMicros,
            source,
            kafka.getUTF8String(KafkaColumns.TOPIC),
            kafka.getInt(KafkaColumns.PARTITION),
            kafka.getLong(KafkaColumns.OFFSET),
            kafka.isNullAt(KafkaColumns.KEY) ? null : kafka.getBinary(KafkaColumns.KEY),
            kafka.isNullAt(KafkaColumns.VALUE) ? null : kafka.getBinary(KafkaColumns.VALUE),
            kafka.isNullAt(KafkaColumns.HEADERS) ? null : kafka.getArray(KafkaColumns.HEADERS),
            kafka.getLong(KafkaColumns.TIMESTAMP),
            UTF8String.fromString(stage),
            UTF8String.fromString(why.rule()),
            output == null ? null : UTF8String.fromString(output),
            UTF8String.fromString(why.reason())
        }));
    }

    List<DataFile> complete() {
        return writer.complete();
    }

    void abort() {
        writer.abort();
    }
}
