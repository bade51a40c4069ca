package io.penstock.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.plan.IndexEncoding;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.json.StructsToJsonEvaluator;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scala.Option;

/** Documents against those that Spark's {@code to_json} writes. */
class DocumentJsonTest {

    private static final StructType TYPE = StructType.fromDDL(
            "text STRING, `a \"b` STRING, l BIGINT, i INT, s SMALLINT, b TINYINT, d DOUBLE, f FLOAT, yes BOOLEAN, at TIMESTAMP,"
                    + " local TIMESTAMP_NTZ, day DATE, price DECIMAL(20, 9), raw BINARY,"
                    + " place STRUCT<lat: DOUBLE, inner: STRUCT<t: STRING>>");
    private static final long DAY_MICROS = 86_400_000_000L;

    private final DocumentJson json = new DocumentJson(TYPE);
    private final StructsToJsonEvaluator spark = new StructsToJsonEvaluator(options(), TYPE, Option.apply("UTC"));

    @Test
    void areThoseOfSparkForOddValues() {
        Object[][] values = {
            texts("", "plain", "a\"b\\c/", "\u0000\b\t\n\f\r\u001f\u007f", "é — 😀 \u2028", "x".repeat(5_000)),
            texts("q"),
            {0L, 9L, 10L, -1L, 999_999_999_999L, Long.MAX_VALUE, Long.MIN_VALUE, -1_000_000_000_000_000_000L},
            {0, Integer.MIN_VALUE, Integer.MAX_VALUE},
            {(short) -7, Short.MAX_VALUE},
            {(byte) -128, (byte) 7},
            {0.0, -0.0, 1e-7, 1e300, 0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
            {0f, 1e-7f, 3.4e38f, 0.1f, Float.NaN, Float.NEGATIVE_INFINITY},
            {true, false},
            {
                0L,
                -1L,
                1L,
                1_790_000_000_123_456L,
                -62_135_596_800_000_000L,
                253_402_300_799_999_999L,
                4_000_000_000_000_000_000L
            },
            {0L, -1L, 951_782_400_000_000L, 253_402_300_800_000_000L},
            {0, -1, 11_016, 19_000, -719_162, 2_932_896, 2_932_897},
            {decimal("0.000000001"), decimal("0E-9"), decimal("12345678901.123456789"), decimal("-1.500000000")},
            {new byte[0], new byte[] {1, 2, 3}, new byte[] {-1, 0}},
            {place(1.5, "t"), place(null, null), place(2.0, null)},
        };
        for (int column = 0; column < values.length; column++) {
            for (Object value : values[column]) {
                Object[] row = new Object[TYPE.size()];
                row[column] = value;
                assertSame(row);
            }
        }
        assertSame(new Object[TYPE.size()]);
        assertSame(first(values));
        assertSame(withText(UTF8String.fromBytes(new byte[] {'a', (byte) 0xff, 'b'}))); // a view can cast BINARY
    }

    @Test
    void areThoseOfSparkForEveryDayAndManyMoments() {
        Random random = new Random(23);
        for (int day = -719_162; day <= 2_932_896; day += 1 + random.nextInt(40)) {
            Object[] row = new Object[TYPE.size()];
            row[9] = day * DAY_MICROS + (long) (random.nextDouble() * DAY_MICROS);
            row[10] = row[9];
            row[11] = day;
            row[2] = random.nextLong() >> random.nextInt(64);
            row[6] = Double.longBitsToDouble(random.nextLong());
            assertSame(row);
        }
    }

    private void assertSame(Object[] values) {
        InternalRow row = new GenericInternalRow(values);
        assertThat(new String(json.of(row), StandardCharsets.UTF_8))
                .isEqualTo(spark.evaluate(row).toString());
    }

    private static Object[] first(Object[][] values) {
        List<Object> row = new ArrayList<>();
        for (Object[] column : values) {
            row.add(column[0]);
        }
        return row.toArray();
    }

    private static Object[] withText(UTF8String text) {
        Object[] row = new Object[TYPE.size()];
        row[0] = text;
        return row;
    }

    private static Object[] texts(String... texts) {
        return List.of(texts).stream().map(UTF8String::fromString).toArray();
    }

    private static Decimal decimal(String value) {
        return Decimal.apply(new BigDecimal(value), 20, 9);
    }

    private static InternalRow place(@Nullable Double lat, @Nullable String text) {
        Object inner = text == null ? null : new GenericInternalRow(new Object[] {UTF8String.fromString(text)});
        return new GenericInternalRow(new Object[] {lat, inner});
    }

    private static scala.collection.immutable.Map<String, String> options() {
        Map<String, String> options = new HashMap<>();
        options.put("timestampFormat", IndexEncoding.TIMESTAMP_FORMAT);
        options.put("timestampNTZFormat", IndexEncoding.TIMESTAMP_NTZ_FORMAT);
        options.put("ignoreNullFields", "true");
        return scala.collection.immutable.Map.from(scala.jdk.javaapi.CollectionConverters.asScala(options));
    }
}
