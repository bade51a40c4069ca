package io.penstock.sinks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OffHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A random flat schema, and columns of it with all that is awkward: extremes, NaN, empty and long strings, NULLs in patches. */
final class RandomColumns {

    private static final long FIRST_MICRO = -62_135_596_800_000_000L; // of the year 1
    private static final long MICROS = 315_537_897_600_000_000L; // to the end of the year 9999
    private static final int FIRST_DAY = -719_162;
    private static final int DAYS = 3_652_059;

    private final Random random;
    private final StructType schema;
    private final List<Column> columns = new ArrayList<>();

    RandomColumns(Random random) {
        this.random = random;
        StructType fields = new StructType();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            DataType type = i == 0 && random.nextInt(3) == 0 ? DataTypes.LongType : type();
            boolean nullable = random.nextInt(4) > 0;
            fields = fields.add(new StructField("c" + i, type, nullable, org.apache.spark.sql.types.Metadata.empty()));
            columns.add(new Column(type, values(type), nullable ? random.nextInt(5) * 25 : 0));
        }
        this.schema = fields;
    }

    StructType schema() {
        return schema;
    }

    /** The next rows, in vectors of various kinds. */
    ColumnVector[] next(int rows) {
        return columns.stream().map(column -> column.vector(rows)).toArray(ColumnVector[]::new);
    }

    /** Some of the first rows, or all. */
    int[] choose(int rows) {
        int percent = random.nextBoolean() ? 100 : random.nextInt(101);
        return java.util.stream.IntStream.range(0, rows)
                .filter(row -> random.nextInt(100) < percent)
                .toArray();
    }

    private DataType type() {
        return switch (random.nextInt(12)) {
            case 0 -> DataTypes.BooleanType;
            case 1 -> DataTypes.IntegerType;
            case 2 -> DataTypes.LongType;
            case 3 -> DataTypes.FloatType;
            case 4 -> DataTypes.DoubleType;
            case 5, 6 -> decimal(1 + random.nextInt(38));
            case 7 -> DataTypes.BinaryType;
            case 8 -> DataTypes.DateType;
            case 9 -> DataTypes.TimestampType;
            case 10 -> DataTypes.TimestampNTZType;
            default -> DataTypes.StringType;
        };
    }

    private DataType decimal(int precision) {
        return DataTypes.createDecimalType(precision, random.nextInt(precision + 1));
    }

    /** Values that repeat, that do not, that rise, or that repeat until they do not. */
    private Supplier<Object> values(DataType type) {
        List<Object> pool = new ArrayList<>();
        int size = List.of(1, 3, 40, 500).get(random.nextInt(4));
        for (int i = 0; i < size; i++) {
            pool.add(value(type));
        }
        Supplier<Object> repeated = () -> pool.get(random.nextInt(size));
        int[] count = {0};
        return switch (random.nextInt(4)) {
            case 0 -> repeated;
            case 1 -> () -> value(type);
            case 2 -> () -> rising(type, count[0]++);
            default -> () -> count[0]++ < 700 ? repeated.get() : value(type);
        };
    }

    private Object rising(DataType type, int count) {
        if (type == DataTypes.LongType || type == DataTypes.TimestampType || type == DataTypes.TimestampNTZType) {
            return 1_763_000_000_000_000L + count * 1_000L;
        }
        return type == DataTypes.IntegerType || type == DataTypes.DateType ? (Object) count : value(type);
    }

    private Object value(DataType type) {
        if (type instanceof BooleanType) {
            return random.nextBoolean();
        } else if (type instanceof IntegerType) {
            return extreme(random.nextInt(), Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
        } else if (type instanceof DateType) {
            return FIRST_DAY + random.nextInt(DAYS);
        } else if (type instanceof FloatType) {
            return extreme(random.nextFloat(), Float.NaN, -0.0f, 0.0f, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
        } else if (type instanceof DoubleType) {
            return extreme(random.nextGaussian(), Double.NaN, -0.0, 0.0, Double.POSITIVE_INFINITY, -Double.MAX_VALUE);
        } else if (type instanceof DecimalType decimal) {
            return decimal(decimal);
        } else if (type instanceof StringType) {
            return string().getBytes();
        } else if (type == DataTypes.BinaryType) {
            byte[] bytes = new byte[random.nextInt(30)];
            random.nextBytes(bytes);
            return bytes;
        } else if (type == DataTypes.LongType) {
            return extreme(random.nextLong(), Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L);
        }
        return FIRST_MICRO + Math.floorMod(random.nextLong(), MICROS);
    }

    private Object extreme(Object ordinary, Object... extremes) {
        return random.nextInt(10) == 0 ? extremes[random.nextInt(extremes.length)] : ordinary;
    }

    private Decimal decimal(DecimalType type) {
        BigInteger bound = BigInteger.TEN.pow(type.precision());
        BigInteger unscaled = (BigInteger)
                extreme(new BigInteger(130, random).mod(bound), bound.subtract(BigInteger.ONE), BigInteger.ZERO);
        BigInteger signed = random.nextBoolean() ? unscaled.negate() : unscaled;
        return Decimal.apply(
                new scala.math.BigDecimal(new BigDecimal(signed, type.scale())), type.precision(), type.scale());
    }

    private UTF8String string() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(20) == 0 ? 300 : random.nextInt(24);
        boolean ascii = random.nextBoolean();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(ascii ? 'a' + random.nextInt(26) : 1 + random.nextInt(0xD7FF));
        }
        return UTF8String.fromString(random.nextInt(15) == 0 ? "" : text.toString());
    }

    /** @param percentNull of the rows in which NULL is */
    private final class Column {

        private final DataType type;
        private final Supplier<Object> values;
        private final int percentNull;

        Column(DataType type, Supplier<Object> values, int percentNull) {
            this.type = type;
            this.values = values;
            this.percentNull = percentNull;
        }

        ColumnVector vector(int rows) {
            if (random.nextInt(5) == 0) {
                return constant(rows);
            }
            boolean nulls = percentNull == 100 || percentNull > 0 && random.nextBoolean();
            IntFunction<@Nullable Object> value =
                    row -> nulls && random.nextInt(100) < percentNull ? null : values.get();
            WritableColumnVector vector =
                    random.nextInt(5) == 0 ? new OffHeapColumnVector(rows, type) : new OnHeapColumnVector(rows, type);
            for (int row = 0; row < rows; row++) {
                put(vector, row, value.apply(row));
            }
            return vector;
        }

        private void put(WritableColumnVector vector, int row, @Nullable Object value) {
            if (value == null) {
                vector.putNull(row);
            } else if (value instanceof Boolean truth) {
                vector.putBoolean(row, truth);
            } else if (value instanceof Integer number) {
                vector.putInt(row, number);
            } else if (value instanceof Long number) {
                vector.putLong(row, number);
            } else if (value instanceof Float number) {
                vector.putFloat(row, number);
            } else if (value instanceof Double number) {
                vector.putDouble(row, number);
            } else if (value instanceof Decimal number) {
                vector.putDecimal(row, number, number.precision());
            } else {
                vector.putByteArray(row, (byte[]) value);
            }
        }

        private ColumnVector constant(int rows) {
            ConstantColumnVector vector = new ConstantColumnVector(rows, type);
            if (random.nextInt(100) < percentNull) {
                vector.setNull();
                return vector;
            }
            vector.setNotNull();
            Object value = values.get();
            if (value instanceof Boolean truth) {
                vector.setBoolean(truth);
            } else if (value instanceof Integer number) {
                vector.setInt(number);
            } else if (value instanceof Long number) {
                vector.setLong(number);
            } else if (value instanceof Float number) {
                vector.setFloat(number);
            } else if (value instanceof Double number) {
                vector.setDouble(number);
            } else if (value instanceof Decimal number) {
                vector.setDecimal(number, number.precision());
            } else if (type instanceof StringType) {
                vector.setUtf8String(UTF8String.fromBytes((byte[]) value));
            } else {
                vector.setBinary((byte[]) value);
            }
            return vector;
        }
    }
}
