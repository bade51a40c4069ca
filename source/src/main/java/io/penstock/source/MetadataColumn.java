package io.penstock.source;

import io.penstock.pipeline.Metadata;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Writes one column that is taken from around a record's value. */
final class MetadataColumn {

    private static final int HEADER_KEY = 0;
    private static final int HEADER_VALUE = 1;
    private static final int HEADER_FIELDS = 2;

    /** Headers as Spark's Kafka source gives them. */
    static final ArrayType HEADERS = DataTypes.createArrayType(
            new StructType().add("key", DataTypes.StringType).add("value", DataTypes.BinaryType));

    private final String column;
    private final Metadata spec;
    private final int index;
    private final @Nullable UTF8String header;

    /** @param index of the column */
    MetadataColumn(String column, Metadata spec, int index) {
        this.column = column;
        this.spec = spec;
        this.index = index;
        this.header = spec.header() == null ? null : UTF8String.fromString(spec.header());
    }

    static DataType type(Metadata spec) {
        return switch (spec.from()) {
            case KEY, HEADER -> spec.text() ? DataTypes.StringType : DataTypes.BinaryType;
            case HEADERS -> HEADERS;
            case TIMESTAMP -> DataTypes.TimestampType;
            case TOPIC -> DataTypes.StringType;
            case PARTITION -> DataTypes.IntegerType;
            case OFFSET -> DataTypes.LongType;
        };
    }

    /** @return null when written, else why not */
    @Nullable
    Rejection write(Envelope record, WritableColumnVector[] columns, int row) {
        WritableColumnVector vector = columns[index];
        vector.putNotNull(row);
        switch (spec.from()) {
            case KEY -> {
                return writeBytes(record.key(), vector, row);
            }
            case HEADER -> {
                return writeBytes(find(record.headers()), vector, row);
            }
            case HEADERS -> writeHeaders(record.headers(), vector, row);
            case TIMESTAMP -> vector.putLong(row, record.timestampMicros());
            case TOPIC -> vector.putByteArray(row, record.topic().getBytes());
            case PARTITION -> vector.putInt(row, record.partition());
            case OFFSET -> vector.putLong(row, record.offset());
        }
        return null;
    }

    private byte @Nullable [] find(@Nullable ArrayData headers) {
        for (int i = headers == null ? -1 : headers.numElements() - 1; i >= 0; i--) {
            InternalRow entry = headers.getStruct(i, HEADER_FIELDS);
            if (entry.getUTF8String(HEADER_KEY).equals(header)) {
                return entry.isNullAt(HEADER_VALUE) ? null : entry.getBinary(HEADER_VALUE);
            }
        }
        return null;
    }

    private @Nullable Rejection writeBytes(byte @Nullable [] bytes, WritableColumnVector vector, int row) {
        if (bytes == null) {
            vector.putNull(row);
            return null;
        }
        Rejection notUtf8 = spec.text() ? Utf8.check(bytes, 0, bytes.length) : null;
        if (notUtf8 != null) {
            return new Rejection(
                    Rejection.UTF_8, "column '%s', taken from %s, %s".formatted(column, part(), notUtf8.reason()));
        }
        vector.putByteArray(row, bytes);
        return null;
    }

    private String part() {
        return spec.header() == null ? "the key" : "header " + Excerpt.of(spec.header());
    }

    private static void writeHeaders(@Nullable ArrayData headers, WritableColumnVector vector, int row) {
        if (headers == null) {
            vector.putNull(row);
            return;
        }
        WritableColumnVector entries = vector.arrayData();
        int offset = entries.getElementsAppended();
        for (int i = 0; i < headers.numElements(); i++) {
            InternalRow entry = headers.getStruct(i, HEADER_FIELDS);
            entries.appendStruct(false);
            append(entries.getChild(HEADER_KEY), entry.getUTF8String(HEADER_KEY).getBytes());
            append(entries.getChild(HEADER_VALUE), entry.isNullAt(HEADER_VALUE) ? null : entry.getBinary(HEADER_VALUE));
        }
        vector.putArray(row, offset, headers.numElements());
    }

    private static void append(WritableColumnVector vector, byte @Nullable [] bytes) {
        if (bytes == null) {
            vector.appendNull();
        } else {
            vector.appendByteArray(bytes, 0, bytes.length);
        }
    }
}
