package io.penstock.pipeline.dashboard;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number that is computed of rows.
 *
 * @param column what it is computed of; null for {@code count} alone
 * @param percent which percentile; null for the other functions
 */
public record Measure(Function function, @Nullable String column, @Nullable BigDecimal percent) {

    /** How rows become a number. */
    public enum Function {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX,
        DISTINCT,
        PERCENTILE
    }

    /** What a key says that is a measure. */
    static final String TEXT =
            "What is drawn: `count`, or `sum(c)`, `avg(c)`, `min(c)`, `max(c)`, `distinct(c)` (how many different values), `percentile(95, c)` of a column.";

    /** How many rows there are. */
    public static final Measure COUNT = new Measure(Function.COUNT, null, null);

    /** What a text has to be like, in the dialect that Java and JSON Schema share. */
    public static final String PATTERN = "count|(sum|avg|min|max|distinct)\\([^()]*[^() ][^()]*\\)"
            + "|percentile\\( *(100|[0-9]{1,2}(\\.[0-9]{1,3})?) *,[^()]*[^() ][^()]*\\)";

    /** The functions that take a column. */
    public static final List<String> FUNCTIONS = List.of("sum", "avg", "min", "max", "distinct", "percentile");

    private static final Pattern CALL = Pattern.compile("(\\w+)\\( *(?:(\\d+(?:\\.\\d+)?) *,)? *([^()]+?) *\\)");

    /** @throws IllegalArgumentException if the text is no measure */
    public static Measure parse(String text) {
        if (text.equals("count")) {
            return COUNT;
        }
        Matcher call = CALL.matcher(text);
        if (!text.matches(PATTERN) || !call.matches()) {
            throw new IllegalArgumentException("Cannot read measure: " + text);
        }
        Function function = Function.valueOf(call.group(1).toUpperCase(Locale.ROOT));
        if (function != Function.PERCENTILE) {
            return new Measure(
                    function,
                    text.substring(text.indexOf('(') + 1, text.length() - 1).strip(),
                    null);
        }
        return new Measure(function, call.group(3), new BigDecimal(call.group(2)));
    }

    /** As it is written in the file. */
    @Override
    public String toString() {
        String name = function.name().toLowerCase(Locale.ROOT);
        if (column == null) {
            return name;
        }
        return percent == null ? name + "(" + column + ")" : name + "(" + percent.toPlainString() + ", " + column + ")";
    }
}
