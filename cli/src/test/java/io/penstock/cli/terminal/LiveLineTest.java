package io.penstock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveLineTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void writesOverItselfOnATerminal() {
        LiveLine line = new LiveLine(out, true, 80);

        line.show("one");
        line.show("two");
        line.end();

        assertThat(printed()).isEqualTo("\rone\u001b[K\rtwo\u001b[K\n");
    }

    @Test
    void isALinePerUpdateElsewhere() {
        LiveLine line = new LiveLine(out, false, 80);

        line.show("one");
        line.show("two");
        line.end();

        assertThat(printed()).isEqualTo("one\ntwo\n");
    }

    @Test
    void linesThatStayTakeItsPlace() {
        LiveLine line = new LiveLine(out, true, 80);

        line.show("live");
        line.print("stays");

        assertThat(printed()).isEqualTo("\rlive\u001b[K\r\u001b[Kstays\n");
    }

    @Test
    void isCutToTheTerminal() {
        LiveLine line = new LiveLine(out, true, 6);

        line.show("abcdefgh");

        assertThat(printed()).isEqualTo("\rabcd…\u001b[K");
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
