package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Decode;
import io.penstock.pipeline.RawDecode;
import io.penstock.pipeline.TextDecode;
import io.penstock.source.ColumnPlaces.Place;
import io.penstock.source.ColumnPlaces.Wanted;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColumnPlacesTest {

    private static final String CSV = "a STRING, b STRING, c STRING";

    @Test
    void replacesAFieldOfCsvAndLeavesTheRestByteByByte() {
        assertThat(replaced(new Decoding.CsvSpec(CSV).build(), 1, "x,10.0.0.1,\"z \"\"q\"\"\"\r\n"))
                .isEqualTo("x,<10.0.0.1>,\"z \"\"q\"\"\"\r\n");
        assertThat(replaced(new Decoding.CsvSpec(CSV).build(), 2, "\uFEFFx,y,z"))
                .isEqualTo("\uFEFFx,y,<z>");
        assertThat(replaced(new Decoding.CsvSpec(CSV).trimmed().build(), 0, "  x  ,y,z"))
                .isEqualTo("  <x>  ,y,z");
    }

    @Test
    void writesAFieldInQuotesAsItWasWritten() {
        assertThat(replaced(new Decoding.CsvSpec(CSV).build(), 1, "x,\"say \"\"hi\"\", é\",z"))
                .isEqualTo("x,\"<say \"\"hi\"\", é>\",z");
        assertThat(replaced(new Decoding.CsvSpec(CSV).escape("\\").build(), 1, "x,\"say \\\"hi\\\\\",z"))
                .isEqualTo("x,\"<say \\\"hi\\\\>\",z");
        assertThat(replaced(
                        new Decoding.CsvSpec(CSV).withoutQuote().escape("\\").build(), 1, "x,one\\, two,z"))
                .isEqualTo("x,<one\\, two>,z");
    }

    @Test
    void findsNothingWhereAColumnIsNullOrEmpty() {
        assertThat(replaced(new Decoding.CsvSpec(CSV).nullValue("NA").build(), 1, "x,NA,z"))
                .isEqualTo("x,NA,z");
        assertThat(replaced(new Decoding.CsvSpec(CSV).build(), 1, "x,,z")).isEqualTo("x,,z");
        assertThat(replaced(new Decoding.CsvSpec(CSV).build(), 1, "x,\"\",z")).isEqualTo("x,\"\",z");
    }

    @Test
    void replacesAStringOrANumberOfJson() {
        Decode json = Decoding.jsonSpec("ip STRING, n BIGINT, lat DOUBLE", Map.of("lat", "position.lat"));

        assertThat(replaced(json, 0, "{ \"n\" : 7, \"ip\": \"a\\u00e9\\\"b\", \"x\": [\"ip\"] }"))
                .isEqualTo("{ \"n\" : 7, \"ip\": \"<aé\\\"b>\", \"x\": [\"ip\"] }");
        assertThat(find(json, 1, "{\"n\":712}")).extracting(Place::text).containsExactly("712");
        assertThat(find(json, 2, "{\"position\":{\"lat\":-7.25e1,\"ip\":1},\"lat\":1}"))
                .singleElement()
                .satisfies(place -> {
                    assertThat(place.text()).isEqualTo("-7.25e1");
                    assertThat(place.from()).isEqualTo(19);
                    assertThat(place.to()).isEqualTo(26);
                });
        assertThat(replaced(json, 0, "{\"ip\":null,\"other\":{\"ip\":\"1\"},\"list\":[{\"ip\":\"2\"}]}"))
                .isEqualTo("{\"ip\":null,\"other\":{\"ip\":\"1\"},\"list\":[{\"ip\":\"2\"}]}");
    }

    @Test
    void replacesAFieldWithinAStruct() {
        Decode json = Decoding.jsonSpec("user STRUCT<id: BIGINT, name: STRING>", Map.of());
        ColumnPlaces places = places(json, new Wanted(0, List.of("name")));

        assertThat(replaced(places, "{\"user\":{\"name\":\"Bo\",\"id\":1},\"name\":\"x\"}"))
                .isEqualTo("{\"user\":{\"name\":\"<Bo>\",\"id\":1},\"name\":\"x\"}");
        assertThat(places.find("{\"user\":{\"name\":[\"Bo\"]}}".getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void replacesAGroupOfAPattern() {
        Decode text = new TextDecode(
                "(?<at>\\S+) (?<who>[^ ]*)(?: (?<note>.*))?", "at STRING, who STRING, note STRING", null, "-");

        assertThat(replaced(text, 1, "é é1 x\n")).isEqualTo("é <é1> x\n");
        assertThat(replaced(text, 1, "a - x")).isEqualTo("a - x");
        assertThat(replaced(text, 2, "a b")).isEqualTo("a b");
        assertThat(places(text, new Wanted(0, List.of())).find("x".getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void aRawValueIsReplacedAsAWhole() {
        assertThat(replaced(new RawDecode(), 1, "all, of it")).isEqualTo("<all, of it>");
        assertThat(places(new RawDecode(), new Wanted(1, List.of())).find(new byte[] {(byte) 0xff}))
                .isNull();
    }

    private static ColumnPlaces places(Decode decode, Wanted wanted) {
        return ColumnPlaces.of(
                new RecordSchema(decode, Map.of(), StructType.fromDDL(decode.schema())), List.of(wanted));
    }

    private static @Nullable List<Place> find(Decode decode, int column, String value) {
        return places(decode, new Wanted(column, List.of())).find(value.getBytes(StandardCharsets.UTF_8));
    }

    private static String replaced(Decode decode, int column, String value) {
        return replaced(places(decode, new Wanted(column, List.of())), value);
    }

    /** The value with the column's text in brackets. */
    private static String replaced(ColumnPlaces places, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream replaced = new ByteArrayOutputStream();
        int end = 0;
        for (Place place : places.find(bytes)) {
            replaced.writeBytes(Arrays.copyOfRange(bytes, end, place.from()));
            replaced.writeBytes(place.bytes("<" + place.text() + ">"));
            end = place.to();
        }
        replaced.writeBytes(Arrays.copyOfRange(bytes, end, bytes.length));
        return replaced.toString(StandardCharsets.UTF_8);
    }
}
