package io.penstock.bench.contender;

/** Takes the values of a record, in any order; what it has taken of a bad record is to be thrown away. */
public interface ParsedRow {

    void timestamp(int column, long epochMillis);

    void number(int column, long value);

    void decimal(int column, double value);

    /** @param bytes holds the text as UTF-8; it is not changed later */
    void text(int column, byte[] bytes, int from, int length);
}
