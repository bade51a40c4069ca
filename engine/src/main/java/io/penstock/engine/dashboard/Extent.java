package io.penstock.engine.dashboard;

import java.time.Duration;
import java.util.List;

/** The smallest and the largest value of a field; of a time in milliseconds. */
record Extent(double low, double high) {

    /** Stretches of time that people count in. All begin at multiples since 1970, in UTC: a week is any seven days. */
    private static final List<Duration> STRETCHES = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofDays(365),
            Duration.ofDays(3_650));

    private static final double SMALLEST = 1E-300; // powers of ten below are no longer exact
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};

    /** The shortest stretch of time, in milliseconds, of which at most so many cover it. */
    long stretch(int most) {
        double span = Math.max(0, high - low);
        return STRETCHES.stream()
                .mapToLong(Duration::toMillis)
                .filter(millis -> span / millis <= most - 1)
                .findFirst()
                .orElse(STRETCHES.get(STRETCHES.size() - 1).toMillis());
    }

    /** A round width of ranges, of which at most so many cover it. @param whole whether it has whole numbers only, and each range as many */
    double width(int most, boolean whole) {
        double raw = (high - low) / Math.max(1, most - 1);
        if (!(raw > SMALLEST) || Double.isInfinite(raw)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (double step : STEPS) {
            double width = step * power;
            if (width >= raw && !(whole && width != Math.rint(width))) {
                return width;
            }
        }
        return whole ? Math.max(1, 10 * power) : 10 * power;
    }
}
