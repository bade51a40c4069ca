package io.penstock.engine.test;

import java.util.regex.Pattern;

/** A text as a report shows it, and as a test file would have it: in quotes where YAML needs them. */
final class ShownText {

    private static final int MAX_LENGTH = 200;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_.][^\\p{Cntrl}\"'\\\\{}\\[\\],:#&*!|>%@`]*");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|\\.nan|\\.inf");

    private ShownText() {}

    static String of(String text) {
        String start = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        if (PLAIN.matcher(start).matches()
                && !WORD.matcher(start).matches()
                && start.strip().equals(start)) {
            return start;
        }
        StringBuilder shown = new StringBuilder("\"");
        start.chars().forEach(c -> {
            switch (c) {
                case '"' -> shown.append("\\\"");
                case '\\' -> shown.append("\\\\");
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        shown.append("\\u%04x".formatted(c));
                    } else {
                        shown.append((char) c);
                    }
                }
            }
        });
        return shown.append('"').toString();
    }
}
