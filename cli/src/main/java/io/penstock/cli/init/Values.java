package io.penstock.cli.init;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The values of one column, and what they can be read as. Values are added one by one; not thread-safe. */
final class Values {

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,18}");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    private long count;
    private boolean booleans = true;
    private boolean integers = true;
    private boolean numbers = true;
    private boolean dates = true;
    private boolean ascending = true;
    private long last = Long.MIN_VALUE;
    private List<TimeFormat> textTimes = TimeFormat.OF_TEXT;
    private List<TimeFormat> epochs = List.of(TimeFormat.SECONDS, TimeFormat.MILLIS, TimeFormat.MICROS);

    void add(String text) {
        count++;
        booleans = booleans && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
        dates = dates && isDate(text);
        numbers = numbers && NUMBER.matcher(text).matches();
        integers = integers && isLong(text);
        if (integers) {
            long number = Long.parseLong(text);
            ascending = ascending && number >= last;
            last = number;
            epochs = reading(epochs, text);
        }
        textTimes = reading(textTimes, text);
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

    private static List<TimeFormat> reading(List<TimeFormat> formats, String text) {
        if (formats.isEmpty()
                || formats.stream().allMatch(format -> format.reads().test(text))) {
            return formats;
        }
        List<TimeFormat> left = new ArrayList<>(formats);
        left.removeIf(format -> !format.reads().test(text));
        return left;
    }

    /** Takes over the values of another place; times are not told by values of several places. */
    void merge(Values other) {
        count += other.count;
        booleans &= other.booleans;
        integers &= other.integers;
        numbers &= other.numbers;
        dates &= other.dates;
        textTimes = List.of();
        epochs = List.of();
    }

    long count() {
        return count;
    }

    /** Whether the values are something more definite than text. */
    boolean isTyped() {
        return count > 0 && (booleans || numbers || dates || !textTimes.isEmpty());
    }

    /** The type if times are left out of account. */
    String type() {
        if (count == 0) {
            return "STRING";
        }
        if (booleans) {
            return "BOOLEAN";
        }
        if (integers) {
            return "BIGINT";
        }
        if (numbers) {
            return "DOUBLE";
        }
        return dates ? "DATE" : "STRING";
    }

    /**
     * The ways in which the values tell a time; none when they do not.
     *
     * @param name of the column: whole numbers tell a time if they look like it and the column is called so, or if they are
     *     of thirteen digits and more and grow
     */
    List<TimeFormat> times(String name) {
        if (count == 0) {
            return List.of();
        }
        if (!integers) {
            return textTimes;
        }
        boolean told = namesTime(name) || ascending && count > 1 && last > 1_000_000_000_000L;
        return told ? epochs : List.of();
    }

    private static boolean namesTime(String name) {
        String words = name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        return words.matches(
                ".*(time|timestamp|tstamp|epoch|datetime)([^a-z].*)?|(.*[^a-z])?(ts|at|date|time)([^a-z].*)?");
    }
}
