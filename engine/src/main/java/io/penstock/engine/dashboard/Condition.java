package io.penstock.engine.dashboard;

import io.penstock.pipeline.Excerpt;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A field has one of some values.
 *
 * @param values String, BigDecimal, Boolean or Instant, as the kind of the field has it
 */
record Condition(Field field, List<Object> values) {

    /** Few digits and a small exponent: the text of {@code 1E+999999999} written out would fill the memory. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

    Condition {
        values = List.copyOf(values);
    }

    /** @throws PanelRequestException when a text is no value of the field */
    static Condition of(Field field, List<String> texts) {
        return new Condition(
                field, texts.stream().map(text -> value(field, text)).toList());
    }

    private static Object value(Field field, String text) {
        switch (field.kind()) {
            case TEXT, ADDRESS:
                return text;
            case NUMBER:
                if (NUMBER.matcher(text).matches()) {
                    return new BigDecimal(text);
                }
                break;
            case FLAG:
                String word = text.toLowerCase(Locale.ROOT);
                if (word.equals("true") || word.equals("false")) {
                    return Boolean.valueOf(word);
                }
                break;
            case TIME:
                try {
                    Instant time = text.length() <= "2026-01-31".length()
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(text);
                    TimeRange.require(time);
                    return time;
                } catch (DateTimeException e) {
                    break;
                }
            default:
                break;
        }
        throw PanelRequestException.wrong("Cannot filter by %s, it is %s: %s"
                .formatted(field.name(), field.kind().noun(), Excerpt.of(text)));
    }
}
