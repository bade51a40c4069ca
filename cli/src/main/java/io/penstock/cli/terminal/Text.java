package io.penstock.cli.terminal;

import org.jline.utils.WCWidth;

/** Text on a terminal: its width in columns, and a form that cannot steer the terminal. */
public final class Text {

    private Text() {}

    /** The text with control characters written out ({@code \n}, {@code \}{@code u001b}): data must not move the cursor. */
    public static String harmless(String text) {
        if (text.codePoints().noneMatch(Text::steers)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(character -> append(safe, character));
        return safe.toString();
    }

    /** The columns that the text takes: East Asian characters take two, combining ones none. */
    public static int width(String text) {
        return text.codePoints()
                .map(character -> Math.max(0, WCWidth.wcwidth(character)))
                .sum();
    }

    /** The text cut to so many columns; the last one is then an ellipsis. */
    public static String cut(String text, int columns) {
        if (text.length() <= columns && width(text) <= columns) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            int width = Math.max(0, WCWidth.wcwidth(character));
            if (used + width > columns - 1) {
                break;
            }
            kept.appendCodePoint(character);
            used += width;
            at += Character.charCount(character);
        }
        return kept.append('…').toString();
    }

    private static boolean steers(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR;
    }

    private static void append(StringBuilder safe, int character) {
        switch (character) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append("\\t");
            default -> {
                if (steers(character)) {
                    safe.append("\\u%04x".formatted(character));
                } else {
                    safe.appendCodePoint(character);
                }
            }
        }
    }
}
