package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.ColumnCount;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.TextDecode;
import io.penstock.pipeline.UnknownFields;
import io.penstock.source.Decoding.CsvSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Real events, a line a record: every one of them is read, or rejected for what is really wrong with it. */
class SharedDataTest {

    private static final String ROWS = "rows";

    @Test
    void readsWikipediaEdits() throws IOException {
        Decoding edits = Decoding.of(new JsonDecode(
                "time TIMESTAMP NOT NULL, channel STRING, cityName STRING, comment STRING, countryIsoCode STRING,"
                        + " countryName STRING, isAnonymous BOOLEAN, isMinor BOOLEAN, isNew BOOLEAN, isRobot BOOLEAN,"
                        + " isUnpatrolled BOOLEAN, metroCode INT, namespace STRING, page STRING, regionIsoCode STRING,"
                        + " regionName STRING, user STRING NOT NULL, delta INT, added INT, deleted INT",
                "iso-8601",
                Map.of(),
                UnknownFields.REJECT));

        assertThat(counts(edits, "wikipedia-edit-events-2015/wikipedia-edits-2015-09-12-h00-14.ndjson.gz"))
                .isEqualTo(Map.of(ROWS, 22_122));
    }

    @Test
    void readsRowsThatAreWiderThanTheirHeader() throws IOException {
        CsvSpec requests = new CsvSpec("host STRING, logname STRING, time TIMESTAMP, method STRING, url STRING,"
                        + " response SMALLINT, bytes BIGINT")
                .timestampFormat("epoch-seconds")
                .delimiter("\t")
                .withoutQuote()
                .withHeader();
        String log = "web-access-nasa-1995/nasa_19950701.tsv.gz";

        assertThat(counts(requests.columnCount(ColumnCount.ALLOW_EXTRA).decoding(), log))
                .isEqualTo(Map.of("header: is the line of column names", 1, ROWS, 9_999));
        assertThat(counts(requests.columnCount(ColumnCount.STRICT).decoding(), log))
                .isEqualTo(Map.of(
                        "header: is the line of column names", 1,
                        "column-count: has 9 columns, expected 7", 9_999));
    }

    @Test
    void readsJsonInsideQuotedFields() throws IOException {
        List<byte[]> lines = SharedData.lines("snowplow-enriched-events/snowplow_web_events.csv.gz");
        String names = new String(lines.get(0), StandardCharsets.UTF_8).strip();
        String schema = Arrays.stream(names.split(","))
                .map(name -> name + (name.endsWith("_tstamp") ? " TIMESTAMP" : " STRING"))
                .collect(Collectors.joining(", "));
        Decoding events = new CsvSpec(schema)
                .timestampFormat("yyyy-MM-dd HH:mm:ss[.SSS]")
                .withHeader()
                .decoding();

        assertThat(counts(events, lines)).isEqualTo(Map.of("header: is the line of column names", 1, ROWS, 160));
    }

    @Test
    void readsTaxiTripsWithMissingValues() throws IOException {
        Decoding trips = new CsvSpec(
                        "VendorID INT, lpep_pickup_datetime TIMESTAMP_NTZ, lpep_dropoff_datetime TIMESTAMP_NTZ,"
                                + " store_and_fwd_flag STRING, RatecodeID INT, PULocationID INT, DOLocationID INT,"
                                + " passenger_count INT, trip_distance DOUBLE, fare_amount DECIMAL(10,2), extra DECIMAL(10,2),"
                                + " mta_tax DECIMAL(10,2), tip_amount DECIMAL(10,2), tolls_amount DECIMAL(10,2),"
                                + " ehail_fee DECIMAL(10,2), improvement_surcharge DECIMAL(10,2), total_amount DECIMAL(10,2),"
                                + " payment_type INT, trip_type INT, congestion_surcharge DECIMAL(10,2),"
                                + " cbd_congestion_fee DECIMAL(10,2)")
                .withHeader()
                .decoding();

        assertThat(counts(trips, "nyc-green-taxi-2025-11/green-2025-11-first-half.csv.gz"))
                .isEqualTo(Map.of("header: is the line of column names", 1, ROWS, 23_800));
    }

    @Test
    void readsAnAccessLogOfApache() throws IOException {
        Decoding requests = Decoding.of(new TextDecode("apache-combined", null, null, null));

        assertThat(counts(requests, "web-access-semicomplete-2015/access-2015-05-17-18.log.gz"))
                .isEqualTo(Map.of(ROWS, 4_525));
    }

    @Test
    void readsNestedShopSessions() throws IOException {
        Decoding sessions = Decoding.of(new JsonDecode(
                "session BIGINT, events ARRAY<STRUCT<aid: BIGINT, ts: TIMESTAMP, type: STRING>>",
                "epoch-millis",
                Map.of(),
                UnknownFields.REJECT));
        int events = 0;
        for (byte[] line : SharedData.lines("otto-shop-sessions/sessions.jsonl")) {
            events += ((List<?>) ((List<?>) sessions.decode(line)).get(1)).size();
        }

        assertThat(events).isEqualTo(862);
    }

    private static Map<String, Integer> counts(Decoding decoding, String file) throws IOException {
        return counts(decoding, SharedData.lines(file));
    }

    private static Map<String, Integer> counts(Decoding decoding, List<byte[]> lines) {
        Map<String, Integer> counts = new TreeMap<>();
        for (byte[] line : lines) {
            String what = decoding.decode(line) instanceof Rejection rejection
                    ? rejection.rule() + ": " + rejection.reason()
                    : ROWS;
            counts.merge(what, 1, Integer::sum);
        }
        return counts;
    }
}
