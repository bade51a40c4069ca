package io.penstock.cli.shell;

import io.penstock.cli.terminal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A failure of a statement for the one who typed it, with a mark below the place where the message has one. */
final class ErrorText {

    private static final Pattern PLACE = Pattern.compile("(?s)line (\\d+), column (\\d+): (.*)");
    private static final int BEFORE_MARK = 40;

    private ErrorText() {}

    static List<String> of(String message, String statement, int columns) {
        Matcher place = PLACE.matcher(message);
        List<String> lines = statement.lines().toList();
        if (!place.matches() || Integer.parseInt(place.group(1)) > lines.size()) {
            return folded(message, columns);
        }
        String line = Text.harmless(lines.get(Integer.parseInt(place.group(1)) - 1));
        int at = Math.min(Integer.parseInt(place.group(2)) - 1, line.length());
        int start = Math.max(0, at - Math.min(BEFORE_MARK, columns / 2));
        String indent = " ".repeat(2 + Text.width(line.substring(start, at)));
        List<String> text = new ArrayList<>(folded(message, columns));
        text.add("  " + Text.cut(line.substring(start), columns - 2));
        text.add(indent + "^");
        return text;
    }

    /** In lines that end at a blank where there is one. */
    static List<String> folded(String message, int columns) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : message.lines().map(Text::harmless).toList()) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split("(?<= )")) {
                if (line.length() > 0 && Text.width(line + word.stripTrailing()) > columns) {
                    lines.add(line.toString().stripTrailing());
                    line.setLength(0);
                }
                line.append(word);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
