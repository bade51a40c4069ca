package io.penstock.cli.init;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The values of one column, and what they can be read as. Values are added one by one; not thread-safe.
 *
 * <p>One value in fifty may be something else: real data has its bad records, which are to become dead letters and not to
 * decide the type.
 */
final class Values {

    private static final int ONE_IN = 50;
    private static final long SURELY_MILLIS = 1_000_000_000_000L; // of thirteen digits

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,18}");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    /** The types that are tried, the most telling first; a text is what is none of them. */
    private static final Map<String, Predicate<String>> TYPES = types();

    private final Map<String, Integer> misfits = new LinkedHashMap<>();
    private final Map<TimeFormat, Integer> timeMisfits = new LinkedHashMap<>();
    private int count;
    private int descents;
    private long last = Long.MIN_VALUE;

    Values() {
        TYPES.keySet().forEach(type -> misfits.put(type, 0));
        TimeFormat.OF_TEXT.forEach(format -> timeMisfits.put(format, 0));
        List.of(TimeFormat.SECONDS, TimeFormat.MILLIS, TimeFormat.MICROS).forEach(format -> timeMisfits.put(format, 0));
    }

    private static Map<String, Predicate<String>> types() {
        Map<String, Predicate<String>> types = new LinkedHashMap<>();
        types.put("BOOLEAN", text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
        types.put("BIGINT", Values::isLong);
        types.put("DOUBLE", Values::isDouble);
        types.put("DATE", Values::isDate);
        return types;
    }

    void add(String text) {
        count++;
        misfits.replaceAll(
                (type, misfit) -> isHopeless(misfit) || TYPES.get(type).test(text) ? misfit : misfit + 1);
        timeMisfits.replaceAll(
                (format, misfit) -> isHopeless(misfit) || format.reads().test(text) ? misfit : misfit + 1);
        if (isLong(text)) {
            long number = Long.parseLong(text);
            descents += number < last ? 1 : 0;
            last = number;
        }
    }

    /** More than could be forgiven in a whole sample: no need to look any more. */
    private static boolean isHopeless(int misfit) {
        return misfit > Guesser.SAMPLE / ONE_IN;
    }

    private boolean isForgiven(int misfit) {
        return count > 0 && misfit * ONE_IN <= count && misfit <= Guesser.SAMPLE / ONE_IN;
    }

    private static boolean isLong(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return false;
        }
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false; // nineteen digits, and too many
        }
    }

    /** A whole number that is no long would lose digits. */
    private static boolean isDouble(String text) {
        boolean whole = text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
        return whole ? isLong(text) : NUMBER.matcher(text).matches();
    }

    private static boolean isDate(String text) {
        if (!DATE.matcher(text).matches()) {
            return false;
        }
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Takes over the values of another place; times are not told by values of several places. */
    void merge(Values other) {
        count += other.count;
        other.misfits.forEach((type, misfit) -> misfits.merge(type, misfit, Integer::sum));
        timeMisfits.replaceAll((format, misfit) -> Integer.MAX_VALUE);
    }

    int count() {
        return count;
    }

    /** Whether the values are something more definite than text. */
    boolean isTyped() {
        return !type().equals("STRING") || !texts().isEmpty();
    }

    /** The type if times are left out of account. */
    String type() {
        return misfits.entrySet().stream()
                .filter(entry -> isForgiven(entry.getValue()))
                .map(Map.Entry::getKey)
                .min((one, other) -> Integer.compare(rank(one), rank(other)))
                .orElse("STRING");
    }

    /** A whole number is a number too: the narrower type is taken unless it leaves out values that the wider one reads. */
    private int rank(String type) {
        return 10 * misfits.get(type) + new ArrayList<>(misfits.keySet()).indexOf(type);
    }

    /** How many values are not what the others are: of {@link #type}, or of the times where they tell any. */
    int misfits() {
        String type = type();
        if (!type.equals("STRING")) {
            return misfits.get(type);
        }
        return texts().isEmpty() ? 0 : timeMisfits.get(texts().get(0));
    }

    /**
     * The ways in which the values tell a time; none when they do not.
     *
     * @param name of the column: whole numbers tell a time if they look like it and the column is called so, or if they are
     *     of thirteen digits and more and grow
     */
    List<TimeFormat> times(String name) {
        if (!type().equals("BIGINT")) {
            return texts();
        }
        boolean told = namesTime(name) || count > 1 && last > SURELY_MILLIS && isForgiven(descents);
        return told ? fitting("epoch-") : List.of();
    }

    private List<TimeFormat> texts() {
        return fitting("").stream()
                .filter(format -> !format.name().startsWith("epoch-"))
                .toList();
    }

    private List<TimeFormat> fitting(String prefix) {
        return timeMisfits.entrySet().stream()
                .filter(entry -> entry.getKey().name().startsWith(prefix) && isForgiven(entry.getValue()))
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean namesTime(String name) {
        String words = name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        return words.matches(
                ".*(time|timestamp|tstamp|epoch|datetime)([^a-z].*)?|(.*[^a-z])?(ts|at|date|time)([^a-z].*)?");
    }
}
