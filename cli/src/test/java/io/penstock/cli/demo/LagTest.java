package io.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagTest {

    private static final long SECOND = 1_000_000_000L;

    private final Lag lag = new Lag();

    @Test
    void isTheAgeOfTheOldestEventThatWaits() {
        assertThat(lag.seconds(0, 100, 0)).isZero();
        assertThat(lag.seconds(2 * SECOND, 200, 0)).isEqualTo(2);
        assertThat(lag.seconds(5 * SECOND, 300, 150)).isEqualTo(3);
    }

    @Test
    void isZeroWhenAllHaveComeOut() {
        assertThat(lag.seconds(0, 100, 0)).isZero();
        assertThat(lag.seconds(9 * SECOND, 100, 100)).isZero();
        assertThat(lag.seconds(10 * SECOND, 100, 100)).isZero();
    }
}
