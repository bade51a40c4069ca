package io.penstock.engine.test;

import io.penstock.engine.test.PlainRows.Entries;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of {@link PlainRows} as a test file has them: each on one line, whole, and read as the same value again. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_.][A-Za-z0-9/_.+=-]*(?: [A-Za-z0-9/_.+=-]+)*");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|\\.nan|[+-]?\\.inf");

    private YamlText() {}

    static String of(@Nullable Object value) {
        if (value instanceof Map<?, ?> struct) {
            return fields(struct);
        } else if (value instanceof Entries map) {
            return fields(map.entries());
        } else if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            list.forEach(item -> items.add(of(item)));
            return "[" + String.join(", ", items) + "]";
        } else if (value instanceof String text) {
            return text(text);
        } else if (value instanceof Message message) {
            return text(message.text());
        } else if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return String.valueOf(value); // numbers, truths and times need no quotes
    }

    private static String fields(Map<?, ?> fields) {
        if (fields.isEmpty()) {
            return "{}";
        }
        List<String> entries = new ArrayList<>();
        fields.forEach((name, value) -> entries.add(text(String.valueOf(name)) + ": " + of(value)));
        return "{ " + String.join(", ", entries) + " }";
    }

    /** Without quotes where that is read as this very text. */
    static String text(String text) {
        return PLAIN.matcher(text).matches() && !WORD.matcher(text).matches() ? text : quoted(text);
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean ascii = c >= 0x20 && c < 0x7f;
                    if (ascii || Character.isLetterOrDigit(c) || c > 0xffff) {
                        quoted.appendCodePoint(c);
                    } else {
                        quoted.append("\\u%04x".formatted(c));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
