package io.penstock.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One field of a table's partitioning.
 *
 * @param argument number of buckets or width; 0 for the other kinds
 */
public record PartitionTransform(Kind kind, String column, int argument) {

    /** What is computed from the column. */
    public enum Kind {
        IDENTITY,
        YEARS,
        MONTHS,
        DAYS,
        HOURS,
        BUCKET,
        TRUNCATE
    }

    static final String PATTERN = Notation.IDENTIFIER
            + "|(years|months|days|hours)\\( *" + Notation.IDENTIFIER + " *\\)"
            + "|(bucket|truncate)\\( *[1-9][0-9]{0,8} *, *" + Notation.IDENTIFIER + " *\\)";

    static final List<String> FUNCTIONS = List.of("years", "months", "days", "hours", "bucket", "truncate");

    private static final Pattern CALL = Pattern.compile("(\\w+)\\( *(?:(\\d+) *, *)?(\\w+) *\\)");

    /** @throws IllegalArgumentException if the text is not a column or a known transform of one */
    static PartitionTransform parse(String text) {
        if (!text.matches(PATTERN)) {
            throw new IllegalArgumentException("Cannot read partition transform: " + text);
        }
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            return new PartitionTransform(Kind.IDENTITY, text, 0);
        }
        Kind kind = Kind.valueOf(call.group(1).toUpperCase(Locale.ROOT));
        return new PartitionTransform(kind, call.group(3), call.group(2) == null ? 0 : Integer.parseInt(call.group(2)));
    }

    /** As it is written in the file. */
    @Override
    public String toString() {
        String function = kind.name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case IDENTITY -> column;
            case BUCKET, TRUNCATE -> function + "(" + argument + ", " + column + ")";
            default -> function + "(" + column + ")";
        };
    }
}
