package io.penstock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cli.terminal.Table.Column;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCellAndNumbersStandRight() {
        Table table = new Table(Column.left("NAME"), Column.right("ROWS"))
                .row("clicks", "1,234")
                .row("a", "5");

        assertThat(printed(table))
                .isEqualTo(
                        """
                NAME     ROWS
                clicks  1,234
                a           5
                """);
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        Table table =
                new Table(Column.left("PAGE"), Column.left("X")).row("東京", "1").row("abcd", "2");

        assertThat(printed(table))
                .isEqualTo(
                        """
                PAGE  X
                東京  1
                abcd  2
                """);
    }

    @Test
    void dataCannotSteerTheTerminal() {
        Table table = new Table(Column.left("V")).row("a\u001b[2Jb\nc");

        assertThat(printed(table)).isEqualTo("V\na\\u001b[2Jb\\nc\n");
    }

    @Test
    void longCellsAreCutWhereTheColumnSaysSo() {
        Table table = new Table(Column.left("V").upTo(5)).row("abcdefgh").row("abcde");

        assertThat(printed(table)).isEqualTo("V\nabcd…\nabcde\n");
    }

    @Test
    void paintTakesNoRoom() {
        Table table =
                new Table(Column.left("STATE").painted(text -> "<" + text + ">"), Column.left("X")).row("up", "1");

        assertThat(printed(table)).isEqualTo("STATE  X\n<up>     1\n");
    }

    @Test
    void aRowHasAsManyCellsAsThereAreColumns() {
        Table table = new Table(Column.left("A"));

        assertThatThrownBy(() -> table.row("1", "2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot add a row of 2 cells, the table has 1 columns");
    }

    private static String printed(Table table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), Styles.OFF);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
