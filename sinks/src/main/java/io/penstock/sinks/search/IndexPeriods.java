package io.penstock.sinks.search;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The days or months, in UTC, that an alias has an index for each of: {@code clicks-2026.11.23} or {@code clicks-2026.11}.
 *
 * @param keep how long an index is kept behind the end of its period; nothing for ever
 */
public record IndexPeriods(Unit unit, @Nullable Duration keep) implements Serializable {

    /** What an index is made for. A period is written so that later ones are greater as texts. */
    public enum Unit {
        DAYS("yyyy.MM.dd", "[0-9]{4}\\.[0-9]{2}\\.[0-9]{2}", "*.*.*"),
        MONTHS("yyyy.MM", "[0-9]{4}\\.[0-9]{2}", "*.*");

        private final String format;
        private final Pattern pattern;
        private final String wildcard;

        Unit(String format, String pattern, String wildcard) {
            this.format = format;
            this.pattern = Pattern.compile(pattern);
            this.wildcard = wildcard;
        }

        /** How a time is written as a period, in the patterns of java.time and Spark. */
        public String format() {
            return format;
        }

        /** What periods match wholly, as a regular expression. */
        public String pattern() {
            return pattern.pattern();
        }

        /** Whether a text is a period. */
        public boolean matches(String text) {
            return pattern.matcher(text).matches();
        }

        /** {@code clicks-*.*.*}: what OpenSearch compares names of indices and aliases with. */
        String names(String alias) {
            return alias + "-" + wildcard;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The first period that is kept; nothing where all are. */
    public @Nullable String oldest(Instant now) {
        return keep == null
                ? null
                : DateTimeFormatter.ofPattern(unit.format, Locale.ROOT)
                        .withZone(ZoneOffset.UTC)
                        .format(now.minus(keep));
    }
}
