package io.penstock.pipeline;

/** Text of a file as a message may show it: short, on one line, harmless to a terminal. */
public final class Excerpt {

    private static final int MAX_LENGTH = 60;

    private Excerpt() {}

    /** In single quotes. */
    public static String of(String text) {
        return "'" + plain(text) + "'";
    }

    /** As a step of a path. */
    static String key(String key) {
        return key.isEmpty() ? "''" : plain(key);
    }

    /** Without quotes. */
    public static String plain(String text) {
        String start = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        if (start.chars().noneMatch(Character::isISOControl)) {
            return start;
        }
        StringBuilder shown = new StringBuilder();
        start.chars().forEach(c -> {
            switch (c) {
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
        return shown.toString();
    }
}
