package io.penstock.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.StreamedTable;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Table.Column;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints the rows of one result as they arrive: {@link #columns} once, {@link #row} for each, {@link #end} once. */
public abstract class RowWriter implements Rows {

    private RowWriter() {}

    public static RowWriter table(PrintStream out, Styles styles) {
        return new Tabular(out, styles);
    }

    /** As RFC 4180 has it, with a header; NULL is an empty field, an empty text is {@code ""}. */
    public static RowWriter csv(PrintStream out) {
        return new Csv(out);
    }

    /** One array of objects, a row a line. */
    public static RowWriter json(PrintStream out) {
        return new JsonArray(out);
    }

    @Override
    public abstract void columns(List<ResultColumn> columns);

    @Override
    public abstract void row(JsonNode values);

    public abstract void end();

    private static final class Tabular extends RowWriter {

        private final PrintStream out;
        private final Styles styles;
        private StreamedTable table;

        Tabular(PrintStream out, Styles styles) {
            this.out = out;
            this.styles = styles;
            this.table = new StreamedTable(List.of(), out, styles);
        }

        @Override
        public void columns(List<ResultColumn> columns) {
            List<Column> headings = columns.stream()
                    .map(column -> column.isNumber() ? Column.right(column.name()) : Column.left(column.name()))
                    .toList();
            table = new StreamedTable(headings, out, styles);
        }

        @Override
        public void row(JsonNode values) {
            List<String> cells = new ArrayList<>(values.size());
            values.forEach(value -> cells.add(Json.text(value)));
            table.row(cells);
        }

        @Override
        public void end() {
            table.end();
        }
    }

    private static final class Csv extends RowWriter {

        private final PrintStream out;

        Csv(PrintStream out) {
            this.out = out;
        }

        @Override
        public void columns(List<ResultColumn> columns) {
            out.println(String.join(
                    ",", columns.stream().map(column -> field(column.name())).toList()));
        }

        @Override
        public void row(JsonNode values) {
            List<String> fields = new ArrayList<>(values.size());
            values.forEach(value -> fields.add(value.isNull() ? "" : field(Json.text(value))));
            out.println(String.join(",", fields));
        }

        private static String field(String text) {
            boolean plain =
                    !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
        }

        @Override
        public void end() {
            out.flush();
        }
    }

    private static final class JsonArray extends RowWriter {

        private final PrintStream out;
        private List<ResultColumn> columns = List.of();
        private boolean first = true;

        JsonArray(PrintStream out) {
            this.out = out;
        }

        @Override
        public void columns(List<ResultColumn> names) {
            columns = List.copyOf(names);
            out.print("[");
        }

        @Override
        public void row(JsonNode values) {
            ObjectNode row = Json.object();
            for (int column = 0; column < columns.size(); column++) {
                row.set(columns.get(column).name(), values.path(column));
            }
            out.print((first ? "\n" : ",\n") + Json.line(row));
            first = false;
        }

        @Override
        public void end() {
            out.println(first ? "]" : "\n]");
        }
    }
}
