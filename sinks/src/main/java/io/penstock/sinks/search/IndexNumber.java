package io.penstock.sinks.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers at the ends of indices' names: those that take each other's place behind an alias differ in them alone. */
final class IndexNumber {

    private static final String FORMAT = "%s-%06d";
    private static final Pattern NUMBERED = Pattern.compile("^(.*)-([0-9]{6})$");

    private IndexNumber() {}

    /** Name of the first index behind an alias. */
    static String first(String alias) {
        return FORMAT.formatted(alias, 1);
    }

    /**
     * Name of the index that takes the place of another.
     *
     * @throws ForeignIndexException when the other's name does not end in a number
     */
    static String next(String index) {
        Matcher numbered = NUMBERED.matcher(index);
        if (!numbered.matches()) {
            throw new ForeignIndexException("Cannot reindex " + index + ", its name does not end in a number");
        }
        return FORMAT.formatted(numbered.group(1), Long.parseLong(numbered.group(2)) + 1);
    }
}
