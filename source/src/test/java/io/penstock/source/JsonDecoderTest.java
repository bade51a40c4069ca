package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.UnknownFields;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDecoderTest {

    private static Decoding json(String schema, String timestampFormat) {
        return Decoding.of(new JsonDecode(schema, timestampFormat, Map.of(), UnknownFields.IGNORE));
    }

    private static Decoding rejectingUnknown(String schema, Map<String, String> paths) {
        return Decoding.of(new JsonDecode(schema, null, paths, UnknownFields.REJECT));
    }

    @Test
    void readsAnEventInAnyOrderOfItsFields() {
        Decoding decoding =
                json("id BIGINT, url STRING, ok BOOLEAN, price DECIMAL(10,2), at TIMESTAMP", "epoch-millis");

        assertThat(decoding.decode(" {\"ok\": true, \"at\": 1700000000123, \"other\": [1, {\"id\": 2}],"
                        + " \"url\": \"a\\u00e9\\n\\ud83d\\ude00漢\", \"price\": 12.5, \"id\": 7 }\n"))
                .isEqualTo(List.of(7L, "aé\n😀漢", true, new BigDecimal("12.50"), 1_700_000_000_123_000L));
    }

    @Test
    void readsARangeOfTheArray() {
        byte[] bytes = "}}{\"n\":5}{{".getBytes(StandardCharsets.UTF_8);

        assertThat(Decoding.json("n INT").decode(bytes, 2, 7)).isEqualTo(List.of(5));
    }

    @Test
    void takesNullAndMissingFieldsAsNull() {
        Decoding decoding = Decoding.json("a STRING, n INT, l ARRAY<INT>, s STRUCT<x: INT>, m MAP<STRING, INT>");

        assertThat(decoding.decode("{}")).isEqualTo(Arrays.asList(null, null, null, null, null));
        assertThat(decoding.decode("{\"a\":null,\"n\":null,\"l\":null,\"s\":null,\"m\":null}"))
                .isEqualTo(Arrays.asList(null, null, null, null, null));
        assertThat(decoding.decode("{\"a\":\"\",\"l\":[],\"s\":{},\"m\":{}}"))
                .isEqualTo(Arrays.asList("", null, List.of(), Arrays.asList((Object) null), Map.of()));
    }

    @Test
    void rejectsNullAndMissingFieldsWhereNotAllowed() {
        Decoding decoding = Decoding.json("n INT NOT NULL, s STRUCT<x: INT NOT NULL>");

        assertThat(decoding.reason("{\"n\":null}")).isEqualTo("null: column 'n' is NULL, but declared NOT NULL");
        assertThat(decoding.reason("{\"m\":1}")).isEqualTo("null: column 'n' is missing, but declared NOT NULL");
        assertThat(decoding.reason("{\"n\":1,\"s\":{}}"))
                .isEqualTo("null: column 's.x' is missing, but declared NOT NULL");
        assertThat(decoding.decode("{\"n\":1,\"s\":null}")).isEqualTo(Arrays.asList(1, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "INT | \"5\" | type: column 'v' is a JSON string, expected INT: '5'",
                "INT | true | type: column 'v' is a JSON boolean, expected INT: 'true'",
                "INT | {} | type: column 'v' is a JSON object, expected INT",
                "INT | [5] | type: column 'v' is a JSON array, expected INT",
                "INT | 1.0 | type: column 'v' is not a valid INT: '1.0'",
                "INT | 1e3 | type: column 'v' is not a valid INT: '1e3'",
                "INT | 2147483648 | overflow: column 'v' does not fit INT: '2147483648'",
                "BIGINT | 9223372036854775808 | overflow: column 'v' does not fit BIGINT: '9223372036854775808'",
                "DOUBLE | 1e400 | overflow: column 'v' does not fit DOUBLE: '1e400'",
                "DOUBLE | \"1\" | type: column 'v' is a JSON string, expected DOUBLE: '1'",
                "DECIMAL(3,1) | 1.25 | overflow: column 'v' has more than 1 fraction digits, DECIMAL(3,1) cannot hold"
                        + " them: '1.25'",
                "DECIMAL(3,1) | 100 | overflow: column 'v' does not fit DECIMAL(3,1): '100'",
                "STRING | 5 | type: column 'v' is a JSON number, expected STRING: '5'",
                "STRING | false | type: column 'v' is a JSON boolean, expected STRING: 'false'",
                "STRING | {\"a\":1} | type: column 'v' is a JSON object, expected STRING",
                "BOOLEAN | 1 | type: column 'v' is a JSON number, expected BOOLEAN: '1'",
                "BOOLEAN | \"true\" | type: column 'v' is a JSON string, expected BOOLEAN: 'true'",
                "DATE | 20484 | type: column 'v' is a JSON number, expected DATE: '20484'",
                "DATE | \"2026-02-29\" | type: column 'v' is not a valid DATE: '2026-02-29'",
                "TIMESTAMP | 1700000000 | type: column 'v' is a JSON number, expected TIMESTAMP: '1700000000'",
                "TIMESTAMP | \"x\" | type: column 'v' is not iso-8601: 'x'",
                "BINARY | \"x\" | type: column 'v' is not base64: 'x'",
                "ARRAY<INT> | 5 | type: column 'v' is a JSON number, expected ARRAY<INT>: '5'",
                "ARRAY<INT> | [1,\"x\"] | type: column 'v[]' is a JSON string, expected INT: 'x'",
                "STRUCT<x: INT> | [] | type: column 'v' is a JSON array, expected STRUCT<x: INT>",
                "STRUCT<x: INT> | {\"x\":[]} | type: column 'v.x' is a JSON array, expected INT",
                "MAP<STRING,INT> | [] | type: column 'v' is a JSON array, expected MAP<STRING, INT>",
                "MAP<STRING,INT> | {\"k\":\"x\"} | type: column 'v{}' is a JSON string, expected INT: 'x'",
            })
    void rejectsAValueOfAnotherKind(String type, String value, String reason) {
        assertThat(Decoding.json("v " + type).reason("{\"v\":" + value + "}")).isEqualTo(reason);
    }

    @Test
    void rejectsAnEpochInQuotes() {
        assertThat(json("t TIMESTAMP", "epoch-millis").reason("{\"t\":\"1700000000123\"}"))
                .isEqualTo("type: column 't' is a JSON string, expected TIMESTAMP: '1700000000123'");
    }

    @Test
    void readsNumbersAsTheyAreWritten() {
        assertThat(Decoding.json("d DOUBLE").value("{\"d\":-0}")).isEqualTo(-0.0);
        assertThat(Decoding.json("d DOUBLE").value("{\"d\":1E+2}")).isEqualTo(100.0);
        assertThat(Decoding.json("n BIGINT").value("{\"n\":-0}")).isEqualTo(0L);
        assertThat(Decoding.json("d DECIMAL(38,0)").value("{\"d\":10000000000000000999}"))
                .isEqualTo(new BigDecimal("10000000000000000999"));
        assertThat(Decoding.json("d DECIMAL(38,4)").value("{\"d\":" + "0.1" + "0".repeat(5_000) + "}"))
                .isEqualTo(new BigDecimal("0.1000"));
    }

    @Test
    void readsNestedPaths() {
        Decoding decoding = Decoding.of(Decoding.jsonSpec(
                "cab STRING, lat DOUBLE, lon DOUBLE",
                Map.of("lat", "payload.position.lat", "lon", "payload.position.lon")));

        assertThat(decoding.decode("{\"payload\":{\"lat\":9,\"position\":{\"lon\":2.5,\"lat\":1.5}},\"cab\":\"x\"}"))
                .isEqualTo(List.of("x", 1.5, 2.5));
        assertThat(decoding.decode("{\"cab\":\"x\",\"payload\":{\"position\":null}}"))
                .isEqualTo(Arrays.asList("x", null, null));
        assertThat(decoding.decode("{\"payload\":null}")).isEqualTo(Arrays.asList(null, null, null));
        assertThat(decoding.decode("{\"payload\":{}}")).isEqualTo(Arrays.asList(null, null, null));
        assertThat(decoding.reason("{\"payload\":{\"position\":[1,2]}}"))
                .isEqualTo("type: field 'payload.position' is a JSON array, expected an object");
        assertThat(decoding.reason("{\"payload\":7}"))
                .isEqualTo("type: field 'payload' is a JSON number, expected an object");
    }

    @Test
    void rejectsAMissingPathToAColumnThatMustBeThere() {
        Decoding decoding =
                Decoding.of(Decoding.jsonSpec("lat DOUBLE NOT NULL", Map.of("lat", "payload.position.lat")));

        for (String record : List.of("{}", "{\"payload\":null}", "{\"payload\":{\"position\":{}}}")) {
            assertThat(decoding.reason(record)).isEqualTo("null: column 'lat' is missing, but declared NOT NULL");
        }
    }

    @Test
    void takesAColumnsOwnNameAsOneFieldDotsOrNot() {
        assertThat(Decoding.json("`a.b` INT").decode("{\"a.b\":1,\"a\":{\"b\":2}}"))
                .isEqualTo(List.of(1));
    }

    @Test
    void readsColumnsOfAnyNesting() {
        Decoding decoding =
                Decoding.json("v ARRAY<STRUCT<name: STRING, tags: MAP<STRING, ARRAY<INT>>, in: STRUCT<x: DOUBLE>>>");

        assertThat(decoding.value("{\"v\":[{\"name\":\"a\",\"tags\":{\"p\":[1,2],\"q\":[]},\"in\":{\"x\":1.5}},"
                        + "null,{\"tags\":{\"r\":null},\"in\":null},{\"in\":{}}]}"))
                .isEqualTo(Arrays.asList(
                        List.of("a", Map.of("p", List.of(1, 2), "q", List.of()), List.of(1.5)),
                        null,
                        Arrays.asList(null, mapOfNull("r"), null),
                        Arrays.asList(null, null, Arrays.asList((Object) null))));
    }

    private static Map<Object, Object> mapOfNull(String key) {
        Map<Object, Object> map = new HashMap<>();
        map.put(key, null);
        return map;
    }

    @Test
    void readsNestedArraysBeyondTheFirstCapacityOfTheirVectors() {
        Decoding decoding = Decoding.json("v ARRAY<ARRAY<STRUCT<x: INT, s: STRING>>>");
        StringBuilder record = new StringBuilder("{\"v\":[");
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<Object> inner = new ArrayList<>();
            record.append(i == 0 ? "[" : ",[");
            for (int k = 0; k < i % 7; k++) {
                record.append(k == 0 ? "" : ",").append("{\"s\":\"t%d\",\"x\":%d}".formatted(k, i));
                inner.add(List.of(i, "t" + k));
            }
            record.append("]");
            expected.add(inner);
        }
        record.append("]}");

        assertThat(decoding.value(record.toString())).isEqualTo(expected);
        assertThat(decoding.value(record.toString())).isEqualTo(expected);
        assertThat(decoding.read(0).get(0)).isEqualTo(expected);
    }

    @Test
    void writesARowAgainAfterARejectionInsideANestedValue() {
        Decoding decoding = Decoding.json("v ARRAY<STRUCT<n: INT, m: MAP<STRING, INT>>>, w INT");

        assertThat(decoding.value("{\"v\":[{\"n\":1}]}")).isEqualTo(List.of(Arrays.asList(1, null)));
        assertThat(decoding.reason("{\"w\":null,\"v\":[{\"n\":2,\"m\":{\"a\":1,\"b\":\"x\"}}]}"))
                .isEqualTo("type: column 'v[].m{}' is a JSON string, expected INT: 'x'");
        assertThat(decoding.decode("{\"w\":4,\"v\":[{\"n\":3,\"m\":{\"c\":5}},{\"n\":6}]}"))
                .isEqualTo(List.of(List.of(List.of(3, Map.of("c", 5)), Arrays.asList(6, null)), 4));
        assertThat(decoding.read(0)).isEqualTo(Arrays.asList(List.of(Arrays.asList(1, null)), null));
    }

    @Test
    void rejectsAFieldThatOccursTwiceIfItIsRead() {
        Decoding decoding = Decoding.of(
                Decoding.jsonSpec("a INT, s STRUCT<x: INT>, m MAP<STRING, INT>, deep INT", Map.of("deep", "p.q")));

        assertThat(decoding.reason("{\"a\":1,\"a\":1}")).isEqualTo("duplicate-field: field 'a' occurs twice");
        assertThat(decoding.reason("{\"a\":1,\"\\u0061\":2}")).isEqualTo("duplicate-field: field 'a' occurs twice");
        assertThat(decoding.reason("{\"s\":{\"x\":1,\"x\":2}}")).isEqualTo("duplicate-field: field 's.x' occurs twice");
        assertThat(decoding.reason("{\"m\":{\"k\":1,\"k\":2}}")).isEqualTo("duplicate-field: field 'm.k' occurs twice");
        assertThat(decoding.reason("{\"p\":{\"q\":1},\"p\":{}}")).isEqualTo("duplicate-field: field 'p' occurs twice");
        assertThat(decoding.reason("{\"p\":{\"q\":1,\"q\":2}}")).isEqualTo("duplicate-field: field 'p.q' occurs twice");
        assertThat(decoding.decode("{\"a\":1,\"b\":1,\"b\":2,\"p\":{\"z\":1,\"z\":1}}"))
                .isEqualTo(Arrays.asList(1, null, null, null));
    }

    @Test
    void rejectsUnknownFieldsWhenTold() {
        Decoding decoding = rejectingUnknown("a INT, s STRUCT<x: INT>, deep INT", Map.of("deep", "p.q"));

        assertThat(decoding.decode("{\"a\":1,\"s\":{\"x\":2},\"p\":{\"q\":3}}")).isEqualTo(List.of(1, List.of(2), 3));
        assertThat(decoding.reason("{\"b\":1}")).isEqualTo("unknown-field: field 'b' is read by no column");
        assertThat(decoding.reason("{\"s\":{\"y\":1}}")).isEqualTo("unknown-field: field 's.y' is read by no column");
        assertThat(decoding.reason("{\"p\":{\"r\":1}}")).isEqualTo("unknown-field: field 'p.r' is read by no column");
    }

    @Test
    void rejectsWhatIsNoObject() {
        Decoding decoding = Decoding.json("a INT");

        assertThat(decoding.reason("[{\"a\":1}]")).isEqualTo("not-an-object: is a JSON array, expected an object");
        assertThat(decoding.reason("null")).isEqualTo("not-an-object: is null, expected an object");
        assertThat(decoding.reason("\"a\"")).isEqualTo("not-an-object: is a JSON string, expected an object");
        assertThat(decoding.reason("1 ")).isEqualTo("not-an-object: is a JSON number, expected an object");
    }

    @Test
    void rejectsARecordWithoutValueOrContent() {
        Decoding decoding = Decoding.json("a INT");

        assertThat(decoding.decode((byte[]) null))
                .isEqualTo(new Rejection("no-value", "record has no value (a tombstone)"));
        assertThat(decoding.reason("")).isEqualTo("empty: record is empty");
        assertThat(decoding.reason(" \r\n\t")).isEqualTo("empty: record is empty");
        assertThat(decoding.reason("\uFEFF")).isEqualTo("empty: record is empty");
    }

    @Test
    void skipsAByteOrderMarkAndCountsIt() {
        assertThat(Decoding.json("a INT").decode("\uFEFF{\"a\":1}")).isEqualTo(List.of(1));
        assertThat(Decoding.json("a INT").reason("\uFEFF{\"a\":01}"))
                .isEqualTo("syntax: is not JSON at byte 9: Invalid numeric value: Leading zeroes not allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\":1} {} | has more behind its end, at byte 8",
                "{\"a\":1}, | is not JSON at byte 7: Unexpected character (',' (code 44)): expected a value",
                "{\"a\":1 | is not JSON at byte 6: Unexpected end-of-input: expected close marker for Object",
                "{\"a\":tru} | is not JSON at byte 5: Unrecognized token 'tru'",
                "{'a':1} | is not JSON at byte 1: Unexpected character (''' (code 39)): was expecting double-quote to"
                        + " start field name",
                "{\"a\":NaN} | is not JSON at byte 8: Non-standard token 'NaN'",
                "{\"a\":+1} | is not JSON at byte 6: Unexpected character ('+' (code 43)) in numeric value: JSON spec"
                        + " does not allow numbers to have plus signs",
                "{\"a\":1,} | is not JSON at byte 7: Unexpected character ('}' (code 125)): was expecting double-quote"
                        + " to start field name",
                "{\"a\":1/**/} | is not JSON at byte 6: Unexpected character ('/' (code 47)): maybe a (non-standard)"
                        + " comment?",
                "{\"a\":é} | is not JSON at byte 7: Unexpected character outside of a string",
            })
    void rejectsWhatIsNotJson(String record, String reason) {
        assertThat(Decoding.json("z INT").reason(record)).isEqualTo("syntax: " + reason);
    }

    @Test
    void reportsSyntaxRatherThanAValue() {
        assertThat(Decoding.json("a INT").reason("{\"a\":\"x\",\"b\":}"))
                .startsWith("syntax: is not JSON at byte 13: ");
        assertThat(Decoding.json("a INT").reason("[1,")).startsWith("syntax: is not JSON at byte 3: ");
    }

    @Test
    void rejectsHalfASurrogatePairWhereItWouldBecomeText() {
        Decoding decoding = Decoding.json("a STRING, m MAP<STRING, STRING>");

        assertThat(decoding.reason("{\"a\":\"\\ud800\"}"))
                .isEqualTo("utf-8: column 'a' has half of a surrogate pair, which is no character");
        assertThat(decoding.reason("{\"a\":\"x\\udc00\\ud800\"}"))
                .isEqualTo("utf-8: column 'a' has half of a surrogate pair, which is no character");
        assertThat(decoding.reason("{\"m\":{\"\\ud800\":\"\"}}"))
                .startsWith("syntax: is not JSON at byte 13: Broken surrogate pair in field name");
        assertThat(decoding.decode("{\"b\":\"\\ud800\"}")).isEqualTo(Arrays.asList(null, null));
    }

    @Test
    void readsAnEscapedNulButNoBareOne() {
        assertThat(Decoding.json("a STRING").value("{\"a\":\"x\\u0000y\"}")).isEqualTo("x\0y");
        assertThat(Decoding.json("a STRING").reason("{\"a\":\"x\0y\"}")).isEqualTo("syntax: has a NUL byte at byte 7");
        assertThat(Decoding.json("a STRING").reason("{\"a\":\"x\ny\"}"))
                .startsWith("syntax: is not JSON at byte 7: Illegal unquoted character ((CTRL-CHAR, code 10))");
    }

    @Test
    void rejectsDeepNestingWhereverItIs() {
        Decoding decoding = Decoding.json("a INT");

        assertThat(decoding.decode("{\"b\":" + "[".repeat(511) + "]".repeat(511) + ",\"a\":1}"))
                .isEqualTo(List.of(1));
        for (String record : List.of("{\"b\":" + "[".repeat(512), "[".repeat(1_000_000), "{\"a\":".repeat(100_000))) {
            assertThat(decoding.reason(record)).isEqualTo("syntax: is nested deeper than 512 levels");
        }
    }

    @Test
    void readsLongTextsAndNames() {
        Decoding decoding = Decoding.json("a STRING");
        String text = "é".repeat(1_000_000);

        assertThat(decoding.value("{\"" + "n".repeat(200_000) + "\":0,\"a\":\"" + text + "\"}"))
                .isEqualTo(text);
    }
}
