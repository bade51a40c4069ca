package io.penstock.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {

    private static final int RECORDS = 20_000;

    @ParameterizedTest
    @ValueSource(strings = {"csv4", "csv10", "json", "access-log", "windowed"})
    void parserMakesTheGeneratorsRowOfEveryGoodRecordAndRefusesEveryBadOne(String name) {
        Workload workload = Workload.named(name);
        Encoder encoder = workload.encoder();
        Workload.Rows rows = workload.rows();
        RecordParser parser = RecordParser.of(workload);

        for (long i = 0; i < RECORDS; i++) {
            byte[] record = encoder.record(i);
            Collected parsed = new Collected(workload.columns().size());
            Object[] expected = rows.row(i);
            String text = new String(record, StandardCharsets.UTF_8);
            assertThat(parser.parse(record, parsed)).as(text).isEqualTo(expected != null);
            if (expected != null) {
                assertThat(parsed.values).as(text).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv4", "csv10", "json", "access-log", "windowed"})
    void oneRecordInAHundredIsBad(String name) {
        long good = Workload.named(name).goodRecords(RECORDS);

        assertThat(good).isBetween(RECORDS - 250L, RECORDS - 150L);
        Workload.Rows rows = Workload.named(name).rows();
        assertThat(LongStream.range(0, RECORDS).filter(i -> rows.row(i) != null).count())
                .isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource({"csv4, 55, 65", "csv10, 110, 130", "json, 280, 330", "access-log, 180, 240", "windowed, 24, 27"})
    void recordsHaveTheSizeThatTheWorkloadPromises(String name, int atLeast, int atMost) {
        Encoder encoder = Workload.named(name).encoder();

        double average = LongStream.range(0, RECORDS)
                .mapToInt(i -> encoder.record(i).length)
                .average()
                .orElseThrow();

        assertThat(average).isBetween((double) atLeast, (double) atMost);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "csv4 | 1790000000000,7,/shop/",
                "csv10 | 2026-09-21T14:13:20.021Z,7,customer ",
                "json | {\"device\":{\"model\":\"T-2000\",\"firmware\":\"4.11.2\"},\"cab\":\"cab-",
                "access-log | 10.",
                "windowed | 17900000"
            })
    void recordsLookLikeThis(String name, String beginning) {
        byte[] record = Workload.named(name).encoder().record(7);

        assertThat(new String(record, StandardCharsets.UTF_8)).startsWith(beginning);
    }

    @Test
    void countsAreThoseOfMinutesThatAreOver() {
        Workload windowed = Workload.named("windowed");

        // the newest event is 30 s ahead of the first minute's events, and the watermark a minute behind it
        assertThat(windowed.resultRows(1_400_000)).isZero();
        assertThat(windowed.resultRows(1_600_000)).isBetween(300_000L, 700_000L);
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Workload.named("csv5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot find the workload, it does not exist: csv5");
    }

    private static final class Collected implements ParsedRow {

        private final Object[] values;

        Collected(int columns) {
            values = new Object[columns];
        }

        @Override
        public void timestamp(int column, long epochMillis) {
            values[column] = epochMillis;
        }

        @Override
        public void number(int column, long value) {
            values[column] = value;
        }

        @Override
        public void decimal(int column, double value) {
            values[column] = value;
        }

        @Override
        public void text(int column, byte[] bytes, int from, int length) {
            values[column] = new String(bytes, from, length, StandardCharsets.UTF_8);
        }
    }
}
