package io.penstock.source;

import io.penstock.pipeline.ColumnCount;
import io.penstock.pipeline.CsvDecode;
import io.penstock.pipeline.Decode;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.UnknownFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A decoder with vectors for its rows, which are read back the way Spark reads them. */
final class Decoding {

    static final int ROWS = 64;

    private final StructType schema;
    private final Decoder decoder;
    private final WritableColumnVector[] vectors;
    private int row;

    private Decoding(Decode spec) {
        this.schema = StructType.fromDDL(spec.schema());
        this.decoder = Decoders.create(spec, schema);
        this.vectors = OnHeapColumnVector.allocateColumns(ROWS, schema);
    }

    static Decoding of(Decode spec) {
        return new Decoding(spec);
    }

    static Decoding csv(String schema) {
        return of(new CsvSpec(schema).build());
    }

    static Decoding json(String schema) {
        return of(jsonSpec(schema, Map.of()));
    }

    static JsonDecode jsonSpec(String schema, Map<String, String> paths) {
        return new JsonDecode(schema, null, paths, UnknownFields.IGNORE);
    }

    /** Settings of a CSV decoder, the defaults unless changed. */
    static final class CsvSpec {
        private final String schema;
        private @Nullable String timestampFormat;
        private String delimiter = ",";
        private @Nullable String quote = "\"";
        private @Nullable String escape;
        private boolean header;
        private boolean trim;
        private @Nullable String nullValue;
        private ColumnCount columnCount = ColumnCount.STRICT;

        CsvSpec(String schema) {
            this.schema = schema;
        }

        CsvSpec timestampFormat(String value) {
            timestampFormat = value;
            return this;
        }

        CsvSpec delimiter(String value) {
            delimiter = value;
            return this;
        }

        CsvSpec withoutQuote() {
            quote = null;
            return this;
        }

        CsvSpec quote(String value) {
            quote = value;
            return this;
        }

        CsvSpec escape(String value) {
            escape = value;
            return this;
        }

        CsvSpec withHeader() {
            header = true;
            return this;
        }

        CsvSpec trimmed() {
            trim = true;
            return this;
        }

        CsvSpec nullValue(String value) {
            nullValue = value;
            return this;
        }

        CsvSpec columnCount(ColumnCount value) {
            columnCount = value;
            return this;
        }

        CsvDecode build() {
            return new CsvDecode(
                    schema, timestampFormat, delimiter, quote, escape, header, trim, nullValue, columnCount);
        }

        Decoding decoding() {
            return of(build());
        }
    }

    /** @return the row's values, or the rejection. */
    Object decode(String record) {
        return decode(record.getBytes(StandardCharsets.UTF_8));
    }

    Object decode(byte @Nullable [] record) {
        return decode(record, 0, record == null ? 0 : record.length);
    }

    Object decode(byte @Nullable [] bytes, int offset, int length) {
        if (row == ROWS) {
            reset();
        }
        Rejection rejection = decoder.decode(bytes, offset, length, vectors, row);
        if (rejection != null) {
            return rejection;
        }
        List<Object> values = read(row);
        row++;
        return values;
    }

    /** The only value of the row; fails if there is none. */
    @Nullable
    Object value(String record) {
        Object decoded = decode(record);
        if (decoded instanceof List<?> values) {
            return values.get(0);
        }
        throw new AssertionError(record + " -> " + decoded);
    }

    String reason(String record) {
        return reason(record.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code rule: reason}; fails if the record is accepted. */
    String reason(byte[] record) {
        Object decoded = decode(record);
        if (decoded instanceof Rejection rejection) {
            return rejection.rule() + ": " + rejection.reason();
        }
        throw new AssertionError(new String(record, StandardCharsets.UTF_8) + " -> " + decoded);
    }

    void reset() {
        row = 0;
        for (WritableColumnVector vector : vectors) {
            vector.reset();
        }
    }

    /** A row written earlier, since the last reset. */
    List<Object> read(int index) {
        ColumnarBatch batch = new ColumnarBatch(vectors, ROWS);
        return values(batch.getRow(index), schema);
    }

    private static List<Object> values(InternalRow row, StructType type) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < type.size(); i++) {
            DataType fieldType = type.fields()[i].dataType();
            values.add(row.isNullAt(i) ? null : plain(row.get(i, fieldType), fieldType));
        }
        return values;
    }

    private static @Nullable Object plain(@Nullable Object value, DataType type) {
        if (value instanceof UTF8String string) {
            return string.toString();
        } else if (value instanceof Decimal decimal) {
            return decimal.toJavaBigDecimal();
        } else if (value instanceof ArrayData array) {
            return list(array, ((ArrayType) type).elementType());
        } else if (value instanceof MapData map) {
            return map(map, (MapType) type);
        } else if (value instanceof InternalRow struct) {
            return values(struct, (StructType) type);
        }
        return value;
    }

    private static List<Object> list(ArrayData array, DataType type) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < array.numElements(); i++) {
            list.add(array.isNullAt(i) ? null : plain(array.get(i, type), type));
        }
        return list;
    }

    private static Map<Object, Object> map(MapData data, MapType type) {
        List<Object> keys = list(data.keyArray(), type.keyType());
        List<Object> values = list(data.valueArray(), type.valueType());
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            map.put(keys.get(i), values.get(i));
        }
        return map;
    }
}
