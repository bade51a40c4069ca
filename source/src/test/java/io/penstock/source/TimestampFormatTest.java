package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.source.Decoding.CsvSpec;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampFormatTest {

    private static Decoding timestamp(String format) {
        return new CsvSpec("t TIMESTAMP").timestampFormat(format).delimiter("|").decoding();
    }

    private static Decoding local(String format) {
        return new CsvSpec("t TIMESTAMP_NTZ")
                .timestampFormat(format)
                .delimiter("|")
                .decoding();
    }

    private static long micros(String instant) {
        Instant parsed = Instant.parse(instant);
        return parsed.getEpochSecond() * 1_000_000 + parsed.getNano() / 1_000;
    }

    @ParameterizedTest
    @CsvSource({
        "epoch-seconds, 1700000000, 1700000000000000",
        "epoch-seconds, 1700000000.123456, 1700000000123456",
        "epoch-seconds, 1700000000.123456789, 1700000000123456",
        "epoch-seconds, 1.700000000123E9, 1700000000123000",
        "epoch-seconds, -1.5, -1500000",
        "epoch-seconds, -0.0000001, -1",
        "epoch-seconds, 00000000000000000000001, 1000000",
        "epoch-seconds, 0, 0",
        "epoch-seconds, -0, 0",
        "epoch-millis, 1700000000123, 1700000000123000",
        "epoch-millis, 1700000000123.5, 1700000000123500",
        "epoch-millis, -1, -1000",
        "epoch-millis, 1.700000000123E12, 1700000000123000",
        "epoch-micros, 1700000000123456, 1700000000123456",
        "epoch-micros, -1, -1",
        "epoch-micros, -1.001, -2",
    })
    void readsEpochs(String format, String text, long micros) {
        assertThat(timestamp(format).value(text)).isEqualTo(micros);
    }

    @Test
    void readsEpochsUpToTheYears1And9999() {
        long first = micros("0001-01-01T00:00:00Z");
        long last = micros("9999-12-31T23:59:59.999999Z");

        assertThat(timestamp("epoch-micros").value("" + first)).isEqualTo(first);
        assertThat(timestamp("epoch-micros").value("" + last)).isEqualTo(last);
        assertThat(timestamp("epoch-micros").reason("" + (first - 1)))
                .isEqualTo("overflow: column 't' is outside the years 0001 to 9999 as epoch-micros: '" + (first - 1)
                        + "'");
        assertThat(timestamp("epoch-micros").reason("" + (last + 1)))
                .isEqualTo(
                        "overflow: column 't' is outside the years 0001 to 9999 as epoch-micros: '" + (last + 1) + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "epoch-seconds, 1700000000123",
        "epoch-millis, 1700000000123456",
        "epoch-seconds, 9223372036854775807",
        "epoch-micros, 99999999999999999999",
        "epoch-millis, 1e300",
        "epoch-seconds, -99999999999999999999999999",
    })
    void rejectsEpochsOfAnotherUnitOrTooLarge(String format, String text) {
        assertThat(timestamp(format).reason(text))
                .isEqualTo("overflow: column 't' is outside the years 0001 to 9999 as " + format + ": '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2026-01-31T00:00:00Z", "+1", " 1", "1L", "-", "1."})
    void rejectsWhatIsNoEpoch(String text) {
        assertThat(timestamp("epoch-millis").reason(text))
                .isEqualTo("type: column 't' is not epoch-millis: '" + text + "'");
    }

    @Test
    void rejectsEpochsFinerThanANanosecond() {
        assertThat(timestamp("epoch-seconds").reason("1.0000000001"))
                .isEqualTo("overflow: column 't' is finer than a nanosecond: '1.0000000001'");
        assertThat(timestamp("epoch-millis").reason("1e-999999999"))
                .isEqualTo("overflow: column 't' is finer than a nanosecond: '1e-999999999'");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T23:59:59Z, 2026-01-31T23:59:59Z",
        "2026-01-31 23:59:59Z, 2026-01-31T23:59:59Z",
        "2026-01-31T23:59Z, 2026-01-31T23:59:00Z",
        "2026-01-31T23:59:59.5Z, 2026-01-31T23:59:59.5Z",
        "'2026-01-31T23:59:59,123Z', 2026-01-31T23:59:59.123Z",
        "2026-01-31T23:59:59.123456789Z, 2026-01-31T23:59:59.123456Z",
        "2026-01-31T23:59:59+01:30, 2026-01-31T22:29:59Z",
        "2026-01-31T23:59:59-0800, 2026-02-01T07:59:59Z",
        "2026-01-31T23:59:59+05, 2026-01-31T18:59:59Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
        "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
    })
    void readsIso8601(String text, String instant) {
        assertThat(new CsvSpec("t TIMESTAMP").delimiter("|").decoding().value(text))
                .isEqualTo(micros(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T23:60:00Z",
                "2026-12-31T23:59:60Z",
                "2026-01-31",
                "2026-01-31TZ",
                "2026-01-31T23Z",
                "2026-01-31T23:59:59.Z",
                "2026-01-31T23:59:59.1234567890Z",
                "2026-01-31T23:59:59+19:00",
                "2026-01-31T23:59:59+01:60",
                "2026-01-31T23:59:59+1",
                "2026-01-31T23:59:59 UTC",
                "2026-01-31T23:59:59ZZ",
                "2026-01-31T23:59:59z",
                "2026-01-31t23:59:59Z",
                "20260131T235959Z",
                "1700000000"
            })
    void rejectsWhatIsNotIso8601(String text) {
        assertThat(timestamp("iso-8601").reason(text)).isEqualTo("type: column 't' is not iso-8601: '" + text + "'");
    }

    @Test
    void wantsAnOffsetForATimestampAndNoneForALocalOne() {
        assertThat(timestamp("iso-8601").reason("2026-01-31T23:59:59"))
                .isEqualTo(
                        "type: column 't' has no offset, expected Z or such as +01:00 at its end: '2026-01-31T23:59:59'");
        assertThat(local("iso-8601").value("2026-01-31T23:59:59")).isEqualTo(micros("2026-01-31T23:59:59Z"));
        assertThat(local("iso-8601").reason("2026-01-31T23:59:59+01:00"))
                .isEqualTo(
                        "type: column 't' has an offset, which TIMESTAMP_NTZ would lose: '2026-01-31T23:59:59+01:00'");
        assertThat(timestamp("iso-8601").reason("9999-12-31T23:59:59-01:00"))
                .isEqualTo("overflow: column 't' is outside the years 0001 to 9999: '9999-12-31T23:59:59-01:00'");
    }

    @ParameterizedTest
    @CsvSource({
        "yyyy-MM-dd HH:mm:ss, 2026-01-31 23:59:59, 2026-01-31T23:59:59Z",
        "uuuu-MM-dd HH:mm:ss.SSS, 2026-01-31 23:59:59.123, 2026-01-31T23:59:59.123Z",
        "dd/MMM/yyyy:HH:mm:ss Z, 31/Jan/2026:23:59:59 -0700, 2026-02-01T06:59:59Z",
        "yyyyMMdd, 20260131, 2026-01-31T00:00:00Z",
        "MM/dd/yyyy hh:mm a, 01/31/2026 11:59 PM, 2026-01-31T23:59:00Z",
        "yyyy-MM-dd HH:mm:ss VV, 2026-07-31 12:00:00 America/New_York, 2026-07-31T16:00:00Z",
        "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX, 2026-01-31T23:59:59.123456789+01:00, 2026-01-31T22:59:59.123456Z",
        "yyyy-MM-dd HH, 2026-01-31 23, 2026-01-31T23:00:00Z",
    })
    void readsPatterns(String pattern, String text, String instant) {
        assertThat(timestamp(pattern).value(text)).isEqualTo(micros(instant));
    }

    @ParameterizedTest
    @CsvSource({
        "yyyy-MM-dd HH:mm:ss, 2026-02-30 00:00:00",
        "yyyy-MM-dd HH:mm:ss, 2026-01-31T00:00:00",
        "yyyy-MM-dd HH:mm:ss, 2026-01-31 24:00:00",
        "yyyy-MM-dd HH:mm:ss, 2026-01-31 00:00:00Z",
        "yyyy-MM-dd HH:mm:ss VV, 2026-03-08 02:30:00 America/New_York",
        "yyyy-MM-dd HH:mm:ss VV, 2026-11-01 01:30:00 America/New_York",
        "yyyy-MM-dd HH:mm:ss[XXX], 2026-01-31 00:00:00",
    })
    void rejectsWhatDoesNotMatchThePattern(String pattern, String text) {
        assertThat(timestamp(pattern).reason(text))
                .isEqualTo("type: column 't' does not match the timestamp-format " + pattern + ": '" + text + "'");
    }

    @Test
    void readsEachTextAsItselfWhateverCameBefore() {
        Decoding hours = timestamp("yyyy-MM-dd HH");

        assertThat(hours.value("2026-01-31 23")).isEqualTo(micros("2026-01-31T23:00:00Z"));
        assertThat(hours.value("2026-01-31 23")).isEqualTo(micros("2026-01-31T23:00:00Z"));
        assertThat(hours.value("2026-01-31 22")).isEqualTo(micros("2026-01-31T22:00:00Z"));
        assertThat(hours.reason("2026-01-31 2"))
                .isEqualTo("type: column 't' does not match the timestamp-format yyyy-MM-dd HH: '2026-01-31 2'");
        assertThat(hours.value("2026-01-31 22")).isEqualTo(micros("2026-01-31T22:00:00Z"));
    }

    @Test
    void rejectsPatternsTextOutsideTheRange() {
        assertThat(timestamp("y-MM-dd").reason("10000-01-01"))
                .isEqualTo("overflow: column 't' is outside the years 0001 to 9999: '10000-01-01'");
        assertThat(timestamp("y-MM-dd").reason("999999999-01-01"))
                .isEqualTo("overflow: column 't' is outside the years 0001 to 9999: '999999999-01-01'");
        assertThat(timestamp("y-MM-dd").reason("9".repeat(1000)))
                .isEqualTo("type: column 't' does not match the timestamp-format y-MM-dd: '" + "9".repeat(39) + "…'");
    }

    @Test
    void readsEpochsAndPatternsIntoLocalTimestampsAsUtc() {
        assertThat(local("epoch-millis").value("1700000000123")).isEqualTo(1_700_000_000_123_000L);
        assertThat(local("yyyy-MM-dd HH:mm").value("2026-01-31 23:59")).isEqualTo(micros("2026-01-31T23:59:00Z"));
    }

    @Test
    void namesTheFormatOfAnEmptyQuotedField() {
        assertThat(timestamp("epoch-millis").reason("\"\""))
                .isEqualTo("type: column 't' is empty, expected epoch-millis");
        assertThat(timestamp("iso-8601").reason("\"\"")).isEqualTo("type: column 't' is empty, expected iso-8601");
        assertThat(timestamp("yyyyMMdd").reason("\"\""))
                .isEqualTo("type: column 't' is empty, expected the timestamp-format yyyyMMdd");
    }
}
