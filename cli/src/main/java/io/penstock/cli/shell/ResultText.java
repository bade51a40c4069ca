package io.penstock.cli.shell;

import io.penstock.cli.shell.ShellCommand.Form;
import io.penstock.cli.sql.ResultColumn;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A result as lines that are no longer than the terminal is wide.
 *
 * <p>As a table, the widest columns of text give way, down to {@value #LEAST} columns of the terminal; their cells are cut. Numbers
 * and times are never cut. Where that is not enough each column stands on a line of its own, whole.
 *
 * @param headings stay on the screen while the lines are scrolled
 */
record ResultText(List<String> headings, List<String> lines) {

    private static final int LEAST = 12;
    private static final String GAP = "  ";
    private static final String NULL = "NULL";

    static ResultText of(Result result, Form form, int width, Styles styles) {
        int[] widths = fitted(natural(result), result.columns(), width);
        boolean fits = total(widths) <= width;
        if (form == Form.VERTICAL || (form == Form.AUTO && !fits)) {
            return vertical(result, width, styles);
        }
        ResultText table = table(result, widths, fits ? styles : Styles.OFF);
        return fits ? table : table.cut(width);
    }

    private static int[] natural(Result result) {
        int[] widths = result.columns().stream()
                .mapToInt(column -> Text.width(heading(column)))
                .toArray();
        for (List<@Nullable String> row : result.rows()) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], Text.width(text(row.get(column))));
            }
        }
        return widths;
    }

    /** No column of text wider than the most that lets all fit; where nothing does, the sum is still too much. */
    private static int[] fitted(int[] natural, List<ResultColumn> columns, int width) {
        int most = width;
        while (most > LEAST && total(capped(natural, columns, most)) > width) {
            most--;
        }
        return capped(natural, columns, most);
    }

    private static int[] capped(int[] natural, List<ResultColumn> columns, int most) {
        return IntStream.range(0, natural.length)
                .map(column -> columns.get(column).isIndivisible() ? natural[column] : Math.min(natural[column], most))
                .toArray();
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).sum() + GAP.length() * Math.max(0, widths.length - 1);
    }

    private ResultText cut(int width) {
        return new ResultText(
                headings.stream().map(line -> Text.cut(line, width)).toList(),
                lines.stream().map(line -> Text.cut(line, width)).toList());
    }

    private static ResultText table(Result result, int[] widths, Styles styles) {
        List<ResultColumn> columns = result.columns();
        List<String> names =
                columns.stream().map(ResultText::heading).map(Text::harmless).toList();
        String heading = styles.bold(line(columns, names, widths, Styles.OFF));
        List<String> lines = result.rows().stream()
                .map(row -> line(columns, row, widths, styles))
                .toList();
        return new ResultText(List.of(heading), lines);
    }

    private static String line(
            List<ResultColumn> columns, List<? extends @Nullable String> cells, int[] widths, Styles styles) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = Text.cut(text(cells.get(column)), widths[column]);
            String padding = " ".repeat(widths[column] - Text.width(cell));
            String painted = cells.get(column) == null ? styles.dim(cell) : cell;
            line.append(column == 0 ? "" : GAP)
                    .append(columns.get(column).isNumber() ? padding + painted : painted + padding);
        }
        return line.toString().stripTrailing();
    }

    private static ResultText vertical(Result result, int width, Styles styles) {
        List<ResultColumn> columns = result.columns();
        int names = Math.min(
                columns.stream()
                        .mapToInt(column -> Text.width(heading(column)))
                        .max()
                        .orElse(0),
                Math.max(1, width / 2 - GAP.length()));
        int values = Math.max(1, width - names - GAP.length());
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (List<@Nullable String> row : result.rows()) {
            number++;
            lines.add(styles.dim(Text.cut("-- row %d ".formatted(number) + "-".repeat(width), width)
                    .replace('…', '-')));
            for (int column = 0; column < columns.size(); column++) {
                String name = Text.cut(heading(columns.get(column)), names);
                String indent = styles.bold(name) + " ".repeat(names - Text.width(name));
                String value = row.get(column);
                for (String part : parts(text(value), values)) {
                    lines.add((indent + GAP + (value == null ? styles.dim(part) : part)).stripTrailing());
                    indent = " ".repeat(names);
                }
            }
        }
        return new ResultText(List.of(), lines);
    }

    /** The text in pieces of so many columns. */
    private static List<String> parts(String text, int columns) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int used = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int width = Text.width(Character.toString(text.codePointAt(at)));
            if (used + width > columns && at > start) {
                parts.add(text.substring(start, at));
                start = at;
                used = 0;
            }
            used += width;
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String heading(ResultColumn column) {
        return Text.harmless(column.name());
    }

    private static String text(@Nullable String cell) {
        return cell == null ? NULL : cell;
    }
}
