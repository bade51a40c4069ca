package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSONTestSuite: what a parser must accept ({@code y_}), must reject ({@code n_}) and may do as it likes ({@code i_}). */
class JsonVectorsTest {

    private static final String ARCHIVE = "json-parsing-vectors/json-vectors.tar.gz";

    @Test
    void judgesTheSyntaxOfJsonTestSuite() throws IOException {
        Decoding decoding = Decoding.json("unused STRING");
        List<String> wrong = new ArrayList<>();
        int[] files = new int[3];
        int[] accepted = new int[3];
        for (Map.Entry<String, byte[]> file : SharedData.load(ARCHIVE).entrySet()) {
            if (!file.getKey().startsWith("test_parsing/")) {
                continue;
            }
            String name = file.getKey().substring("test_parsing/".length());
            int kind = "yni".indexOf(name.charAt(0));
            boolean isJson = isJson(decoding.decode(file.getValue()));
            files[kind]++;
            accepted[kind] += isJson ? 1 : 0;
            if ((kind == 0 && !isJson) || (kind == 1 && isJson)) {
                wrong.add(name);
            }
        }
        System.out.printf(
                "JSONTestSuite: y_ %d/%d accepted, n_ %d/%d rejected, i_ %d accepted and %d rejected%n",
                accepted[0], files[0], files[1] - accepted[1], files[1], accepted[2], files[2] - accepted[2]);
        assertThat(wrong).isEmpty();
        assertThat(files).containsExactly(71, 135, 25);
    }

    /** A document that is no object is no record, but its syntax has been judged to its end. */
    private static boolean isJson(Object decoded) {
        return !(decoded instanceof Rejection rejection) || rejection.rule().equals(Rejection.NOT_AN_OBJECT);
    }

    @Test
    void neverReadsADifferentValueFromTheTransformTests() throws IOException {
        Map<String, byte[]> files = SharedData.load(ARCHIVE);

        assertThat(read(files, "number_1.0", "ARRAY<BIGINT>")).isEqualTo(type("v[]", "BIGINT", "1.0"));
        assertThat(read(files, "number_1.0", "ARRAY<DOUBLE>")).isEqualTo(List.of(List.of(1.0)));
        assertThat(read(files, "number_1000000000000000", "ARRAY<BIGINT>"))
                .isEqualTo(List.of(List.of(1_000_000_000_000_000L)));
        assertThat(read(files, "number_10000000000000000999", "ARRAY<BIGINT>"))
                .isEqualTo(overflow("v[]", "BIGINT", "10000000000000000999"));
        assertThat(read(files, "number_10000000000000000999", "ARRAY<DECIMAL(38,0)>"))
                .isEqualTo(List.of(List.of(new BigDecimal("10000000000000000999"))));
        assertThat(read(files, "number_1e6", "ARRAY<BIGINT>")).isEqualTo(type("v[]", "BIGINT", "1E6"));
        assertThat(read(files, "number_1e6", "ARRAY<DECIMAL(10,0)>"))
                .isEqualTo(List.of(List.of(new BigDecimal("1000000"))));
        assertThat(read(files, "number_9223372036854775807", "ARRAY<BIGINT>"))
                .isEqualTo(List.of(List.of(Long.MAX_VALUE)));
        assertThat(read(files, "number_9223372036854775808", "ARRAY<BIGINT>"))
                .isEqualTo(overflow("v[]", "BIGINT", "9223372036854775808"));
        assertThat(read(files, "object_key_nfd_nfc", "MAP<STRING, STRING>"))
                .isEqualTo(List.of(Map.of("e\u0301", "NFD", "\u00e9", "NFC")));
        for (String name : List.of("object_same_key_different_values", "object_same_key_unclear_values")) {
            assertThat(read(files, name, "STRUCT<a: INT>"))
                    .isEqualTo(new Rejection("duplicate-field", "field 'v.a' occurs twice"));
        }
        for (String name : List.of("string_1_escaped_invalid_codepoint", "string_2_escaped_invalid_codepoints")) {
            assertThat(read(files, name, "ARRAY<STRING>"))
                    .isEqualTo(
                            new Rejection("utf-8", "column 'v[]' has half of a surrogate pair, which is no character"));
        }
        for (String name : List.of("string_2_invalid_codepoints", "string_3_invalid_codepoints")) {
            assertThat(read(files, name, "ARRAY<STRING>"))
                    .isEqualTo(new Rejection("utf-8", "is not UTF-8 at byte 7: ED A0 80 ED"));
        }
        assertThat(read(files, "string_with_escaped_NULL", "ARRAY<STRING>")).isEqualTo(List.of(List.of("A\0B")));
    }

    /** Reads the file as the value of a field, since a record is an object. */
    private static Object read(Map<String, byte[]> files, String name, String type) {
        byte[] content = files.get("test_transform/" + name + ".json");
        byte[] before = "{\"v\":".getBytes(StandardCharsets.UTF_8);
        byte[] record = Arrays.copyOf(before, before.length + content.length + 1);
        System.arraycopy(content, 0, record, before.length, content.length);
        record[record.length - 1] = '}';
        return Decoding.json("v " + type).decode(record);
    }

    private static Rejection type(String column, String type, String text) {
        return new Rejection("type", "column '%s' is not a valid %s: '%s'".formatted(column, type, text));
    }

    private static Rejection overflow(String column, String type, String text) {
        return new Rejection("overflow", "column '%s' does not fit %s: '%s'".formatted(column, type, text));
    }
}
