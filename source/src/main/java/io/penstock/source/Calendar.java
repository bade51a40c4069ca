package io.penstock.source;

/** Days and microseconds of the proleptic ISO calendar, within the years 1 to 9999 that every reader of a table can show. */
final class Calendar {

    static final long MICROS_PER_SECOND = 1_000_000L;
    static final long SECONDS_PER_DAY = 86_400L;

    /** 0001-01-01 and 9999-12-31 as days since 1970-01-01. */
    static final int MIN_DAY = -719_162;

    static final int MAX_DAY = 2_932_896;

    private static final long MIN_MICROS = MIN_DAY * SECONDS_PER_DAY * MICROS_PER_SECOND;
    private static final long MAX_MICROS = (MAX_DAY + 1) * SECONDS_PER_DAY * MICROS_PER_SECOND - 1;

    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    private static final int[] LENGTH_OF_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Calendar() {}

    static boolean isDate(int year, int month, int day) {
        return year >= 1
                && year <= 9999
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= LENGTH_OF_MONTH[month - 1] + (month == 2 && isLeap(year) ? 1 : 0);
    }

    /** Days since 1970-01-01 of a date that {@link #isDate is one}. */
    static int epochDay(int year, int month, int day) {
        int past = year - 1;
        int days = past * 365 + past / 4 - past / 100 + past / 400;
        days += DAYS_BEFORE_MONTH[month - 1] + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
        return MIN_DAY + days;
    }

    static boolean isInRange(long micros) {
        return micros >= MIN_MICROS && micros <= MAX_MICROS;
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }
}
