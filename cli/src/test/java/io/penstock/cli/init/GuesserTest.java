package io.penstock.cli.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cli.CommandException;
import io.penstock.cli.produce.Generator;
import io.penstock.cli.produce.Records;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuesserTest {

    @Test
    void readsTheClassicClicks() {
        Guess guess = guess(
                "1700000000000,1,www.example7.com,192.168.2.3",
                "1700000000120,2,www.example254.com,192.168.2.0",
                "1700000000120,3,www.example0.com,192.168.2.9");

        assertThat(guess.format()).isEqualTo("csv");
        assertThat(columns(guess))
                .containsExactly(
                        "column_1 TIMESTAMP NOT NULL",
                        "column_2 BIGINT NOT NULL",
                        "column_3 STRING",
                        "column_4 STRING");
        assertThat(guess.timestampFormat()).isEqualTo("epoch-millis");
        assertThat(guess.eventTime()).isEqualTo("column_1");
        assertThat(guess.settings()).isEmpty();
    }

    @Test
    void takesNamesFromAHeader() {
        Guess guess = guess("id,Zone,when", "1,Newark,2026-01-02T03:04:05Z", "2,Queens,2026-01-02T03:04:06.5+01:00");

        assertThat(columns(guess)).containsExactly("id BIGINT NOT NULL", "Zone STRING", "when TIMESTAMP NOT NULL");
        assertThat(guess.timestampFormat()).isEqualTo("iso-8601");
        assertThat(guess.settings()).containsExactly(Map.entry("header", "true"));
    }

    @Test
    void aFirstLineOfDataIsNoHeader() {
        Guess guess = guess("ann,red", "bob,blue", "ann,green");

        assertThat(columns(guess)).containsExactly("column_1 STRING", "column_2 STRING");
    }

    @Test
    void aHeaderThatCannotBeUsedIsMentioned() {
        Guess guess = guess("id,id,_file", "1,2,a", "3,4,b");

        assertThat(columns(guess)).containsExactly("id BIGINT NOT NULL", "id_2 BIGINT NOT NULL", "column_file STRING");
        assertThat(guess.settings()).isEmpty();
        assertThat(guess.notes())
                .containsExactly(
                        "The line of column names could not be used as it is: as a record it becomes a dead letter.");
    }

    @Test
    void findsDelimiterAndQuotes() {
        assertThat(guess("a\tb\t1", "c\td\t2").settings()).containsEntry("delimiter", "\"\\t\"");
        assertThat(guess("1;\"x;y\"", "2;\"a \"\"b\"\"\"").settings()).containsOnly(Map.entry("delimiter", "\";\""));
        assertThat(guess("1|it's", "2|5\" long").settings())
                .containsEntry("delimiter", "\"|\"")
                .containsEntry("quote", "none");
        assertThat(guess("1,'a,b'", "2,'c'").settings()).containsEntry("quote", "\"'\"");
        assertThat(guess("1,\"say \\\"x\\\", now\"", "2,\"c\"").settings()).containsEntry("escape", "'\\'");
        assertThat(guess("1, 2, x", "3, 4, y").settings()).containsEntry("trim", "true");
    }

    @Test
    void emptyFieldsBehindTheLastColumnAreAllowedFor() {
        Guess guess = guess("host\tbytes", "a\t1\t\t", "b\t2\t\t");

        assertThat(columns(guess)).containsExactly("host STRING", "bytes BIGINT NOT NULL");
        assertThat(guess.settings()).containsEntry("column-count", "allow-extra");
    }

    @Test
    void aWordThatStandsForNullIsFound() {
        Guess guess = guess("a,1", "b,-", "c,3");

        assertThat(columns(guess)).containsExactly("column_1 STRING", "column_2 BIGINT");
        assertThat(guess.settings()).containsEntry("null-value", "'-'");
    }

    @Test
    void textThatOnlyLooksLikeANumberStaysText() {
        Guess guess = guess("01234,99999999999999999999,1.0,NaN", "02345,1,2,1.5");

        assertThat(columns(guess))
                .containsExactly("column_1 STRING", "column_2 STRING", "column_3 DOUBLE NOT NULL", "column_4 STRING");
    }

    @Test
    void aFewBadValuesDoNotDecideTheType() {
        List<byte[]> records = new ArrayList<>();
        Generator events = new Generator(1_000, 0.02, 5, InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L)));
        for (Records.Outgoing event = events.next(); event != null; event = events.next()) {
            records.add(event.value());
        }

        Guess guess = Guesser.guess(records);

        assertThat(columns(guess))
                .containsExactly(
                        "column_1 TIMESTAMP NOT NULL",
                        "column_2 BIGINT NOT NULL",
                        "column_3 STRING",
                        "column_4 STRING");
        assertThat(guess.notes())
                .containsExactly(
                        "Some records have another number of fields than 4; they become dead letters.",
                        "A few values are not of their column's type and become dead letters: column_2.");
    }

    @Test
    void emptyQuotedFieldsAreText() {
        Guess guess = guess("1,\"2\"", "2,\"\"");

        assertThat(columns(guess)).containsExactly("column_1 BIGINT NOT NULL", "column_2 STRING");
    }

    @Test
    void timesWithoutAZoneHaveAPattern() {
        Guess guess = guess("at,x", "2013-01-01 00:00:00.123,1", "2013-01-01 00:00:01.456,2");

        assertThat(guess.timestampFormat()).isEqualTo("yyyy-MM-dd HH:mm:ss.SSS");
        assertThat(guess.eventTime()).isEqualTo("at");
        assertThat(guess("at,x", "2013-01-01 00:00:00.1,1", "2013-01-01 00:00:01.456,2")
                        .columns()
                        .get(0)
                        .type())
                .as("several lengths of the fraction have no pattern")
                .isEqualTo("TIMESTAMP_NTZ");
    }

    @Test
    void ofSeveralTimeFormatsTheEventTimesIsTaken() {
        Guess guess = guess(
                "{\"loaded\":\"2026-01-01 00:00:00\",\"time\":\"2026-01-01T00:00:00Z\",\"ts\":1700000000}",
                "{\"loaded\":\"2026-01-01 00:00:01\",\"time\":\"2026-01-01T00:00:01Z\",\"ts\":1700000001}");

        assertThat(columns(guess))
                .containsExactly("loaded TIMESTAMP_NTZ NOT NULL", "time TIMESTAMP NOT NULL", "ts BIGINT NOT NULL");
        assertThat(guess.timestampFormat()).isEqualTo("iso-8601");
    }

    @Test
    void numbersAreTimesOnlyWhenTheyLookAndSoundLikeIt() {
        assertThat(guess("id,price", "1700000000,5", "1600000000,6").timestampFormat())
                .isNull();
        assertThat(guess("id,time", "1,804571201", "2,804571206").timestampFormat())
                .isEqualTo("epoch-seconds");
        assertThat(guess("id,time", "1,5", "2,6").timestampFormat()).isNull();
    }

    @Test
    void takesJsonObjectsApart() {
        Guess guess = guess(
                "{\"id\":1,\"page\":{\"url\":\"a\"},\"referrer\":{\"url\":null},\"geo\":{\"lat\":1.5,\"lon\":2}}",
                "{\"id\":2,\"page\":{\"url\":\"b\"},\"referrer\":{\"url\":\"c\"},\"geo\":{\"lat\":1,\"lon\":3}}");

        assertThat(guess.format()).isEqualTo("json");
        assertThat(columns(guess))
                .containsExactly(
                        "id BIGINT NOT NULL",
                        "page_url STRING NOT NULL",
                        "referrer_url STRING",
                        "lat DOUBLE NOT NULL",
                        "lon BIGINT NOT NULL");
        assertThat(guess.columns())
                .extracting(Guess.Column::path)
                .containsExactly(null, "page.url", "referrer.url", "geo.lat", "geo.lon");
    }

    @Test
    void arraysAndMapsStayWhole() {
        Guess guess = guess(
                "{\"tags\":[\"a\"],\"events\":[{\"aid\":1,\"type\":\"x\"}],\"zones\":{\"a.b\":{\"n\":1},\"c.d\":{\"n\":2}}}",
                "{\"tags\":[],\"events\":[],\"zones\":{}}");

        assertThat(columns(guess))
                .containsExactly(
                        "tags ARRAY<STRING> NOT NULL",
                        "events ARRAY<STRUCT<aid: BIGINT, type: STRING>> NOT NULL",
                        "zones MAP<STRING, STRUCT<n: BIGINT>> NOT NULL");
    }

    @Test
    void namesThatSqlCannotTellApartAreNumbered() {
        Guess guess = guess("{\"Id\":1,\"id\":2,\"a-b\":3}", "{\"Id\":1,\"id\":2,\"a-b\":3}");

        assertThat(guess.columns()).extracting(Guess.Column::name).containsExactly("Id", "id_2", "a_b");
        assertThat(guess.columns()).extracting(Guess.Column::path).containsExactly(null, "id", "a-b");
    }

    @Test
    void whatCannotBeKnownIsNoted() {
        Guess guess = guess("{\"a\":null,\"b\":1,\"c.d\":1}", "{\"b\":\"x\",\"c.d\":1}", "{\"b\":\"x\",\"c.d\":1}");

        assertThat(columns(guess)).containsExactly("a STRING", "b STRING NOT NULL");
        assertThat(guess.notes())
                .containsExactly(
                        "Left out, since no path can name them: c.d.",
                        "Always null in the sample, so STRING is a guess: a.",
                        "Of several kinds in the sample; records with the rarer kind become dead letters: b.");
    }

    @Test
    void aFewBadRecordsDoNotSpoilTheGuess() {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            records.add(("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8));
        }
        records.add(new byte[] {(byte) 0xff});
        records.add(new byte[0]);
        records.add("{broken".getBytes(StandardCharsets.UTF_8));

        assertThat(columns(Guesser.guess(records))).containsExactly("n BIGINT NOT NULL");
    }

    @Test
    void nothingToGuessFromIsSaid() {
        assertThatThrownBy(() -> Guesser.guess(List.of()))
                .isInstanceOf(CommandException.class)
                .hasMessage("Cannot guess a format, there are no records");
        assertThatThrownBy(() -> Guesser.guess(List.of(new byte[] {(byte) 0xff})))
                .isInstanceOf(CommandException.class)
                .hasMessage("Cannot guess a format, the records are no UTF-8 text");
    }

    private static Guess guess(String... records) {
        return Guesser.guess(Arrays.stream(records)
                .map(record -> record.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    private static List<String> columns(Guess guess) {
        return guess.columns().stream().map(Ddl::column).toList();
    }
}
