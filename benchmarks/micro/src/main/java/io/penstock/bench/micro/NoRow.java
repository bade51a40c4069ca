package io.penstock.bench.micro;

import io.penstock.bench.contender.ParsedRow;
import org.openjdk.jmh.infra.Blackhole;

/** Takes values, and keeps the compiler from finding out that nobody wants them. */
record NoRow(Blackhole hole) implements ParsedRow {

    @Override
    public void timestamp(int column, long epochMillis) {
        hole.consume(epochMillis);
    }

    @Override
    public void number(int column, long value) {
        hole.consume(value);
    }

    @Override
    public void decimal(int column, double value) {
        hole.consume(value);
    }

    @Override
    public void text(int column, byte[] bytes, int from, int length) {
        hole.consume(bytes);
        hole.consume(from);
        hole.consume(length);
    }
}
