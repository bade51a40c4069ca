package io.penstock.cli.shell;

/**
 * Which lines of a long text are on the screen.
 *
 * @param top the first line shown, from 0
 * @param lines how many there are
 * @param height how many the screen has room for
 */
record PagerView(int top, int lines, int height) {

    /** What a key asks for. */
    enum Move {
        LINE_DOWN,
        LINE_UP,
        PAGE_DOWN,
        PAGE_UP,
        START,
        END
    }

    PagerView {
        top = Math.max(0, Math.min(top, lines - height));
    }

    PagerView after(Move move) {
        return switch (move) {
            case LINE_DOWN -> at(top + 1);
            case LINE_UP -> at(top - 1);
            case PAGE_DOWN -> at(top + height);
            case PAGE_UP -> at(top - height);
            case START -> at(0);
            case END -> at(lines);
        };
    }

    private PagerView at(int line) {
        return new PagerView(line, lines, height);
    }

    PagerView on(int rows) {
        return new PagerView(top, lines, rows);
    }

    /** Behind the last line shown. */
    int bottom() {
        return Math.min(lines, top + height);
    }

    boolean atEnd() {
        return bottom() == lines;
    }
}
