package io.penstock.engine;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Click events with all that may happen to a record, numbered without end, and a pipeline for them: three tables (one filtered
 * by a view, one multiplied by it), a rule that drops, a rule that dead-letters, and an expression that fails for some.
 */
final class Clicks {

    static final String BLOCKED = "www.blocked.com";
    static final String PROBE = "/health";
    static final int PARTITIONS = 2;

    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final long HOUR_MILLIS = 3_600_000;

    private Clicks() {}

    /** The n-th event. Every twentieth has one of the faults. */
    static byte @Nullable [] value(long n) {
        String text = text(n);
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(long n) {
        long millis = START_MILLIS + n % 72 * HOUR_MILLIS; // three days: more than one partition of a table
        String good = "%d,%d,www.example%d.com,%d,%s".formatted(millis, n, n % 255, 1 + n % 10, tags(n));
        return switch ((int) (n % 200)) {
            case 0 -> null;
            case 20 -> millis + "," + n;
            case 40 -> good.replace("," + n + ",", ",n" + n + ",");
            case 60 -> good.replaceFirst("www[^,]*", BLOCKED);
            case 80, 100 -> good.replaceFirst("www[^,]*", PROBE);
            case 121 -> "%d,%d,www.example.com,0,%s".formatted(millis, n, tags(n));
            default -> good;
        };
    }

    /** None, one, two or three tags. */
    private static String tags(long n) {
        return switch ((int) (n % 4)) {
            case 0 -> "x";
            case 1 -> "a" + n;
            case 2 -> "a" + n + ";b";
            default -> "a" + n + ";x;b;c";
        };
    }

    /** The pipeline of a name, a topic of that name, and tables in a namespace of that name. */
    static String pipeline(String name, int maxRecordsPerBatch) {
        return """
        pipeline: %1$s
        sources:
          clicks:
            kafka: { topic: %1$s, max-records-per-batch: %2$d }
            decode:
              csv:
                schema: recordtime TIMESTAMP, eventid BIGINT, url STRING, weight INT, tags STRING
                timestamp-format: epoch-millis
            expect:
              - { name: not-blocked, check: url <> '%3$s', on-violation: dead-letter }
              - { name: not-a-probe, check: url <> '%4$s', on-violation: drop }
        views:
          odd: SELECT eventid, upper(url) AS url, 100 / weight AS share FROM clicks WHERE eventid %% 2 = 1
          tagged: SELECT eventid, explode(array_remove(split(tags, ';'), 'x')) AS tag FROM clicks
        outputs:
          clicks-table: { table: %1$s.clicks, from: clicks, partition-by: [days(recordtime)] }
          odd-table: { table: %1$s.odd, from: odd }
          tagged-table: { table: %1$s.tagged, from: tagged }
        trigger: 100 ms
        """
                .formatted(name, maxRecordsPerBatch, BLOCKED, PROBE);
    }

    /** What the view {@code odd} makes of a URL. */
    static String upper(String url) {
        return url.toUpperCase(Locale.ROOT);
    }
}
