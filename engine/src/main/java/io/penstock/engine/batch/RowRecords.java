package io.penstock.engine.batch;

import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch.Records;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Records that come as rows of {@link KafkaColumns}. Not thread-safe. */
final class RowRecords implements Records {

    private final List<InternalRow> rows;
    private final View view = new View();

    RowRecords(List<InternalRow> rows) {
        this.rows = rows;
    }

    @Override
    public int count() {
        return rows.size();
    }

    @Override
    public Envelope record(int index) {
        view.row = rows.get(index);
        return view;
    }

    /** Name of the output that refused the record before it was replayed, or nothing. */
    @Nullable
    String replayedOutput(int index) {
        InternalRow row = rows.get(index);
        return row.isNullAt(KafkaColumns.REPLAYED_OUTPUT)
                ? null
                : row.getUTF8String(KafkaColumns.REPLAYED_OUTPUT).toString();
    }

    private static final class View implements Envelope {

        private InternalRow row = InternalRow.empty();

        @Override
        public @Nullable ByteBuffer value() {
            return row.isNullAt(KafkaColumns.VALUE) ? null : ByteBuffer.wrap(row.getBinary(KafkaColumns.VALUE));
        }

        @Override
        public byte @Nullable [] key() {
            return row.isNullAt(KafkaColumns.KEY) ? null : row.getBinary(KafkaColumns.KEY);
        }

        @Override
        public @Nullable ArrayData headers() {
            return row.isNullAt(KafkaColumns.HEADERS) ? null : row.getArray(KafkaColumns.HEADERS);
        }

        @Override
        public UTF8String topic() {
            return row.getUTF8String(KafkaColumns.TOPIC);
        }

        @Override
        public int partition() {
            return row.getInt(KafkaColumns.PARTITION);
        }

        @Override
        public long offset() {
            return row.getLong(KafkaColumns.OFFSET);
        }

        @Override
        public long timestampMicros() {
            return row.getLong(KafkaColumns.TIMESTAMP);
        }
    }
}
