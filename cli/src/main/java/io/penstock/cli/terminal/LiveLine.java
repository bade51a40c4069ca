package io.penstock.cli.terminal;

import java.io.PrintStream;

/**
 * One line that is written over itself on a terminal; elsewhere each update is a line of its own. Not thread-safe.
 */
public final class LiveLine {

    private static final String START_OF_LINE = "\r";
    private static final String ERASE_REST = "\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final int columns;
    private boolean open;

    /** @param columns the terminal's width: a longer text is cut, since a wrapped line cannot be written over */
    public LiveLine(PrintStream out, boolean terminal, int columns) {
        this.out = out;
        this.terminal = terminal;
        this.columns = columns;
    }

    /** Shows the text in place of the last one. */
    public void show(String text) {
        if (!terminal) {
            out.println(text);
            return;
        }
        out.print(START_OF_LINE + Text.cut(text, columns - 1) + ERASE_REST);
        out.flush();
        open = true;
    }

    /** Prints a line that stays, above the live one. */
    public void print(String text) {
        if (open) {
            out.print(START_OF_LINE + ERASE_REST);
            open = false;
        }
        out.println(text);
    }

    /** Takes the last text off the screen. */
    public void erase() {
        if (open) {
            out.print(START_OF_LINE + ERASE_REST);
            out.flush();
            open = false;
        }
    }

    /** Leaves the last text on the screen and goes to the next line. */
    public void end() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
