package io.penstock.source;

import java.nio.charset.StandardCharsets;

/** The beginning of a value, fit for one line of a message: at most 40 characters, none of them a control character. */
final class Excerpt {

    static final int MAX_CHARACTERS = 40;
    private static final int MAX_BYTES = 4 * (MAX_CHARACTERS + 1);

    private Excerpt() {}

    static String of(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + MAX_BYTES);
        return of(new String(bytes, from, end - from, StandardCharsets.UTF_8));
    }

    static String of(CharSequence text) {
        StringBuilder excerpt = new StringBuilder("'");
        boolean cut = text.length() > MAX_CHARACTERS;
        int length = cut ? MAX_CHARACTERS - 1 : text.length();
        if (cut && Character.isHighSurrogate(text.charAt(length - 1))) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            excerpt.append(printable(text.charAt(i)));
        }
        return excerpt.append(cut ? "…'" : "'").toString();
    }

    /** The whole text, without the characters that would break a line. */
    static String line(CharSequence text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            line.append(printable(text.charAt(i)));
        }
        return line.toString();
    }

    private static char printable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                '\uFFFD';
            default -> c;
        };
    }
}
