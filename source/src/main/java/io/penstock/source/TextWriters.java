package io.penstock.source;

import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Chooses the writer of a column. */
final class TextWriters {

    static final String EPOCH_SECONDS = "epoch-seconds";
    static final String EPOCH_MILLIS = "epoch-millis";
    static final String EPOCH_MICROS = "epoch-micros";
    static final String ISO_8601 = "iso-8601";

    static final String SUPPORTED = "a decoder reads BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE,"
            + " DECIMAL(p,s), STRING, BINARY, DATE, TIMESTAMP and TIMESTAMP_NTZ";

    private TextWriters() {}

    static TextWriter create(Column column, String timestampFormat) {
        DataType type = column.type();
        if (isString(type)) {
            return new StringWriter();
        } else if (isInteger(type)) {
            return new IntegerWriter(column);
        } else if (type instanceof FloatType || type instanceof DoubleType) {
            return new FloatingWriter(column);
        } else if (type instanceof DecimalType) {
            return new DecimalWriter(column);
        } else if (type instanceof BooleanType) {
            return new BooleanWriter(column);
        } else if (type instanceof DateType) {
            return new DateWriter(column);
        } else if (isTimestamp(type)) {
            return timestamp(column, timestampFormat);
        } else if (type instanceof BinaryType) {
            return new BinaryWriter(column);
        }
        throw new IllegalArgumentException(
                "Cannot decode column " + column.name() + ", unsupported type: " + type.sql());
    }

    private static TextWriter timestamp(Column column, String format) {
        return switch (format) {
            case EPOCH_SECONDS -> new EpochWriter(column, format, 6);
            case EPOCH_MILLIS -> new EpochWriter(column, format, 3);
            case EPOCH_MICROS -> new EpochWriter(column, format, 0);
            case ISO_8601 -> new IsoTimestampWriter(column);
            default -> new PatternTimestampWriter(column, format);
        };
    }

    static boolean isSupported(DataType type) {
        return isString(type)
                || isInteger(type)
                || type instanceof FloatType
                || type instanceof DoubleType
                || type instanceof DecimalType
                || type instanceof BooleanType
                || type instanceof DateType
                || isTimestamp(type)
                || type instanceof BinaryType;
    }

    /** STRING without a collation; CHAR(n) and VARCHAR(n), which are subtypes of it, would have to cut or pad. */
    static boolean isString(DataType type) {
        return type.equals(DataTypes.StringType);
    }

    static boolean isInteger(DataType type) {
        return type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType;
    }

    static boolean isTimestamp(DataType type) {
        return type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    static boolean isEpoch(String timestampFormat) {
        return switch (timestampFormat) {
            case EPOCH_SECONDS, EPOCH_MILLIS, EPOCH_MICROS -> true;
            default -> false;
        };
    }

    static boolean isPattern(String timestampFormat) {
        return !isEpoch(timestampFormat) && !timestampFormat.equals(ISO_8601);
    }
}
