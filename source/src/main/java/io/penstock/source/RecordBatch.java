package io.penstock.source;

import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition of a topic, decoded into columns, with the reasons of those that could not be. What they were made of
 * stays at hand in their {@link Envelope}s.
 *
 * <p><b>Columns:</b> those of the {@link RecordSchema}, NULL where a record was rejected, and then those of {@link #PLACE}.
 * <p><b>Lifetime:</b> one object takes one batch after another; all that it gives is good until the next {@link #decode}. Not
 * thread-safe.
 */
public final class RecordBatch extends ColumnarBatch {

    /** How many records a batch holds at most; enough to amortise what is done once a batch, few enough for the cache. */
    public static final int CAPACITY = 1024;

    /** Where a record lay, when, and why it was rejected: "rule: reason", NULL for a good one. */
    public static final StructType PLACE = new StructType()
            .add("_kafka_topic", DataTypes.StringType, false)
            .add("_kafka_partition", DataTypes.IntegerType, false)
            .add("_kafka_offset", DataTypes.LongType, false)
            .add("_kafka_timestamp", DataTypes.TimestampType, false)
            .add("_rejection", DataTypes.StringType, true);

    /** The records to decode, all of one partition. */
    public interface Records {

        int count();

        /** A record; the object may be the same for all of them. */
        Envelope record(int index);
    }

    private static final Records NONE = new Records() {

        @Override
        public int count() {
            return 0;
        }

        @Override
        public Envelope record(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    };

    private final RecordDecoder decoder;
    private final WritableColumnVector[] decoded;
    private final ConstantColumnVector topic;
    private final ConstantColumnVector partition;
    private final WritableColumnVector offsets;
    private final WritableColumnVector timestamps;
    private final @Nullable Rejection[] rejections;
    private Records records = NONE;
    private int rejected;
    private long newestMicros;

    private RecordBatch(RecordDecoder decoder, WritableColumnVector[] decoded, Place place) {
        super(place.behind(decoded));
        this.decoder = decoder;
        this.decoded = decoded;
        this.topic = place.topic;
        this.partition = place.partition;
        this.offsets = place.offsets;
        this.timestamps = place.timestamps;
        this.rejections = place.rejections;
    }

    /** A batch without records, with room for so many. */
    public static RecordBatch create(RecordSchema schema, int capacity) {
        WritableColumnVector[] decoded = OnHeapColumnVector.allocateColumns(capacity, schema.columns());
        return new RecordBatch(schema.decoder(), decoded, new Place(capacity));
    }

    /** The columns of a batch. */
    public static StructType columns(RecordSchema schema) {
        StructType columns = schema.columns();
        for (var field : PLACE.fields()) {
            columns = columns.add(field);
        }
        return columns;
    }

    /** Takes other records in the place of those that it holds. */
    public void decode(Records next) {
        records = next;
        for (WritableColumnVector vector : decoded) {
            vector.reset();
        }
        int count = next.count();
        Arrays.fill(rejections, 0, count, null);
        rejected = 0;
        newestMicros = Long.MIN_VALUE;
        for (int row = 0; row < count; row++) {
            Envelope record = next.record(row);
            if (row == 0) {
                topic.setUtf8String(record.topic());
                partition.setInt(record.partition());
            }
            offsets.putLong(row, record.offset());
            long micros = record.timestampMicros();
            timestamps.putLong(row, micros);
            newestMicros = Math.max(newestMicros, micros);
            Rejection rejection = decoder.decode(record, decoded, row);
            if (rejection != null) {
                reject(row, rejection);
            }
        }
        setNumRows(count);
    }

    private void reject(int row, Rejection rejection) {
        rejections[row] = rejection;
        rejected++;
        for (WritableColumnVector vector : decoded) {
            vector.putNull(row);
        }
    }

    /** The columns that were decoded, without place and rejection. */
    public ColumnVector[] decoded() {
        return decoded;
    }

    /** The columns that say which topic, partition and offset a row came from. */
    public ColumnVector[] lineage() {
        return new ColumnVector[] {topic, partition, offsets};
    }

    /** How many records were rejected. */
    public int rejected() {
        return rejected;
    }

    /** Why a record was rejected, or nothing. */
    public @Nullable Rejection rejection(int row) {
        return rejections[row];
    }

    /** A record as it came; the object may be the same for all of them. */
    public Envelope record(int row) {
        return records.record(row);
    }

    /** The records as they came. */
    public Records records() {
        return records;
    }

    /** The newest timestamp, in microseconds since the epoch; the least number where the batch is empty. */
    public long newestMicros() {
        return newestMicros;
    }

    private static final class Place {

        private final ConstantColumnVector topic;
        private final ConstantColumnVector partition;
        private final WritableColumnVector offsets;
        private final WritableColumnVector timestamps;
        private final @Nullable Rejection[] rejections;

        Place(int capacity) {
            topic = new ConstantColumnVector(capacity, DataTypes.StringType);
            partition = new ConstantColumnVector(capacity, DataTypes.IntegerType);
            offsets = new OnHeapColumnVector(capacity, DataTypes.LongType);
            timestamps = new OnHeapColumnVector(capacity, DataTypes.TimestampType);
            rejections = new Rejection[capacity];
        }

        ColumnVector[] behind(WritableColumnVector[] decoded) {
            ColumnVector[] all = Arrays.copyOf(decoded, decoded.length + PLACE.size(), ColumnVector[].class);
            ColumnVector[] place = {topic, partition, offsets, timestamps, new RejectionVector(rejections)};
            System.arraycopy(place, 0, all, decoded.length, place.length);
            return all;
        }
    }
}
