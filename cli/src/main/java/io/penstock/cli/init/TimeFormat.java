package io.penstock.cli.init;

import java.time.DateTimeException;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A way of writing a point in time that a decoder can read.
 *
 * @param name the value of {@code timestamp-format}
 * @param type {@code TIMESTAMP}, or {@code TIMESTAMP_NTZ} for text without a zone
 * @param reads whether a text is written that way
 */
record TimeFormat(String name, String type, Predicate<String> reads) {

    static final String ISO = "iso-8601";

    private static final String TIMESTAMP = "TIMESTAMP";
    private static final String ISO_TIME = "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d([.,]\\d{1,9})?)?";
    private static final int LONGEST = 40;

    /** Of those without a number, the ones that say more come first. */
    static final List<TimeFormat> OF_TEXT = ofText();

    static final TimeFormat SECONDS = epoch("epoch-seconds", 1L);
    static final TimeFormat MILLIS = epoch("epoch-millis", 1_000L);
    static final TimeFormat MICROS = epoch("epoch-micros", 1_000_000L);

    private static List<TimeFormat> ofText() {
        List<TimeFormat> formats = new ArrayList<>();
        formats.add(new TimeFormat(ISO, TIMESTAMP, matching(ISO_TIME + "(Z|[+-]\\d\\d:?\\d\\d)")));
        for (String seconds : List.of("yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy/MM/dd HH:mm:ss")) {
            for (String fraction : List.of("", ".SSS", ".SSSSSS", "[.SSS]", "[.SSSSSS]")) {
                formats.add(pattern(seconds + fraction));
            }
        }
        for (String pattern : List.of(
                "yyyy-MM-dd HH:mm",
                "dd/MMM/yyyy:HH:mm:ss Z",
                "'['dd/MMM/yyyy:HH:mm:ss Z']'",
                "EEE MMM dd HH:mm:ss Z yyyy",
                "EEE, dd MMM yyyy HH:mm:ss z",
                "dd.MM.yyyy HH:mm:ss",
                "yyyyMMdd'T'HHmmssX")) {
            formats.add(pattern(pattern));
        }
        formats.add(new TimeFormat(ISO, "TIMESTAMP_NTZ", matching(ISO_TIME)));
        return List.copyOf(formats);
    }

    private static Predicate<String> matching(String regex) {
        return Pattern.compile(regex).asMatchPredicate();
    }

    private static TimeFormat pattern(String pattern) {
        DateTimeFormatter formatter = new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, 1) // makes 'yyyy' (year of era) enough for a strict date
                .toFormatter(Locale.US)
                .withChronology(IsoChronology.INSTANCE)
                .withResolverStyle(ResolverStyle.STRICT);
        return new TimeFormat(pattern, TIMESTAMP, text -> parses(formatter, text));
    }

    private static boolean parses(DateTimeFormatter formatter, String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        try {
            return formatter.parse(text).isSupported(ChronoField.SECOND_OF_DAY);
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Numbers that lie between 1973 and 2100: smaller ones are more likely to be something else. */
    private static TimeFormat epoch(String name, long perSecond) {
        long from = 100_000_000L * perSecond;
        long until = 4_102_444_800L * perSecond;
        return new TimeFormat(name, TIMESTAMP, text -> {
            try {
                long number = Long.parseLong(text);
                return number >= from && number < until;
            } catch (NumberFormatException e) {
                return false;
            }
        });
    }
}
