package io.penstock.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an index is split: into one for each day or month of a column, in UTC. @param column or a field within one: {@code minute.start} */
public record IndexSplit(Period period, String column) {

    /** What an index is made for. */
    public enum Period {
        DAYS,
        MONTHS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final String PATTERN = "(days|months)\\( *" + Notation.IDENTIFIER + "(\\." + Notation.IDENTIFIER + ")* *\\)";

    static final List<String> FUNCTIONS = List.of("days", "months");

    private static final Pattern CALL = Pattern.compile("(\\w+)\\( *([\\w.]+) *\\)");

    /** @throws IllegalArgumentException if the text is not a period of a column */
    static IndexSplit parse(String text) {
        Matcher call = CALL.matcher(text);
        if (!text.matches(PATTERN) || !call.matches()) {
            throw new IllegalArgumentException("Cannot read the split of an index: " + text);
        }
        return new IndexSplit(Period.valueOf(call.group(1).toUpperCase(Locale.ROOT)), call.group(2));
    }

    /** As it is written in the file. */
    @Override
    public String toString() {
        return period + "(" + column + ")";
    }
}
