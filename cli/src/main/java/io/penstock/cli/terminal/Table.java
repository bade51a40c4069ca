package io.penstock.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows under headings, in columns as wide as their widest cell. Numbers stand to the right.
 *
 * <p>Cells are made harmless for the terminal before they are painted.
 */
public final class Table {

    /** How a column's cells stand under its heading. */
    public enum Align {
        LEFT,
        RIGHT
    }

    /**
     * @param maxWidth longer cells are cut to so many columns of the terminal
     * @param paint adds colours to a cell's text, nothing that takes room
     */
    public record Column(String heading, Align align, int maxWidth, UnaryOperator<String> paint) {

        public static Column left(String heading) {
            return new Column(heading, Align.LEFT, Integer.MAX_VALUE, UnaryOperator.identity());
        }

        public static Column right(String heading) {
            return new Column(heading, Align.RIGHT, Integer.MAX_VALUE, UnaryOperator.identity());
        }

        public Column upTo(int columns) {
            return new Column(heading, align, columns, paint);
        }

        public Column painted(UnaryOperator<String> how) {
            return new Column(heading, align, maxWidth, how);
        }
    }

    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this(List.of(columns));
    }

    public Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    public Table row(String... cells) {
        return row(List.of(cells));
    }

    public Table row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "Cannot add a row of %d cells, the table has %d columns".formatted(cells.size(), columns.size()));
        }
        List<String> safe = new ArrayList<>(cells.size());
        for (int column = 0; column < cells.size(); column++) {
            safe.add(Text.cut(
                    Text.harmless(cells.get(column)), columns.get(column).maxWidth()));
        }
        rows.add(safe);
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Prints the headings and all rows. */
    public void print(PrintStream out, Styles styles) {
        int[] widths = widths();
        printHeadings(out, styles, widths);
        printRows(out, widths);
    }

    void printRows(PrintStream out, int[] widths) {
        rows.forEach(row -> printRow(out, row, widths));
    }

    void printHeadings(PrintStream out, Styles styles, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            append(line, column, columns.get(column).heading(), widths[column], UnaryOperator.identity());
        }
        out.println(styles.bold(line.toString().stripTrailing()));
    }

    private void printRow(PrintStream out, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            append(
                    line,
                    column,
                    cells.get(column),
                    widths[column],
                    columns.get(column).paint());
        }
        out.println(line.toString().stripTrailing());
    }

    /** The width of each column, headings included. */
    int[] widths() {
        int[] widths = columns.stream()
                .mapToInt(column -> Text.width(column.heading()))
                .toArray();
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], Text.width(row.get(column)));
            }
        }
        return widths;
    }

    private void append(StringBuilder line, int column, String cell, int width, UnaryOperator<String> paint) {
        String padding = " ".repeat(Math.max(0, width - Text.width(cell)));
        boolean left = columns.get(column).align() == Align.LEFT;
        line.append(column == 0 ? "" : GAP).append(left ? paint.apply(cell) + padding : padding + paint.apply(cell));
    }
}
