package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarTypesTest {

    @ParameterizedTest
    @CsvSource({
        "TINYINT, -128, 127, -129, 128",
        "SMALLINT, -32768, 32767, -32769, 32768",
        "INT, -2147483648, 2147483647, -2147483649, 2147483648",
        "BIGINT, -9223372036854775808, 9223372036854775807, -9223372036854775809, 9223372036854775808",
    })
    void readsWholeNumbersUpToTheirLimits(String type, long min, long max, String below, String above) {
        Decoding decoding = Decoding.csv("n " + type);

        assertThat(((Number) decoding.value("" + min)).longValue()).isEqualTo(min);
        assertThat(((Number) decoding.value("" + max)).longValue()).isEqualTo(max);
        assertThat(decoding.reason(below)).isEqualTo("overflow: column 'n' does not fit " + type + ": '" + below + "'");
        assertThat(decoding.reason(above)).isEqualTo("overflow: column 'n' does not fit " + type + ": '" + above + "'");
    }

    @Test
    void readsWholeNumbersWithLeadingZerosAndMinusZero() {
        Decoding decoding = Decoding.csv("n BIGINT");

        assertThat(decoding.value("-0")).isEqualTo(0L);
        assertThat(decoding.value("007")).isEqualTo(7L);
        assertThat(decoding.value("000000000000000000000000000042")).isEqualTo(42L);
        assertThat(decoding.value("-000000000000000000009223372036854775808")).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "+1",
                "1.0",
                "1e3",
                " 1",
                "1 ",
                "0x1",
                "1_000",
                "abc",
                "٣",
                "--1",
                "1-",
                "NaN",
                "99999999999999999999x"
            })
    void rejectsWhatIsNoWholeNumber(String text) {
        assertThat(Decoding.csv("n BIGINT").reason(text))
                .isEqualTo("type: column 'n' is not a valid BIGINT: '" + text + "'");
    }

    @Test
    void rejectsTooLongNumbersAsOverflow() {
        assertThat(Decoding.csv("n BIGINT").reason("9".repeat(1000)))
                .isEqualTo("overflow: column 'n' does not fit BIGINT: '" + "9".repeat(39) + "…'");
        // wraps around to a positive number if nobody looks
        assertThat(Decoding.csv("n BIGINT").reason("36893488147419103233"))
                .isEqualTo("overflow: column 'n' does not fit BIGINT: '36893488147419103233'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-1.5",
                "0.1",
                "007.25",
                "1e5",
                "1E+5",
                "1.5e-5",
                "123456789012345678901234567890",
                "0.30000000000000004",
                "9007199254740993",
                "4.9e-324",
                "1.7976931348623157e308",
                "2.2250738585072011e-308",
                "179769313486231570000000000000000000000e270",
                "1e22",
                "1e23",
                "123456789e-22",
                "9007199254740992e22",
                "0.000000000000000000000000000000000000001e39"
            })
    void readsDoublesAsTheNearestOne(String text) {
        assertThat(Decoding.csv("d DOUBLE").value(text)).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-1.5",
                "0.1",
                "16777217",
                "3.4028235e38",
                "1.4e-45",
                "1e10",
                "1e11",
                "8589973000.0000001",
                "1.00000017881393432617187499",
                "1.00000017881393432617187501"
            })
    void readsFloatsAsTheNearestOneWithoutTheDetourOverDouble(String text) {
        assertThat(Decoding.csv("f FLOAT").value(text)).isEqualTo(Float.parseFloat(text));
    }

    @Test
    void rejectsFloatingPointNumbersThatWouldBecomeInfiniteOrZero() {
        assertThat(Decoding.csv("d DOUBLE").reason("1e400"))
                .isEqualTo("overflow: column 'd' does not fit DOUBLE: '1e400'");
        assertThat(Decoding.csv("d DOUBLE").reason("-1e-400"))
                .isEqualTo("overflow: column 'd' does not fit DOUBLE: '-1e-400'");
        assertThat(Decoding.csv("f FLOAT").reason("1e39")).isEqualTo("overflow: column 'f' does not fit FLOAT: '1e39'");
        assertThat(Decoding.csv("f FLOAT").reason("1e-50"))
                .isEqualTo("overflow: column 'f' does not fit FLOAT: '1e-50'");
        assertThat(Decoding.csv("d DOUBLE").reason("1e99999999999999999999"))
                .isEqualTo("overflow: column 'd' does not fit DOUBLE: '1e99999999999999999999'");
        assertThat(Decoding.csv("d DOUBLE").value("0e99999999999999999999")).isEqualTo(0.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                ".5",
                "5.",
                "+1",
                "1e",
                "1e+",
                "1.5.5",
                "1f",
                "1d",
                "0x1p3",
                "-",
                "1 ",
                "1e5.5"
            })
    void rejectsWhatIsNoFloatingPointNumber(String text) {
        assertThat(Decoding.csv("d DOUBLE").reason(text))
                .isEqualTo("type: column 'd' is not a valid DOUBLE: '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "'DECIMAL(5,2)', 123.45, 123.45",
        "'DECIMAL(5,2)', -123.4, -123.40",
        "'DECIMAL(5,2)', 1.500000, 1.50",
        "'DECIMAL(5,2)', 000999.99, 999.99",
        "'DECIMAL(5,2)', 1.2e2, 120.00",
        "'DECIMAL(5,2)', 12345e-2, 123.45",
        "'DECIMAL(5,2)', 0e999999999999, 0.00",
        "'DECIMAL(5,2)', -0.00, 0.00",
        "'DECIMAL(9,0)', 999999999, 999999999",
        "'DECIMAL(10,0)', -9999999999, -9999999999",
        "'DECIMAL(18,18)', 0.999999999999999999, 0.999999999999999999",
        "'DECIMAL(19,0)', 9999999999999999999, 9999999999999999999",
        "'DECIMAL(38,10)', -9999999999999999999999999999.9999999999, -9999999999999999999999999999.9999999999",
        "'DECIMAL(38,38)', 0.00000000000000000000000000000000000001, 0.00000000000000000000000000000000000001",
        "'DECIMAL(38,0)', 1e37, 10000000000000000000000000000000000000",
        "'DECIMAL(20,5)', 1, 1.00000",
    })
    void readsDecimalsExactly(String type, String text, BigDecimal expected) {
        assertThat(Decoding.csv("d " + type).value(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'DECIMAL(5,2)', 1000",
        "'DECIMAL(5,2)', -1000.005",
        "'DECIMAL(5,2)', 1e999999999999",
        "'DECIMAL(38,0)', 1e38",
        "'DECIMAL(3,3)', 1",
    })
    void rejectsDecimalsThatAreTooLarge(String type, String text) {
        assertThat(Decoding.csv("d " + type).reason(text))
                .isEqualTo("overflow: column 'd' does not fit " + type + ": '" + text + "'");
    }

    @Test
    void rejectsDecimalsRatherThanRoundThem() {
        Decoding decoding = Decoding.csv("d DECIMAL(5,2)");

        assertThat(decoding.reason("1.234"))
                .isEqualTo(
                        "overflow: column 'd' has more than 2 fraction digits, DECIMAL(5,2) cannot hold them: '1.234'");
        assertThat(decoding.reason("1e-999999999999"))
                .isEqualTo("overflow: column 'd' has more than 2 fraction digits, DECIMAL(5,2) cannot hold them:"
                        + " '1e-999999999999'");
        assertThat(decoding.reason("1,5".replace(',', ';')))
                .isEqualTo("type: column 'd' is not a valid DECIMAL(5,2): '1;5'");
    }

    @Test
    void readsBooleans() {
        Decoding decoding = Decoding.csv("b BOOLEAN");

        assertThat(decoding.value("true")).isEqualTo(true);
        assertThat(decoding.value("FALSE")).isEqualTo(false);
        assertThat(decoding.value("True")).isEqualTo(true);
        for (String text : new String[] {"1", "0", "yes", "t", "truee", "tru"}) {
            assertThat(decoding.reason(text)).isEqualTo("type: column 'b' is not a valid BOOLEAN: '" + text + "'");
        }
    }

    @Test
    void readsEveryDateOfTheYears1To9999() {
        Decoding decoding = Decoding.csv("d DATE");

        LocalDate end = LocalDate.of(10_000, 1, 1);
        for (LocalDate date = LocalDate.of(1, 1, 1); date.isBefore(end); date = date.plusDays(11)) {
            assertThat(decoding.value(date.toString())).isEqualTo((int) date.toEpochDay());
        }
        assertThat(decoding.value("9999-12-31"))
                .isEqualTo((int) LocalDate.of(9999, 12, 31).toEpochDay());
        assertThat(decoding.value("2024-02-29"))
                .isEqualTo((int) LocalDate.of(2024, 2, 29).toEpochDay());
        assertThat(decoding.value("2000-12-31"))
                .isEqualTo((int) LocalDate.of(2000, 12, 31).toEpochDay());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29",
                "1900-02-29",
                "2026-13-01",
                "2026-00-01",
                "2026-01-00",
                "2026-04-31",
                "0000-01-01",
                "26-01-01",
                "2026-1-1",
                "2026-01-01 ",
                "2026-01-01T00:00:00",
                "2026/01/01",
                "20260101",
                "-2026-01-01",
                "+2026-01-01"
            })
    void rejectsWhatIsNoDate(String text) {
        assertThat(Decoding.csv("d DATE").reason(text))
                .isEqualTo("type: column 'd' is not a valid DATE: '" + text + "'");
    }

    @Test
    void readsBinaryAsBase64() {
        Decoding decoding = Decoding.csv("b BINARY");

        assertThat(decoding.value("AP+A")).isEqualTo(new byte[] {0, -1, -128});
        assertThat(decoding.value("AA==")).isEqualTo(new byte[] {0});
        assertThat(decoding.value("\"\"")).isEqualTo(new byte[0]);
        for (String text : new String[] {"AA", "AA=", "AB==", "AP-A", "A", "AA==AA==", "é", "AP A"}) {
            assertThat(decoding.reason(text)).isEqualTo("type: column 'b' is not base64: '" + text + "'");
        }
    }
}
