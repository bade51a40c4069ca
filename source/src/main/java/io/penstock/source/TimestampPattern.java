package io.penstock.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A {@code java.time} pattern that is known to read a whole date: checked by writing a moment with it and reading it back.
 * Text is resolved strictly (no 31st of February), month and day names are English, a pattern without time means midnight.
 */
final class TimestampPattern {

    private static final Instant SAMPLE = Instant.parse("2026-11-28T21:43:58.123456Z");

    private final DateTimeFormatter formatter;
    private final boolean readsZone;

    private TimestampPattern(DateTimeFormatter formatter, boolean readsZone) {
        this.formatter = formatter;
        this.readsZone = readsZone;
    }

    /** @throws IllegalArgumentException if the pattern is none, or does not tell the date. The message says why. */
    static TimestampPattern of(String pattern) {
        DateTimeFormatter formatter = new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .parseDefaulting(
                        ChronoField.ERA, 1) // makes 'yyyy' (year of era) as good as 'uuuu' when resolved strictly
                .toFormatter(Locale.US)
                .withChronology(IsoChronology.INSTANCE)
                .withResolverStyle(ResolverStyle.STRICT);
        TemporalAccessor readBack;
        try {
            readBack = formatter.parse(formatter.format(SAMPLE.atZone(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("cannot read back what it writes: " + e.getMessage(), e);
        }
        LocalDate date = readBack.query(TemporalQueries.localDate());
        if (date == null) {
            throw new IllegalArgumentException("does not tell year, month and day");
        }
        LocalTime time = readBack.query(TemporalQueries.localTime());
        if (time == null && hasTime(pattern)) {
            throw new IllegalArgumentException("does not tell the time of the day");
        }
        return new TimestampPattern(formatter, readBack.query(TemporalQueries.zone()) != null);
    }

    private static boolean hasTime(String pattern) {
        String withoutQuoted = pattern.replaceAll("'[^']*'", "");
        return withoutQuoted.chars().anyMatch(c -> "aBhHkKmsSAnN".indexOf(c) >= 0);
    }

    /** Whether the text tells its offset or zone. */
    boolean readsZone() {
        return readsZone;
    }

    /**
     * Microseconds since 1970-01-01T00:00:00Z; text without offset or zone is taken as UTC.
     *
     * @throws DateTimeException if the text does not match, or is a local time that its zone skips or has twice
     */
    long micros(String text) {
        TemporalAccessor parsed = formatter.parse(text);
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null) {
            throw new DateTimeException("has no date");
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        LocalDateTime local = date.atTime(time == null ? LocalTime.MIDNIGHT : time);
        long seconds = local.toEpochSecond(offset(parsed, local));
        return Math.addExact(Math.multiplyExact(seconds, Calendar.MICROS_PER_SECOND), local.getNano() / 1_000L);
    }

    private ZoneOffset offset(TemporalAccessor parsed, LocalDateTime local) {
        ZoneOffset written = parsed.query(TemporalQueries.offset());
        if (written != null) {
            return written;
        }
        @Nullable ZoneId zone = parsed.query(TemporalQueries.zone());
        if (zone == null) {
            if (readsZone) {
                throw new DateTimeException("has no offset"); // an optional one: guessing it would be silently wrong
            }
            return ZoneOffset.UTC;
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() != 1) {
            throw new DateTimeException(
                    (offsets.isEmpty() ? "is skipped by the clocks of " : "occurs twice by the clocks of ") + zone);
        }
        return offsets.get(0);
    }
}
