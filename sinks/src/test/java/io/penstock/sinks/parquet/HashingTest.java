package io.penstock.sinks.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that follow a pattern fall into as many slots as values that follow none, where 1/e of as many slots as values stay free. */
class HashingTest {

    private static final int SLOTS = 1 << 16;
    private static final double BY_CHANCE = SLOTS * (1 - 1 / Math.E);

    enum Pattern {
        COUNTED(number -> number),
        ROUND_DOUBLES(number -> Double.doubleToLongBits(number)),
        HIGH_BITS(number -> number << Long.SIZE - 16),
        MINUTES(number -> number * 60_000_000),
        LAST_LETTERS(HashingTest::lastLetters);

        private final LongUnaryOperator value;

        Pattern(LongUnaryOperator value) {
            this.value = value;
        }
    }

    @ParameterizedTest
    @EnumSource
    void valuesOfAPatternAreSpreadAsThoseOfNone(Pattern pattern) {
        long taken = LongStream.range(0, SLOTS)
                .map(pattern.value)
                .map(value -> Hashing.mix(value ^ Hashing.SEED) & SLOTS - 1)
                .distinct()
                .count();

        assertThat((double) taken).isGreaterThan(0.97 * BY_CHANCE);
    }

    /** Five digits at the end of eight letters: they are in the highest bytes of the number that is hashed. */
    private static long lastLetters(long number) {
        byte[] word = "item-%05d".formatted(number).substring(2).getBytes(StandardCharsets.US_ASCII);
        return (long) PageBytes.LONG.get(word, 0);
    }
}
