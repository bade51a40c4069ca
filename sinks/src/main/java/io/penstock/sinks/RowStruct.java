package io.penstock.sinks;

import java.nio.ByteBuffer;
import org.apache.iceberg.StructLike;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Shows a Spark row to Iceberg's partition transforms, which want Iceberg's own value classes. */
final class RowStruct implements StructLike {

    private final DataType[] types;
    private InternalRow row = InternalRow.empty();

    RowStruct(StructType columns) {
        this.types = new DataType[columns.length()];
        for (int i = 0; i < types.length; i++) {
            types[i] = columns.fields()[i].dataType();
        }
    }

    RowStruct wrap(InternalRow wrapped) {
        this.row = wrapped;
        return this;
    }

    @Override
    public int size() {
        return types.length;
    }

    @Override
    public <T> @Nullable T get(int position, Class<T> javaClass) {
        return javaClass.cast(value(position));
    }

    private @Nullable Object value(int position) {
        DataType type = types[position];
        if (row.isNullAt(position)) {
            return null;
        } else if (type instanceof StringType) {
            return row.getUTF8String(position).toString();
        } else if (type instanceof DecimalType decimal) {
            return row.getDecimal(position, decimal.precision(), decimal.scale())
                    .toJavaBigDecimal();
        } else if (type instanceof BinaryType) {
            return ByteBuffer.wrap(row.getBinary(position));
        }
        Object value = row.get(position, type);
        // Iceberg has no smaller integers
        return value instanceof Byte || value instanceof Short ? (Object) ((Number) value).intValue() : value;
    }

    @Override
    public <T> void set(int position, T value) {
        throw new UnsupportedOperationException("Cannot set a value of a row that is only read");
    }
}
