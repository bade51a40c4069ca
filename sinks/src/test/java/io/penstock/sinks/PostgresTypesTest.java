package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sinks.PostgresTypes.CopyBuffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values as COPY reads them; that PostgreSQL reads them so is tried with a real one in the engine's tests. */
class PostgresTypesTest {

    @Test
    void writesWhatCopyReads() {
        assertThat(copied(null, DataTypes.LongType)).isEqualTo("\\N");
        assertThat(copied(Long.MIN_VALUE, DataTypes.LongType)).isEqualTo("-9223372036854775808");
        assertThat(copied(text("a\tb\nc\rd\\e\\N é"), DataTypes.StringType)).isEqualTo("a\\tb\\nc\\rd\\\\e\\\\N é");
        assertThat(copied(new byte[] {0, 92, -1}, DataTypes.BinaryType)).isEqualTo("\\\\x005cff");
        assertThat(copied(true, DataTypes.BooleanType)).isEqualTo("t");
        assertThat(copied(Double.NaN, DataTypes.DoubleType)).isEqualTo("NaN");
        assertThat(copied(Double.NEGATIVE_INFINITY, DataTypes.DoubleType)).isEqualTo("-Infinity");
        assertThat(copied(
                        Decimal.apply(new BigDecimal("-12345678901234567890.12345"), 25, 5),
                        DataTypes.createDecimalType(25, 5)))
                .isEqualTo("-12345678901234567890.12345");
    }

    @Test
    void writesTimesOfAnyYear() {
        assertThat(copied(micros("2026-01-31T10:00:00.123456"), DataTypes.TimestampType))
                .isEqualTo("2026-01-31 10:00:00.123456+00");
        assertThat(copied(-1L, DataTypes.TimestampType)).isEqualTo("1969-12-31 23:59:59.999999+00");
        assertThat(copied(micros("+12026-01-31T10:00:00"), DataTypes.TimestampNTZType))
                .isEqualTo("12026-01-31 10:00:00.000000");
        assertThat(copied(micros("-0043-03-15T12:00:00"), DataTypes.TimestampType))
                .isEqualTo("0044-03-15 12:00:00.000000+00 BC");
        assertThat(copied((int) LocalDate.of(0, 12, 31).toEpochDay(), DataTypes.DateType))
                .isEqualTo("0001-12-31 BC");
        assertThat(copied((int) LocalDate.of(987, 6, 5).toEpochDay(), DataTypes.DateType))
                .isEqualTo("0987-06-05");
    }

    @Test
    void refusesWhatPostgresCannotStore() {
        assertThat(refusal(text("a\u0000b"), DataTypes.StringType))
                .isEqualTo("PostgreSQL stores no text with a zero byte");
        assertThat(refusal(UTF8String.fromBytes(new byte[] {(byte) 0xff}), DataTypes.StringType))
                .isEqualTo("PostgreSQL stores no text that is not UTF-8");
        assertThat(refusal(micros("-4713-11-23T23:59:59"), DataTypes.TimestampType))
                .isEqualTo("PostgreSQL stores no time that far away");
        assertThat(refusal(micros("-4713-11-24T00:00:00"), DataTypes.TimestampType))
                .isNull();
        assertThat(refusal(Integer.MAX_VALUE, DataTypes.DateType)).isEqualTo("PostgreSQL stores no time that far away");
        assertThat(refusal(text("ä"), DataTypes.StringType)).isNull();
        assertThat(refusal(null, DataTypes.StringType)).isNull();
    }

    @Test
    void takesAWiderColumnAndNoNarrowerOne() {
        assertThat(PostgresTypes.takes("bigint", DataTypes.IntegerType)).isTrue();
        assertThat(PostgresTypes.takes("integer", DataTypes.LongType)).isFalse();
        assertThat(PostgresTypes.takes("numeric", DataTypes.createDecimalType(10, 2)))
                .isTrue();
        assertThat(PostgresTypes.takes("numeric(9,2)", DataTypes.createDecimalType(10, 2)))
                .isFalse();
        assertThat(PostgresTypes.takes("character varying", DataTypes.StringType))
                .isTrue();
        assertThat(PostgresTypes.takes("character varying(10)", DataTypes.StringType))
                .isFalse();
        assertThat(PostgresTypes.takes("timestamp without time zone", DataTypes.TimestampType))
                .isFalse();
        assertThat(PostgresTypes.of(DataTypes.createArrayType(DataTypes.LongType)))
                .isNull();
    }

    private static UTF8String text(String value) {
        return UTF8String.fromString(value);
    }

    private static long micros(String time) {
        LocalDateTime parsed = LocalDateTime.parse(time);
        return parsed.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + parsed.getNano() / 1_000;
    }

    private static InternalRow row(@Nullable Object value) {
        return new GenericInternalRow(new Object[] {value});
    }

    private static String copied(@Nullable Object value, DataType type) {
        CopyBuffer buffer = new CopyBuffer();
        PostgresTypes.write(row(value), 0, type, buffer);
        return new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8);
    }

    private static @Nullable String refusal(@Nullable Object value, DataType type) {
        return PostgresTypes.refusal(row(value), 0, type);
    }
}
