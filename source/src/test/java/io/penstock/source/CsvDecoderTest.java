package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.ColumnCount;
import io.penstock.source.Decoding.CsvSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvDecoderTest {

    private static final String CLICKS = "recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING";

    private final Decoding texts = Decoding.csv("a STRING, b STRING, c STRING");

    @Test
    void readsAClick() {
        Decoding clicks = new CsvSpec(CLICKS).timestampFormat("epoch-millis").decoding();

        assertThat(clicks.decode("1700000000123,17,www.example42.com,192.168.2.7"))
                .isEqualTo(List.of(1_700_000_000_123_000L, 17L, "www.example42.com", "192.168.2.7"));
    }

    @Test
    void readsFieldsAsTheyAre() {
        assertThat(texts.decode("x, y ,")).isEqualTo(List.of("x", " y ", ""));
        assertThat(texts.decode(",,")).isEqualTo(List.of("", "", ""));
        assertThat(texts.decode("é,漢字,😀")).isEqualTo(List.of("é", "漢字", "😀"));
    }

    @Test
    void readsQuotedFields() {
        assertThat(texts.decode("\"a,b\",\"\",\"line 1\r\nline 2\"")).isEqualTo(List.of("a,b", "", "line 1\r\nline 2"));
        assertThat(texts.decode("\"ha \"\"ha\"\" ha\",\"\"\"\",\"\"\"a\"\"\""))
                .isEqualTo(List.of("ha \"ha\" ha", "\"", "\"a\""));
        assertThat(Decoding.csv("n INT, d DATE").decode("\"12\",\"2026-01-31\""))
                .isEqualTo(List.of(12, 20_484));
    }

    @Test
    void findsWhatHasAMeaningAtAnyPlace() {
        for (int at = 0; at < 40; at++) {
            for (String filler : List.of("x", "-", "\u00e9", "\u6f22")) { // '-' is the neighbour of the comma
                String before = filler.repeat(at);
                String after = filler.repeat(40 - at);
                int place = before.getBytes(StandardCharsets.UTF_8).length;
                assertThat(texts.decode(before + "," + after + ",z")).isEqualTo(List.of(before, after, "z"));
                assertThat(texts.reason(before + "\r" + after))
                        .isEqualTo("syntax: has a line break outside quotes, one record is one line, at byte " + place);
                assertThat(texts.reason("y" + before + "\"" + after))
                        .isEqualTo("syntax: has a quote inside an unquoted field, at byte " + (place + 1));
                assertThat(texts.decode("\"" + before + "\r\n,\"\"" + after + "\",," + after))
                        .isEqualTo(List.of(before + "\r\n,\"" + after, "", after));
            }
        }
    }

    @Test
    void takesOneLineEndAfterTheRecord() {
        assertThat(texts.decode("a,b,c\n")).isEqualTo(List.of("a", "b", "c"));
        assertThat(texts.decode("a,b,c\r\n")).isEqualTo(List.of("a", "b", "c"));
        assertThat(texts.decode("a,b,c\r")).isEqualTo(List.of("a", "b", "c"));
        assertThat(texts.decode("a,b,\"c\"\n")).isEqualTo(List.of("a", "b", "c"));
        assertThat(texts.reason("a,b,c\n\n"))
                .isEqualTo("syntax: has a line break outside quotes, one record is one line, at byte 5");
    }

    @Test
    void readsARangeOfTheArray() {
        byte[] bytes = "xx1,2,3yy".getBytes(StandardCharsets.UTF_8);

        assertThat(texts.decode(bytes, 2, 5)).isEqualTo(List.of("1", "2", "3"));
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(texts.decode("\uFEFFa,b,c")).isEqualTo(List.of("a", "b", "c"));
        assertThat(texts.decode("a,\uFEFFb,c")).isEqualTo(List.of("a", "\uFEFFb", "c"));
    }

    @Test
    void rejectsARecordWithoutValueOrContent() {
        assertThat(texts.decode((byte[]) null))
                .isEqualTo(new Rejection("no-value", "record has no value (a tombstone)"));
        for (String nothing : List.of("", "\n", "\r\n", "\uFEFF", "\uFEFF\r\n")) {
            assertThat(texts.reason(nothing)).isEqualTo("empty: record is empty");
        }
    }

    @Test
    void rejectsAnotherNumberOfColumns() {
        assertThat(texts.reason("a,b")).isEqualTo("column-count: has 2 columns, expected 3");
        assertThat(texts.reason("a")).isEqualTo("column-count: has 1 column, expected 3");
        assertThat(texts.reason("a,b,c,")).isEqualTo("column-count: has 4 columns, expected 3");
    }

    @Test
    void reportsTheNumberOfColumnsRatherThanAValueThatSlippedIntoAnotherColumn() {
        Decoding clicks = new CsvSpec(CLICKS).timestampFormat("epoch-millis").decoding();

        assertThat(clicks.reason("1700000000123,www.example42.com,192.168.2.7"))
                .isEqualTo("column-count: has 3 columns, expected 4");
    }

    @Test
    void fillsMissingColumnsWithNullWhenAllowed() {
        CsvSpec spec = new CsvSpec("a STRING, b STRING, c INT").columnCount(ColumnCount.ALLOW_MISSING);

        assertThat(spec.decoding().decode("x")).isEqualTo(Arrays.asList("x", null, null));
        assertThat(spec.decoding().reason("a,b,1,d")).isEqualTo("column-count: has 4 columns, expected 3");
        assertThat(new CsvSpec("a STRING, b STRING NOT NULL")
                        .columnCount(ColumnCount.ALLOW_MISSING)
                        .decoding()
                        .reason("x"))
                .isEqualTo("null: column 'b' is missing, but declared NOT NULL");
    }

    @Test
    void ignoresExtraColumnsWhenAllowedButNotTheirSyntax() {
        Decoding decoding = new CsvSpec("a STRING, b INT")
                .columnCount(ColumnCount.ALLOW_EXTRA)
                .decoding();

        assertThat(decoding.decode("x,1,y,z")).isEqualTo(List.of("x", 1));
        assertThat(decoding.reason("x")).isEqualTo("column-count: has 1 column, expected 2");
        assertThat(decoding.reason("x,1,y\"")).isEqualTo("syntax: has a quote inside an unquoted field, at byte 5");
    }

    @Test
    void rejectsMalformedQuotes() {
        assertThat(texts.reason("a,b\"b,c")).isEqualTo("syntax: has a quote inside an unquoted field, at byte 3");
        assertThat(texts.reason("a, \"b\",c")).isEqualTo("syntax: has a quote inside an unquoted field, at byte 3");
        assertThat(texts.reason("a,\"b\"b,c")).isEqualTo("syntax: has text after a closing quote, at byte 5");
        assertThat(texts.reason("a,\"b\" ,c")).isEqualTo("syntax: has text after a closing quote, at byte 5");
        assertThat(texts.reason("a,\"b,c")).isEqualTo("syntax: has a quote that is never closed, at byte 2");
        assertThat(texts.reason("a,b,\"")).isEqualTo("syntax: has a quote that is never closed, at byte 4");
        assertThat(texts.reason("a,b,\"\"\"")).isEqualTo("syntax: has a quote that is never closed, at byte 4");
    }

    @Test
    void rejectsALineBreakOutsideQuotes() {
        assertThat(texts.reason("a,b\nb,c"))
                .isEqualTo("syntax: has a line break outside quotes, one record is one line, at byte 3");
        assertThat(texts.reason("a,b\rb,c"))
                .isEqualTo("syntax: has a line break outside quotes, one record is one line, at byte 3");
    }

    @Test
    void reportsSyntaxRatherThanAValue() {
        assertThat(Decoding.csv("n INT, a STRING").reason("x,y\""))
                .isEqualTo("syntax: has a quote inside an unquoted field, at byte 3");
    }

    @Test
    void rejectsNulAndInvalidUtf8() {
        assertThat(texts.reason("a,b\0,c")).isEqualTo("syntax: has a NUL byte at byte 3");
        assertThat(texts.reason(new byte[] {'a', ',', 'b', (byte) 0xC3, ',', 'c'}))
                .isEqualTo("utf-8: is not UTF-8 at byte 3: C3 2C 63");
    }

    @Test
    void readsOtherDelimitersAndQuotes() {
        assertThat(new CsvSpec("a STRING, b STRING").delimiter("\t").decoding().decode("x y\t\"a\tb\""))
                .isEqualTo(List.of("x y", "a\tb"));
        assertThat(new CsvSpec("a STRING, b STRING")
                        .delimiter(";")
                        .quote("'")
                        .decoding()
                        .decode("'it''s;1';\"2\""))
                .isEqualTo(List.of("it's;1", "\"2\""));
    }

    @Test
    void readsQuotesAsTheyAreWhenThereAreNone() {
        Decoding decoding = new CsvSpec("a STRING, b STRING").withoutQuote().decoding();

        assertThat(decoding.decode("\"a\",b\"b")).isEqualTo(List.of("\"a\"", "b\"b"));
        assertThat(decoding.reason("\"a,b\",c")).isEqualTo("column-count: has 3 columns, expected 2");
    }

    @Test
    void readsEscapes() {
        Decoding decoding = new CsvSpec("a STRING, b STRING").escape("\\").decoding();

        assertThat(decoding.decode("\"say \\\"hi\\\"\",\"back\\\\slash\""))
                .isEqualTo(List.of("say \"hi\"", "back\\slash"));
        assertThat(decoding.decode("a\\,b,\\\"c\\\"")).isEqualTo(List.of("a,b", "\"c\""));
        assertThat(decoding.decode("a\\\nb,c\\\\")).isEqualTo(List.of("a\nb", "c\\"));
    }

    @Test
    void rejectsEscapesThatStandForNothing() {
        Decoding decoding = new CsvSpec("a STRING, b STRING").escape("\\").decoding();

        assertThat(decoding.reason("\"a\\n\",b"))
                .isEqualTo("syntax: has an escape before a character that needs none, at byte 2");
        assertThat(decoding.reason("a,b\\")).isEqualTo("syntax: ends with an escape, at byte 3");
        assertThat(decoding.reason("a,\"b\\\"")).isEqualTo("syntax: has a quote that is never closed, at byte 2");
        assertThat(decoding.reason("a,\"b\\")).isEqualTo("syntax: ends with an escape, at byte 4");
        assertThat(decoding.reason("a,\"b\"\"\"")).isEqualTo("syntax: has text after a closing quote, at byte 5");
    }

    @Test
    void trimsUnquotedFieldsAndAroundQuotes() {
        Decoding decoding = new CsvSpec("a STRING, b STRING, n INT").trimmed().decoding();

        assertThat(decoding.decode(" x y\t, \" b \" , 12 ")).isEqualTo(List.of("x y", " b ", 12));
        assertThat(decoding.decode("a,b,  ")).isEqualTo(Arrays.asList("a", "b", null));
        assertThat(Decoding.csv("n INT").reason(" 12")).isEqualTo("type: column 'n' is not a valid INT: ' 12'");
    }

    @Test
    void keepsEscapedBlanksWhenTrimming() {
        Decoding decoding = new CsvSpec("a STRING, b STRING")
                .delimiter(" ")
                .trimmed()
                .escape("\\")
                .decoding();

        assertThat(decoding.decode("x\\  \tb\t")).isEqualTo(List.of("x ", "b"));
    }

    @Test
    void takesAnEmptyUnquotedFieldAsNullUnlessItIsText() {
        Decoding decoding = Decoding.csv("a STRING, n INT, t TIMESTAMP, b BINARY");

        assertThat(decoding.decode(",,,")).isEqualTo(Arrays.asList("", null, null, null));
        assertThat(decoding.reason(",\"\",,")).isEqualTo("type: column 'n' is empty, expected INT");
    }

    @Test
    void takesTheNullValueAsNullWhenUnquoted() {
        Decoding decoding = new CsvSpec("a STRING, n INT").nullValue("NA").decoding();

        assertThat(decoding.decode("NA,NA")).isEqualTo(Arrays.asList(null, null));
        assertThat(decoding.decode("\"NA\",1")).isEqualTo(List.of("NA", 1));
        assertThat(decoding.decode(",1")).isEqualTo(List.of("", 1));
        assertThat(decoding.reason("a,")).isEqualTo("type: column 'n' is empty, expected INT");
        assertThat(decoding.reason("a,\"NA\"")).isEqualTo("type: column 'n' is not a valid INT: 'NA'");
    }

    @Test
    void takesAnEmptyNullValueForTextToo() {
        Decoding decoding = new CsvSpec("a STRING, n INT").nullValue("").decoding();

        assertThat(decoding.decode(",")).isEqualTo(Arrays.asList(null, null));
        assertThat(decoding.decode("\"\",1")).isEqualTo(List.of("", 1));
    }

    @Test
    void takesANullValueThatContainsTheEscape() {
        Decoding decoding = new CsvSpec("a STRING, n INT")
                .nullValue("\\N")
                .escape("\\")
                .trimmed()
                .decoding();

        assertThat(decoding.decode("\\N, \\N ")).isEqualTo(Arrays.asList(null, null));
        assertThat(decoding.decode("\\\\N,1")).isEqualTo(List.of("\\N", 1));
        assertThat(decoding.reason("\\Nx,1"))
                .isEqualTo("syntax: has an escape before a character that needs none, at byte 0");
    }

    @Test
    void rejectsNullWhereItIsNotAllowed() {
        assertThat(Decoding.csv("a STRING, n INT NOT NULL").reason("x,"))
                .isEqualTo("null: column 'n' is NULL, but declared NOT NULL");
        assertThat(new CsvSpec("a STRING NOT NULL").nullValue("-").decoding().reason("-"))
                .isEqualTo("null: column 'a' is NULL, but declared NOT NULL");
        assertThat(Decoding.csv("a STRING NOT NULL, n INT").decode(",1")).isEqualTo(List.of("", 1));
    }

    @Test
    void recognisesTheHeader() {
        Decoding decoding = new CsvSpec("name STRING, id INT").withHeader().decoding();

        for (String header : List.of("name,id", "\"name\",\"id\"\r\n", "\uFEFFname,id\n")) {
            assertThat(decoding.decode(header)).isEqualTo(new Rejection("header", "is the line of column names"));
        }
        assertThat(decoding.decode("name,1")).isEqualTo(List.of("name", 1));
        assertThat(decoding.reason("Name,id")).isEqualTo("type: column 'id' is not a valid INT: 'id'");
        assertThat(decoding.reason("name,id,x")).isEqualTo("column-count: has 3 columns, expected 2");
        assertThat(Decoding.csv("name STRING, id STRING").decode("name,id")).isEqualTo(List.of("name", "id"));
    }

    @Test
    void recognisesAHeaderWithExtraColumnsWhenTheyAreAllowed() {
        Decoding decoding = new CsvSpec("name STRING, id INT")
                .withHeader()
                .columnCount(ColumnCount.ALLOW_EXTRA)
                .decoding();

        assertThat(decoding.reason("name,id,more")).isEqualTo("header: is the line of column names");
    }

    @Test
    void writesARowAgainAfterARejection() {
        Decoding decoding = Decoding.csv("n INT, a STRING, m INT");

        assertThat(decoding.reason(",x,y")).isEqualTo("type: column 'm' is not a valid INT: 'y'");
        assertThat(decoding.decode("1,z,2")).isEqualTo(List.of(1, "z", 2));
        assertThat(decoding.reason("5,xyz")).isEqualTo("column-count: has 2 columns, expected 3");
        assertThat(decoding.decode(",\"\",")).isEqualTo(Arrays.asList(null, "", null));
        assertThat(decoding.read(0)).isEqualTo(List.of(1, "z", 2));
    }

    @Test
    void quotesNoMoreThanFortyPrintableCharacters() {
        Decoding decoding = Decoding.csv("n INT");

        assertThat(decoding.reason("\"a\n\u202E" + "b".repeat(100) + "\""))
                .isEqualTo("type: column 'n' is not a valid INT: 'a\uFFFD\uFFFD" + "b".repeat(36) + "…'");
        assertThat(decoding.reason("b".repeat(40)))
                .isEqualTo("type: column 'n' is not a valid INT: '" + "b".repeat(40) + "'");
        assertThat(decoding.reason("b".repeat(38) + "😀😀"))
                .isEqualTo("type: column 'n' is not a valid INT: '" + "b".repeat(38) + "…'");
    }
}
