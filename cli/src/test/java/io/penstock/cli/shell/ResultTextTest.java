package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.shell.ShellCommand.Form;
import io.penstock.cli.sql.ResultColumn;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Text;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResultTextTest {

    private static final ResultColumn URL = new ResultColumn("url", "STRING");
    private static final ResultColumn HITS = new ResultColumn("hits", "BIGINT");
    private static final ResultColumn TIME = new ResultColumn("time", "TIMESTAMP");

    @Test
    void putsNumbersToTheRightAndTellsNullByItsColour() {
        ResultText text =
                ResultText.of(result(List.of(URL, HITS), "[\"a\",12]", "[null,null]"), Form.AUTO, 40, new Styles(true));

        assertThat(text.headings()).containsExactly("\u001b[1murl   hits\u001b[0m");
        assertThat(text.lines()).containsExactly("a       12", "\u001b[2mNULL\u001b[0m  \u001b[2mNULL\u001b[0m");
    }

    @Test
    void widestColumnsGiveWayAndTheirCellsAreCut() {
        ResultText text = plain(
                result(List.of(URL, HITS, URL), "[\"%s\",123456,\"short\"]".formatted("x".repeat(50))), Form.AUTO, 40);

        assertThat(text.headings()).containsExactly("url" + " ".repeat(26) + "hits  url");
        assertThat(text.lines()).containsExactly("xxxxxxxxxxxxxxxxxxxxxxxx…  123456  short");
        assertThat(text.lines().get(0)).hasSize(40);
    }

    @Test
    void neverCutsNumbersAndTimes() {
        Result result = result(
                List.of(TIME, HITS, URL), "[\"2026-11-21T21:44:30.574Z\",1234567890123,\"" + "u".repeat(60) + "\"]");

        assertThat(plain(result, Form.AUTO, 56).lines())
                .containsExactly("2026-11-21T21:44:30.574Z  1234567890123  uuuuuuuuuuuuuu…");
        assertThat(plain(result, Form.AUTO, 50).lines())
                .containsExactly(
                        "-- row 1 -----------------------------------------",
                        "time  2026-11-21T21:44:30.574Z",
                        "hits  1234567890123",
                        "url   uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu",
                        "      uuuuuuuuuuuuuuuu");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        ResultText text = plain(
                result(List.of(URL, URL), "[\"漢字かな\",\"a\"]", "[\"😀\",\"b\"]", "[\"" + "漢".repeat(30) + "\",\"c\"]"),
                Form.AUTO,
                24);

        assertThat(text.lines())
                .containsExactly("漢字かな" + " ".repeat(13) + "a", "😀" + " ".repeat(19) + "b", "漢".repeat(9) + "…  c");
        assertThat(text.lines()).allSatisfy(line -> assertThat(Text.width(line)).isLessThanOrEqualTo(24));
    }

    @Test
    void isATableWhereThatIsAskedForEvenIfItIsTooWide() {
        Result result = result(List.of(TIME, TIME), "[\"2026-11-21T21:44:30.574Z\",\"2026-11-21T21:44:30.574Z\"]");

        assertThat(plain(result, Form.TABLE, 30).lines()).containsExactly("2026-11-21T21:44:30.574Z  202…");
        assertThat(plain(result, Form.TABLE, 30).headings()).containsExactly("time" + " ".repeat(22) + "time");
    }

    @Test
    void standsOneColumnALineWhereThatIsAskedFor() {
        assertThat(plain(result(List.of(URL, HITS), "[\"a\",1]", "[null,2]"), Form.VERTICAL, 20)
                        .lines())
                .containsExactly(
                        "-- row 1 -----------", "url   a", "hits  1", "-- row 2 -----------", "url   NULL", "hits  2");
    }

    @Test
    void anEmptyResultHasItsHeadings() {
        ResultText text = plain(result(List.of(URL, HITS)), Form.AUTO, 20);

        assertThat(text.headings()).containsExactly("url  hits");
        assertThat(text.lines()).isEmpty();
    }

    @Test
    void dataCannotSteerTheTerminal() {
        ResultText text = plain(
                result(List.of(URL, new ResultColumn("\u001b[2J", "STRING")), "[\"a\\nb\",\"\\u001b[31m\"]"),
                Form.AUTO,
                80);

        assertThat(text.headings()).containsExactly("url   \\u001b[2J");
        assertThat(text.lines()).containsExactly("a\\nb  \\u001b[31m");
    }

    private static ResultText plain(Result result, Form form, int width) {
        return ResultText.of(result, form, width, Styles.OFF);
    }

    static Result result(List<ResultColumn> columns, String... rows) {
        Result result = new Result();
        result.columns(columns);
        Stream.of(rows).map(Json::parse).forEach(result::row);
        return result;
    }
}
