package io.penstock.cli.terminal;

import io.penstock.cli.terminal.Table.Column;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of any length in bounded memory: its columns are as wide as the first rows need, and a later cell that is wider
 * stands out. Rows are printed as soon as the widths are known. Not thread-safe.
 */
public final class StreamedTable {

    private static final int FIRST_ROWS = 200;

    private final List<Column> columns;
    private final PrintStream out;
    private final Styles styles;
    private final List<List<String>> first = new ArrayList<>();
    private int @Nullable [] widths;

    public StreamedTable(List<Column> columns, PrintStream out, Styles styles) {
        this.columns = List.copyOf(columns);
        this.out = out;
        this.styles = styles;
    }

    public void row(List<String> cells) {
        if (widths == null) {
            first.add(List.copyOf(cells));
            if (first.size() == FIRST_ROWS) {
                flush();
            }
        } else {
            Table table = new Table(columns).row(cells);
            table.printRows(out, widths);
        }
    }

    /** Prints what has been waiting for more. */
    public void end() {
        if (widths == null) {
            flush();
        }
    }

    private void flush() {
        Table table = new Table(columns);
        first.forEach(table::row);
        first.clear();
        widths = table.widths();
        table.printHeadings(out, styles, widths);
        table.printRows(out, widths);
    }
}
