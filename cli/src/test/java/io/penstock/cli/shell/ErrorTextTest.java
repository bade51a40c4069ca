package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorTextTest {

    @Test
    void marksThePlace() {
        assertThat(ErrorText.of("line 2, column 6: [TABLE] no such table", "SELECT 1\nFROM nowhere", 80))
                .containsExactly("line 2, column 6: [TABLE] no such table", "  FROM nowhere", "       ^");
    }

    @Test
    void marksAPlaceFarToTheRight() {
        String statement = "SELECT " + "a, ".repeat(60) + "nope FROM t";

        assertThat(ErrorText.of("line 1, column 188: no column", statement, 40))
                .containsExactly(
                        "line 1, column 188: no column",
                        "  , a, a, a, a, a, a, nope FROM t",
                        "                      ^");
    }

    @Test
    void foldsALongMessageAtBlanks() {
        assertThat(ErrorText.of("Cannot read the table, there is none of that name: web.nothing", "SELECT 1", 30))
                .containsExactly("Cannot read the table, there", "is none of that name:", "web.nothing");
    }

    @Test
    void aMessageCannotSteerTheTerminal() {
        assertThat(ErrorText.of("no \u001b[2J", "SELECT 1", 30)).containsExactly("no \\u001b[2J");
    }
}
