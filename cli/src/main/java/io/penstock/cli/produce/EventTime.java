package io.penstock.cli.produce;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the time at which the event of a line happened: by an expression of the user, else the first text in the line that
 * looks like a time ({@code 2015-09-12T00:49:12.942Z}, {@code 2013-01-01 00:00:00}, {@code 17/May/2015:10:05:03 +0000}, or
 * seconds or milliseconds since 1970). A time without a zone is taken as UTC.
 */
final class EventTime {

    private static final Pattern ISO =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?");
    private static final Pattern WEB_LOG =
            Pattern.compile("\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}");
    /** Ten digits are seconds since 2001, thirteen milliseconds; nine are seconds of the years before. */
    private static final Pattern EPOCH = Pattern.compile("(?<![\\d.])\\d{9,10}(?:\\d{3})?(?![\\d.])");

    private static final DateTimeFormatter WEB_LOG_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
    private static final DateTimeFormatter ISO_TIME = DateTimeFormatter.ofPattern(
            "yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS][.SSSSSS][.SSS][.SS][.S][XXX][XX]", Locale.ROOT);

    private static final int SECONDS_DIGITS = 10;

    private final @Nullable Pattern where;

    EventTime(@Nullable Pattern where) {
        this.where = where;
    }

    /** The time in milliseconds since 1970, or nothing when the line has none. */
    OptionalLong find(String line) {
        if (where == null) {
            return firstIn(line);
        }
        Matcher matcher = where.matcher(line);
        return matcher.find()
                ? firstIn(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group())
                : OptionalLong.empty();
    }

    private static OptionalLong firstIn(@Nullable String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        Matcher iso = ISO.matcher(text);
        Matcher webLog = WEB_LOG.matcher(text);
        Matcher epoch = EPOCH.matcher(text);
        int isoAt = iso.find() ? iso.start() : Integer.MAX_VALUE;
        int webLogAt = webLog.find() ? webLog.start() : Integer.MAX_VALUE;
        int epochAt = epoch.find() ? epoch.start() : Integer.MAX_VALUE;
        int first = Math.min(isoAt, Math.min(webLogAt, epochAt));
        if (first == Integer.MAX_VALUE) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    first == isoAt
                            ? iso(iso.group())
                            : first == webLogAt ? webLog(webLog.group()) : epoch(epoch.group()));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static long iso(String text) {
        String strict = text.replace(' ', 'T').replace(',', '.');
        return ISO_TIME.parseBest(strict, OffsetDateTime::from, LocalDateTime::from) instanceof OffsetDateTime zoned
                ? zoned.toInstant().toEpochMilli()
                : Instant.from(LocalDateTime.parse(strict, ISO_TIME).atOffset(ZoneOffset.UTC))
                        .toEpochMilli();
    }

    private static long webLog(String text) {
        return OffsetDateTime.parse(text, WEB_LOG_TIME).toInstant().toEpochMilli();
    }

    private static long epoch(String digits) {
        long number = Long.parseLong(digits);
        return digits.length() <= SECONDS_DIGITS ? number * 1_000 : number;
    }
}
