package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.Decode;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TextDecode;
import io.penstock.pipeline.UnknownFields;
import io.penstock.source.Decoding.CsvSpec;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class DecodersTest {

    private static List<String> problems(Decode spec) {
        Problems problems = new Problems();
        Decoders.check(spec, StructType.fromDDL(spec.schema()), problems.at("decode"));
        return problems.list().stream()
                .map(problem -> problem.path() + ": " + problem.reason()
                        + (problem.hint() == null ? "" : " (" + problem.hint() + ")"))
                .toList();
    }

    private static JsonDecode json(String schema, Map<String, String> paths) {
        return new JsonDecode(schema, null, paths, UnknownFields.IGNORE);
    }

    @Test
    void findsNothingWrongWithEveryTypeItSupports() {
        String scalars = "a BOOLEAN, b TINYINT, c SMALLINT, d INT, e BIGINT, f FLOAT, g DOUBLE, h DECIMAL(38,10),"
                + " i STRING NOT NULL, j BINARY, k DATE, l TIMESTAMP, m TIMESTAMP_NTZ";

        assertThat(problems(new CsvSpec(scalars).build())).isEmpty();
        assertThat(problems(json(scalars + ", n ARRAY<MAP<STRING, STRUCT<x: INT>>>", Map.of("a", "x.y.a"))))
                .isEmpty();
    }

    @Test
    void namesColumnsThatCsvCannotHold() {
        String supported = " (a decoder reads BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL(p,s),"
                + " STRING, BINARY, DATE, TIMESTAMP and TIMESTAMP_NTZ)";

        assertThat(problems(new CsvSpec("a VARIANT, b ARRAY<INT>, c INTERVAL DAY, d VARCHAR(5), e TIME(6)").build()))
                .containsExactly(
                        "decode.schema: column 'a' cannot be read from CSV: VARIANT" + supported,
                        "decode.schema: column 'b' cannot be read from CSV: ARRAY<INT>" + supported,
                        "decode.schema: column 'c' cannot be read from CSV: INTERVAL DAY" + supported,
                        "decode.schema: column 'd' cannot be read from CSV: VARCHAR(5)" + supported,
                        "decode.schema: column 'e' cannot be read from CSV: TIME(6)" + supported);
    }

    @Test
    void namesColumnsThatJsonCannotHold() {
        assertThat(problems(json("a STRUCT<b: ARRAY<VARIANT>>, m MAP<INT, STRING>", Map.of())))
                .containsExactly(
                        "decode.schema: column 'a.b[]' cannot be read from JSON: VARIANT (a decoder reads BOOLEAN, TINYINT,"
                                + " SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL(p,s), STRING, BINARY, DATE, TIMESTAMP and"
                                + " TIMESTAMP_NTZ, ARRAY, MAP<STRING, …> and STRUCT)",
                        "decode.schema: column 'm' cannot be read from JSON: its keys are INT (names of JSON fields are text:"
                                + " use MAP<STRING, …>)");
    }

    @Test
    void namesColumnsThatOccurTwice() {
        assertThat(problems(new CsvSpec("a INT, b INT, a STRING").build()))
                .containsExactly("decode.schema: has column 'a' twice");
        assertThat(problems(json("s STRUCT<x: INT, x: INT>", Map.of())))
                .containsExactly("decode.schema: has field 'x' twice in column 's'");
    }

    @Test
    void namesPathsThatLeadNowhereOrIntoEachOther() {
        assertThat(problems(json("a INT, b INT, c INT, d INT", Map.of("b", "a.x", "c", "p.q", "d", "p.q", "e", "z"))))
                .containsExactlyInAnyOrder(
                        "decode.paths.e: is not a column of the schema (the columns are a, b, c, d)",
                        "decode.paths.b: lies inside column 'a' (select it from 'a' in a view)",
                        "decode.paths.d: is the path of column 'c' too (select the column twice in a view)");
        assertThat(problems(json("a INT", Map.of("a", "x..y"))))
                .containsExactly(
                        "decode.paths.a: has an empty step (write the names of fields with one dot between them)");
    }

    @Test
    void namesTimestampFormatsThatCannotBeRead() {
        String hint = " (use epoch-seconds, epoch-millis, epoch-micros, iso-8601 or a java.time pattern)";

        assertThat(problems(new CsvSpec("t TIMESTAMP").timestampFormat("epoch").build()))
                .containsExactly(
                        "decode.timestamp-format: is not a timestamp format: epoch (Unknown pattern letter: o)" + hint);
        assertThat(problems(new CsvSpec("t TIMESTAMP").timestampFormat("HH:mm").build()))
                .containsExactly(
                        "decode.timestamp-format: is not a timestamp format: HH:mm (does not tell year, month and"
                                + " day)" + hint);
        assertThat(problems(
                        new CsvSpec("t TIMESTAMP").timestampFormat("YYYY-MM-dd").build()))
                .containsExactly(
                        "decode.timestamp-format: is not a timestamp format: YYYY-MM-dd (does not tell year, month"
                                + " and day)" + hint);
        assertThat(problems(new CsvSpec("t TIMESTAMP")
                        .timestampFormat("yyyy-MM-dd hh:mm")
                        .build()))
                .containsExactly(
                        "decode.timestamp-format: is not a timestamp format: yyyy-MM-dd hh:mm (does not tell the time"
                                + " of the day)" + hint);
    }

    @Test
    void namesAZoneThatALocalTimestampWouldLose() {
        assertThat(problems(new CsvSpec("t TIMESTAMP_NTZ")
                        .timestampFormat("yyyy-MM-dd HH:mm:ssXXX")
                        .build()))
                .containsExactly(
                        "decode.timestamp-format: reads an offset or a zone, which a TIMESTAMP_NTZ column would lose:"
                                + " yyyy-MM-dd HH:mm:ssXXX (declare the column TIMESTAMP)");
    }

    @Test
    void namesCharactersThatCannotSeparateFields() {
        assertThat(problems(new CsvSpec("a INT").delimiter("§").quote("\n").build()))
                .containsExactly(
                        "decode.delimiter: is not one ASCII character that ends no line: '§'",
                        "decode.quote: is not one ASCII character that ends no line: '\uFFFD'");
    }

    @Test
    void namesGroupsWithoutAColumnAndColumnsWithoutAGroup() {
        assertThat(problems(new TextDecode("(?<a>.) (?<b_c>.) (d)", "a STRING, d INT, v ARRAY<INT>", null, null)))
                .containsExactly(
                        "decode.schema: column 'v' cannot be read from text: ARRAY<INT> (" + TextWriters.SUPPORTED
                                + ")",
                        "decode.pattern: has a group without a column: 'b_c' (add it to the schema, or write (?:…) for a"
                                + " group that is no column)",
                        "decode.schema: has a column without a group: 'd' (name a group of the pattern: (?<d>…))",
                        "decode.schema: has a column without a group: 'v' (name a group of the pattern: (?<v>…))");
        assertThat(problems(new TextDecode("apache-common", "host STRING", null, null)))
                .hasSize(8)
                .first()
                .asString()
                .startsWith("decode.pattern: has a group without a column: 'ident'");
    }

    @Test
    void namesWhatIsNoRegularExpression() {
        String hint = " (in single quotes, YAML leaves a backslash as it is)";

        assertThat(problems(new TextDecode("(?<a>.", "a STRING", null, null)))
                .containsExactly("decode.pattern: is not a regular expression: Unclosed group" + hint);
        assertThat(problems(new TextDecode("(?<a>.)(?<a>.)", "a STRING", null, null)))
                .containsExactly("decode.pattern: is not a regular expression: Group 'a' is there twice" + hint);
        assertThat(problems(new TextDecode("\\k<a>(?<a>.)", "a STRING", null, null)))
                .containsExactly(
                        "decode.pattern: is not a regular expression: Group 'a' is referred to before it is there"
                                + hint);
    }

    @Test
    void refusesToCreateADecoderWithFaults() {
        assertThatThrownBy(() -> Decoding.csv("a VARIANT"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot create a decoder, its settings are faulty: schema column 'a' cannot be read from CSV:"
                                + " VARIANT");
    }
}
