package io.penstock.cli.shell;

import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** One screen of a statement that is repeated: what it is, the first rows that have room, and how many there are. */
record Watch(String statement, Duration interval) {

    /**
     * @param time of day
     * @param summary how the last run ended
     */
    String frame(ResultText text, String time, String summary, int columns, int rows, Styles styles) {
        int room = Math.max(1, rows - text.headings().size() - 4);
        List<String> lines = text.lines();
        boolean cut = lines.size() > room;
        StringBuilder frame = new StringBuilder();
        line(frame, styles.dim(Text.cut(title(time), columns - 1)));
        line(frame, "");
        text.headings().forEach(heading -> line(frame, heading));
        lines.subList(0, Math.min(room, lines.size())).forEach(line -> line(frame, line));
        String more = cut ? ", %s of %s lines shown".formatted(Figures.count(room), Figures.count(lines.size())) : "";
        line(frame, styles.dim(Text.cut(summary + more, columns - 1)));
        return frame.toString();
    }

    private String title(String time) {
        return "%s  every %s s, Ctrl-C ends  %s"
                .formatted(
                        time,
                        BigDecimal.valueOf(interval.toMillis(), 3)
                                .stripTrailingZeros()
                                .toPlainString(),
                        Text.harmless(statement.strip().replaceAll("\\s+", " ")));
    }

    private static void line(StringBuilder frame, String line) {
        frame.append(line).append("\u001b[K\n");
    }
}
