package io.penstock.cli.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/** The terminal as the shell prints to it, once JLine has let go of the line. */
record Screen(Terminal terminal, PrintStream out) {

    private static final int LEAST_COLUMNS = 20;
    private static final int LEAST_ROWS = 5;
    private static final String HOME = "\u001b[H";
    private static final String ERASE_BELOW = "\u001b[J";

    static Screen of(Terminal terminal) {
        return new Screen(terminal, new PrintStream(terminal.output(), true, StandardCharsets.UTF_8));
    }

    /** A terminal that does not tell its size has 80 columns. */
    int columns() {
        int columns = size().getColumns();
        return columns <= 0 ? 80 : Math.max(LEAST_COLUMNS, columns);
    }

    int rows() {
        int rows = size().getRows();
        return rows <= 0 ? 24 : Math.max(LEAST_ROWS, rows);
    }

    private Size size() {
        return terminal.getSize();
    }

    void enterAlternate() {
        put(Capability.enter_ca_mode);
    }

    void leaveAlternate() {
        put(Capability.exit_ca_mode);
    }

    private void put(Capability capability) {
        terminal.puts(capability);
        terminal.flush();
    }

    /** Writes over the whole screen at once, so that it does not flicker. */
    void redraw(String frame) {
        out.print(HOME + frame + ERASE_BELOW);
        out.flush();
    }

    /** Waits for a key, which is not shown; Ctrl-C is one. @return its character, or a negative number at the end */
    int readKey() {
        Attributes before = terminal.enterRawMode();
        try {
            return terminal.reader().read();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the keyboard", e);
        } finally {
            terminal.setAttributes(before);
        }
    }

    /** From now on nothing that is typed shows, until somebody reads it. @return what to set at the end */
    Attributes hush() {
        Attributes before = terminal.getAttributes();
        Attributes quiet = new Attributes(before);
        quiet.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO), false);
        terminal.setAttributes(quiet);
        return before;
    }
}
