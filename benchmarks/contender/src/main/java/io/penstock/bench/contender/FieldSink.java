package io.penstock.bench.contender;

/** Takes the values of an event, in the order of the columns. */
interface FieldSink {

    void timestamp(long epochMillis);

    void number(long value);

    /** The value {@code unscaled / 10^scale}. */
    void decimal(long unscaled, int scale);

    void text(String value);
}
