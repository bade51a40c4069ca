package io.penstock.engine.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class GeoJsonTest {

    private static final StructType COLUMNS = GeoJson.columns(StructType.fromDDL("name STRING, size INT"));
    private static final String SQUARE = "[[[0,0],[2,0],[2,2],[0,2],[0,0]]]";

    @Test
    void givesARowForEachFeature() {
        List<String> rows = GeoJson.rows(
                collection(
                        "{'type':'Feature','properties':{'name':'a','size':7,'other':1},'geometry':{'type':'Polygon','coordinates':%s}}"
                                .formatted(SQUARE),
                        "{'type':'Feature','properties':{'name':null},'geometry':null}",
                        "{'type':'Feature','properties':{'name':'c'},'geometry':{'type':'MultiPolygon','coordinates':[%s,[[[5,5],[6,5],[6,6],[5,5]]]]}}"
                                .formatted(SQUARE)),
                COLUMNS);

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0))
                .startsWith(
                        "{\"name\":\"a\",\"size\":7,\"geometry\":{\"xmin\":0.0,\"ymin\":0.0,\"xmax\":2.0,\"ymax\":2.0,\"wkb\":\"");
        assertThat(rows.get(1)).isEqualTo("{\"name\":null}");
        assertThat(rows.get(2)).contains("\"xmin\":0.0,\"ymin\":0.0,\"xmax\":6.0,\"ymax\":6.0");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("{", "is not JSON, in line 1, column 2: Unexpected end-of-input"),
                Arguments.of("[]", "is no GeoJSON, it has no type"),
                Arguments.of("{\"type\":\"Feature\"}", "is a GeoJSON Feature, expected a FeatureCollection"),
                Arguments.of(feature("Point", "[1,1]"), "it has a Point, expected Polygon or MultiPolygon"),
                Arguments.of(feature("Polygon", "[]"), "it has a polygon without rings"),
                Arguments.of(
                        feature("Polygon", "[[[0,0],[1,0],[1,1],[0,1]]]"),
                        "it has a ring that is not closed, expected four or more positions of which the last is the first"),
                Arguments.of(
                        feature("Polygon", "[[[0,0],['x',0],[1,1],[0,0]]]"),
                        "it has a position that is not two numbers: [\"x\",0]"),
                Arguments.of(
                        feature("Polygon", "[[[37,-122],[38,-122],[38,-121],[37,-122]]]"),
                        "it has a position that is no longitude and latitude in degrees, in this order: 37.0, -122.0"),
                Arguments.of(
                        feature("Polygon", "[[[0,0],[2,2],[2,0],[0,2],[0,0]]]"),
                        "it is no area, self-intersection at 1.0, 1.0"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void saysWhatIsWrong(String document, String reason) {
        assertThatThrownBy(() -> GeoJson.rows(document, COLUMNS))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(reason);
    }

    @Test
    void namesTheFeatureThatIsBroken() {
        assertThatThrownBy(() -> GeoJson.rows(
                        collection(
                                "{'type':'Feature','properties':{'name':'a','size':1},'geometry':null}",
                                "{'type':'Feature','properties':{'name':'Mission'},'geometry':{'type':'Point','coordinates':[1,1]}}"),
                        COLUMNS))
                .hasMessage("has a fault in feature 2 ('Mission'), it has a Point, expected Polygon or MultiPolygon");
    }

    @Test
    void wantsEachPropertyOfTheSchemaOnce() {
        assertThatThrownBy(() -> GeoJson.rows(
                        collection("{'type':'Feature','properties':{'nmae':'a','size':1},'geometry':null}"), COLUMNS))
                .hasMessage("has no feature with a property 'name', which the schema names");
    }

    @Test
    void aPointIsWithinAnAreaButNotOnItsBoundary() throws ParseException {
        byte[] ring = wkb("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 3 1, 3 3, 1 3, 1 1))");

        assertThat(Areas.contain(ring, 0.5, 2)).isTrue();
        assertThat(Areas.contain(ring, 2, 2)).as("in the hole").isFalse();
        assertThat(Areas.contain(ring, 0, 2)).as("on the boundary").isFalse();
        assertThat(Areas.contain(ring, 0, 0)).as("on a corner").isFalse();
        assertThat(Areas.contain(ring, 5, 2)).isFalse();
        assertThat(Areas.contain(ring, Double.NaN, 2)).isFalse();
        assertThat(Areas.contain(wkb("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))"), 5.9, 5.5))
                .isTrue();
    }

    @Test
    void theAreasOfTheCabsExampleAreRight() throws IOException {
        String document = Files.readString(Path.of("../examples/cabs/areas.geojson"));

        assertThat(GeoJson.rows(document, GeoJson.columns(StructType.fromDDL("name STRING"))))
                .hasSize(13);
    }

    private static byte[] wkb(String text) throws ParseException {
        Geometry geometry = new WKTReader().read(text);
        return Areas.binary(Areas.checked(geometry));
    }

    private static String feature(String type, String coordinates) {
        return collection(
                "{'type':'Feature','properties':{'name':'a','size':1},'geometry':{'type':'%s','coordinates':%s}}"
                        .formatted(type, coordinates));
    }

    private static String collection(String... features) {
        return "{'type':'FeatureCollection','features':[%s]}"
                .formatted(String.join(",", features))
                .replace('\'', '"');
    }
}
