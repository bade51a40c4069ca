package io.penstock.source;

import io.penstock.pipeline.ColumnCount;
import io.penstock.pipeline.CsvDecode;
import io.penstock.pipeline.Problems;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A CSV decoder's settings in bytes. Delimiter, quote and escape are ASCII: no byte of a longer UTF-8 sequence can be mistaken
 * for them.
 *
 * @param quote {@link #NONE} when quotes have no meaning
 * @param escape {@link #NONE} when a quote inside quotes is doubled
 */
record CsvDialect(
        byte delimiter,
        int quote,
        int escape,
        boolean header,
        boolean trim,
        byte @Nullable [] nullValue,
        ColumnCount columnCount) {

    static final int NONE = -1;

    static CsvDialect of(CsvDecode spec) {
        @Nullable String nullValue = spec.nullValue();
        return new CsvDialect(
                (byte) spec.delimiter().charAt(0),
                character(spec.quote()),
                spec.escape() != null && spec.escape().equals(spec.quote()) ? NONE : character(spec.escape()),
                spec.header(),
                spec.trim(),
                nullValue == null ? null : nullValue.getBytes(StandardCharsets.UTF_8),
                spec.columnCount());
    }

    private static int character(@Nullable String text) {
        return text == null ? NONE : text.charAt(0);
    }

    /** Adds what a record of {@link CsvDecode} cannot say for itself: which characters this decoder can work with. */
    static void check(CsvDecode spec, Problems problems) {
        checkCharacter(spec.delimiter(), problems.at("delimiter"));
        checkCharacter(spec.quote(), problems.at("quote"));
        checkCharacter(spec.escape(), problems.at("escape"));
    }

    private static void checkCharacter(@Nullable String text, Problems problems) {
        if (text == null) {
            return;
        }
        char c = text.length() == 1 ? text.charAt(0) : 0;
        if (c == 0 || c > 127 || c == '\r' || c == '\n') {
            problems.add("is not one ASCII character that ends no line: " + Excerpt.of(text), null);
        }
    }

    boolean isBlank(byte c) {
        return (c == ' ' || c == '\t') && c != delimiter;
    }
}
