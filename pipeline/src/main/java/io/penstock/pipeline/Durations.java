package io.penstock.pipeline;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 5 seconds}, {@code 500 ms}, {@code 1 minute}, {@code PT5S}. */
final class Durations {

    static final String PATTERN =
            "\\d{1,9} ?(ms|milliseconds?|s|seconds?|m|minutes?|h|hours?|d|days?)|P[0-9DHMST.]{1,30}";

    private static final Pattern WORDS = Pattern.compile("(\\d{1,9}) ?([a-z]+)");

    private Durations() {}

    static Duration parse(String text) {
        Matcher words = WORDS.matcher(text);
        if (words.matches()) {
            return unit(words.group(2), text).multipliedBy(Long.parseLong(words.group(1)));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("Cannot read duration: " + text, e);
        }
    }

    private static Duration unit(String word, String text) {
        return switch (word) {
            case "ms", "millisecond", "milliseconds" -> Duration.ofMillis(1);
            case "s", "second", "seconds" -> Duration.ofSeconds(1);
            case "m", "minute", "minutes" -> Duration.ofMinutes(1);
            case "h", "hour", "hours" -> Duration.ofHours(1);
            case "d", "day", "days" -> Duration.ofDays(1);
            default -> throw new IllegalArgumentException("Cannot read duration, unit is not known: " + text);
        };
    }
}
