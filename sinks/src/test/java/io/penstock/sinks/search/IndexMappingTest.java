package io.penstock.sinks.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class IndexMappingTest {

    @Test
    void givesEachColumnAFieldByItsType() {
        assertThat(properties(
                        "t STRING, i INT, l BIGINT, s SMALLINT, b TINYINT, d DOUBLE, f FLOAT, n DECIMAL(9,2), o BOOLEAN, x BINARY,"
                                + " day DATE, at TIMESTAMP, local TIMESTAMP_NTZ, a ARRAY<INT>, m MAP<STRING,INT>,"
                                + " w STRUCT<start: TIMESTAMP, name: STRING>",
                        Map.of()))
                .isEqualTo(
                        """
                        {"t":{"type":"keyword","ignore_above":8191},"i":{"type":"integer"},"l":{"type":"long"},"s":{"type":"short"},\
                        "b":{"type":"byte"},"d":{"type":"double"},"f":{"type":"float"},"n":{"type":"double"},"o":{"type":"boolean"},\
                        "x":{"type":"binary"},"day":{"type":"date"},"at":{"type":"date"},"local":{"type":"date"},"a":{"type":"integer"},\
                        "m":{"type":"flat_object"},\
                        "w":{"properties":{"start":{"type":"date"},"name":{"type":"keyword","ignore_above":8191}}}}""");
    }

    @Test
    void takesTheFileByItsWord() {
        assertThat(properties("ip STRING, Message STRING", Map.of("ip", "ip", "message", "text")))
                .isEqualTo("{\"ip\":{\"type\":\"ip\"},\"Message\":{\"type\":\"text\"}}");
    }

    @Test
    void makesAPointOfLatitudeAndLongitude() {
        assertThat(properties("Lat DOUBLE, lng FLOAT", Map.of()))
                .isEqualTo(
                        "{\"Lat\":{\"type\":\"double\"},\"lng\":{\"type\":\"float\"},\"location\":{\"type\":\"geo_point\"}}");
        assertThat(IndexMapping.place(columns("latitude DECIMAL(9,6), longitude DECIMAL(9,6)")))
                .contains(new IndexMapping.Place("latitude", "longitude"));
        assertThat(IndexMapping.place(columns("lat DOUBLE, speed INT"))).isEmpty();
        assertThat(IndexMapping.place(columns("lat STRING, lon STRING"))).isEmpty();
        assertThat(IndexMapping.place(columns("lat DOUBLE, lon DOUBLE, location STRING")))
                .as("there is one already")
                .isEmpty();
    }

    @Test
    void saysWhatAnIndexCannotHold() {
        assertThat(IndexMapping.obstacle(DataType.fromDDL("INTERVAL DAY TO SECOND")))
                .isEqualTo("an index has no field for INTERVAL DAY TO SECOND");
        assertThat(IndexMapping.obstacle(DataType.fromDDL("ARRAY<STRUCT<a: INT, b: INTERVAL YEAR>>")))
                .isEqualTo("an index has no field for INTERVAL YEAR");
        assertThat(IndexMapping.obstacle(DataType.fromDDL("ARRAY<STRUCT<a: INT>>")))
                .isNull();
    }

    @Test
    void tellsFieldsOfAnotherTypeAndNotThoseThatCanBeAdded() {
        IndexSpec before = spec("t STRING, n INT, w STRUCT<a: INT>, gone INT", Map.of());
        IndexSpec after = spec("t STRING, n BIGINT, w STRUCT<a: STRING, b: INT>, more INT", Map.of("t", "text"));

        assertThat(IndexMapping.differences(IndexMapping.properties(before), IndexMapping.properties(after)))
                .containsExactly(
                        "field t is keyword, expected text",
                        "field n is integer, expected long",
                        "field w.a is integer, expected keyword");
    }

    private static String properties(String columns, Map<String, String> fields) {
        return IndexMapping.properties(spec(columns, fields)).toString();
    }

    private static IndexSpec spec(String columns, Map<String, String> fields) {
        return new IndexSpec("i", "p", "o", columns(columns), fields, null);
    }

    private static StructType columns(String ddl) {
        return StructType.fromDDL(ddl);
    }
}
