package io.penstock.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. The form does not depend on the locale of the machine. */
public final class Figures {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Figures() {}

    /** {@code 12,345}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 row}, {@code 12,345 rows}. */
    public static String count(long number, String what) {
        return count(number) + " " + what + (number == 1 ? "" : "s");
    }

    /** {@code 12,345} from ten on, {@code 2.5} below. */
    public static String rate(double perSecond) {
        return perSecond >= 10 || perSecond == Math.rint(perSecond)
                ? count(Math.round(perSecond))
                : String.format(Locale.ROOT, "%.1f", perSecond);
    }

    /** {@code 420 ms}, {@code 3.2 s}, {@code 4 min 10 s}, {@code 3 h 20 min}, {@code 2 d 4 h}. */
    public static String time(Duration time) {
        long millis = time.toMillis();
        if (millis < SECOND) {
            return millis + " ms";
        }
        if (millis < MINUTE) {
            return String.format(Locale.ROOT, "%.1f s", millis / (double) SECOND);
        }
        if (millis < HOUR) {
            return "%d min %d s".formatted(millis / MINUTE, millis % MINUTE / SECOND);
        }
        return millis < DAY
                ? "%d h %d min".formatted(millis / HOUR, millis % HOUR / MINUTE)
                : "%d d %d h".formatted(millis / DAY, millis % DAY / HOUR);
    }

    public static String seconds(double seconds) {
        return time(Duration.ofMillis(Math.round(seconds * SECOND)));
    }
}
