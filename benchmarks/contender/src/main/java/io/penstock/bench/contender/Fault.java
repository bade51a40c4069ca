package io.penstock.bench.contender;

import org.jspecify.annotations.Nullable;

/** What is wrong with a bad record. */
enum Fault {
    /** The last field is not there; of a JSON object, its end. */
    TRUNCATED,
    /** A number has a letter in it. */
    NOT_A_NUMBER,
    /** A text has a byte that is not UTF-8. */
    NOT_UTF8,
    /** There is something behind the last field; for JSON, {@link #NOT_A_NUMBER} once more. */
    TOO_LONG;

    private static final int PERCENT = 1;
    private static final Fault[] FAULTS = values();

    /** What is wrong with a record, or nothing: one in a hundred has a fault, at places that look random. */
    static @Nullable Fault of(long draw) {
        long place = Long.remainderUnsigned(draw, 100L * FAULTS.length);
        return place < (long) PERCENT * FAULTS.length ? FAULTS[(int) place] : null;
    }
}
