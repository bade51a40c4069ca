package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.cli.Typing.Typed;
import io.penstock.pipeline.ColumnCount;
import io.penstock.pipeline.CsvDecode;
import io.penstock.pipeline.Decode;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitCommandTest {

    /** Real files beside the checkout; they are not part of it. */
    private static final Path SHARED =
            Path.of("../../shared/data").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void writesACommentedFileThatValidates() throws IOException {
        Files.write(
                folder.resolve("Cab Rides.csv"),
                List.of("id,at,note", "1,2026-01-01T00:00:00Z,x", "2,2026-01-01T00:00:01Z,"));

        Typed typed = Typing.in(folder).type("init", "--from-file", "Cab Rides.csv", "--topic", "rides");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out())
                .isEqualTo(
                        "Wrote cab-rides.yaml: csv, 3 columns, event time at, guessed from 3 lines of Cab Rides.csv.%n"
                                .formatted());
        assertThat(typed.err()).isEqualTo("Look at it, then: penstock validate cab-rides.yaml%n".formatted());
        assertThat(Files.readString(folder.resolve("cab-rides.yaml")))
                .isEqualTo(
                        """
                # A guess from 3 lines of Cab Rides.csv, made by `penstock init`: read it, correct it.

                pipeline: cab-rides
                # owner: your-team

                sources:
                  cab-rides:
                    kafka:
                      topic: rides
                      # partitions: 2              # for a topic that Penstock is to create
                      # starting-offsets: latest   # instead of the earliest record
                    decode:
                      csv:
                        # NOT NULL: no record of the sample was without it; one that is becomes a dead letter.
                        schema: |-
                          id BIGINT NOT NULL,
                          at TIMESTAMP NOT NULL,
                          note STRING
                        timestamp-format: iso-8601
                        header: true
                    event-time: at
                    # expect:
                    #   - { name: has-id, check: id IS NOT NULL, on-violation: dead-letter }

                # views:
                #   some-rows: SELECT * FROM cab_rides WHERE id IS NOT NULL

                outputs:
                  cab-rides-table:
                    table: cab_rides
                    from: cab-rides
                    partition-by: [days(at)]

                # trigger: 5 seconds             # default: 1 second; available-now ends when all is read
                """);
        assertThat(PipelineLoader.load(folder.resolve("cab-rides.yaml")).problems())
                .isEmpty();
    }

    @Test
    void doesNotReplaceAFileUnasked() throws IOException {
        Files.write(folder.resolve("rides.csv"), List.of("1,a", "2,b"));
        Files.writeString(folder.resolve("rides.yaml"), "mine");

        Typed typed = Typing.in(folder).type("init", "--from-file", "rides.csv");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .isEqualTo(
                        "Cannot write the pipeline file, it is there already: rides.yaml%nReplace it with --force, or write another with --output-file%n"
                                .formatted());
        assertThat(folder.resolve("rides.yaml")).hasContent("mine");
    }

    @Test
    void refusesANameThatIsNone() throws IOException {
        Files.write(folder.resolve("rides.csv"), List.of("1,a"));

        Typed typed = Typing.in(folder).type("init", "--from-file", "rides.csv", "--name", "My_Rides");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .isEqualTo("Cannot name a pipeline 'My_Rides', use lower-case letters, digits and '-': my-rides%n"
                        .formatted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wikipedia-edit-events-2015/wikipedia-edits-2015-09-12-h00-14.ndjson.gz",
                "web-access-nasa-1995/nasa_19950701.tsv.gz",
                "snowplow-enriched-events/snowplow_web_events.csv.gz",
                "sf-cab-gps-2008/cab-gps-2008-05-20.csv.gz",
                "nyc-taxi-rides-2013/rides-part1.csv.gz",
                "otto-shop-sessions/sessions.jsonl",
                "nginx-plus-status/status-part1.ndjson.gz",
                "web-access-semicomplete-2015/access-2015-05-17-18.log.gz",
                "nyc-green-taxi-2025-11/green-2025-11-first-half.csv.gz",
                "lookup-ip-country-2013/GeoIPCountryWhois.csv.gz",
                "lookup-nyc-taxi-zones/taxi_zone_lookup.csv"
            })
    void theGuessOnARealFileValidates(String file) {
        assumeTrue(Files.exists(SHARED.resolve(file)), "the shared data is not here");

        assertThat(guessed(file).problems()).isEmpty();
    }

    @Test
    void knowsTheWikipediaEdits() {
        JsonDecode decode =
                (JsonDecode) decode("wikipedia-edit-events-2015/wikipedia-edits-2015-09-12-h00-14.ndjson.gz");

        assertThat(decode.timestampFormat()).isEqualTo("iso-8601");
        assertThat(decode.schema())
                .startsWith("time TIMESTAMP NOT NULL,\nchannel STRING NOT NULL,\ncityName STRING,")
                .contains("isAnonymous BOOLEAN NOT NULL", "metroCode BIGINT,", "delta BIGINT NOT NULL");
    }

    @Test
    void knowsTheWrongWidthsOfTheNasaLog() {
        CsvDecode decode = (CsvDecode) decode("web-access-nasa-1995/nasa_19950701.tsv.gz");

        assertThat(decode.delimiter()).isEqualTo("\t");
        assertThat(decode.header()).isTrue();
        assertThat(decode.columnCount()).isEqualTo(ColumnCount.ALLOW_EXTRA);
        assertThat(decode.timestampFormat()).isEqualTo("epoch-seconds");
        assertThat(decode.schema()).contains("time TIMESTAMP NOT NULL", "bytes BIGINT NOT NULL");
    }

    @Test
    void knowsTheQuotedJsonOfTheSnowplowEvents() {
        CsvDecode decode = (CsvDecode) decode("snowplow-enriched-events/snowplow_web_events.csv.gz");

        assertThat(decode.header()).isTrue();
        assertThat(decode.schema().lines()).hasSize(135);
        assertThat(decode.timestampFormat()).isEqualTo("yyyy-MM-dd HH:mm:ss.SSS");
    }

    private Decode decode(String file) {
        assumeTrue(Files.exists(SHARED.resolve(file)), "the shared data is not here");
        Pipeline pipeline = guessed(file).pipeline();
        assertThat(pipeline).isNotNull();
        return pipeline.sources().values().iterator().next().decode();
    }

    private LoadedPipeline guessed(String file) {
        Typed typed = Typing.in(folder)
                .type("init", "--from-file", SHARED.resolve(file).toString(), "--output-file", "guess.yaml");
        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        return PipelineLoader.load(folder.resolve("guess.yaml"));
    }
}
