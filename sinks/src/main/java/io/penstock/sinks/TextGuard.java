package io.penstock.sinks;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Says which rows Hive's default text format cannot hold: it has no escapes, so that a text with a line break becomes two
 * rows, one with a separator shifts the columns behind it, and {@code \N} is read as NULL.
 */
public final class TextGuard implements Serializable {

    private static final byte LAST_SEPARATOR = 8; // Hive's separators are the control characters 1 to 8, by nesting
    private static final UTF8String NULL = UTF8String.fromString("\\N");

    private final StructType columns;

    public TextGuard(StructType columns) {
        this.columns = columns;
    }

    /** Why the row cannot be held, or nothing when it can. */
    public @Nullable String refusal(InternalRow row) {
        StructField[] fields = columns.fields();
        for (int i = 0; i < fields.length; i++) {
            if (!row.isNullAt(i)) {
                String why = refusal(row.get(i, fields[i].dataType()), fields[i].dataType());
                if (why != null) {
                    return "column " + fields[i].name() + " " + why;
                }
            }
        }
        return null;
    }

    private static @Nullable String refusal(Object value, DataType type) {
        if (type instanceof StringType) {
            return refusal((UTF8String) value);
        } else if (type instanceof ArrayType array) {
            return refusal((ArrayData) value, array.elementType());
        } else if (type instanceof MapType map) {
            MapData entries = (MapData) value;
            String why = refusal(entries.keyArray(), map.keyType());
            return why != null ? why : refusal(entries.valueArray(), map.valueType());
        } else if (type instanceof StructType struct) {
            return new TextGuard(struct).refusal((InternalRow) value);
        }
        return null;
    }

    private static @Nullable String refusal(ArrayData values, DataType type) {
        for (int i = 0; i < values.numElements(); i++) {
            if (!values.isNullAt(i)) {
                String why = refusal(values.get(i, type), type);
                if (why != null) {
                    return why;
                }
            }
        }
        return null;
    }

    private static @Nullable String refusal(UTF8String text) {
        int length = text.numBytes();
        for (int i = 0; i < length; i++) {
            byte b = text.getByte(i);
            if (b == '\n' || b == '\r') {
                return "has a line break, which a text file of Hive cannot hold";
            }
            if (b > 0 && b <= LAST_SEPARATOR) {
                return "has the control character %d, which separates fields in a text file of Hive".formatted(b);
            }
        }
        return text.equals(NULL) ? "is \\N, which is NULL in a text file of Hive" : null;
    }
}
