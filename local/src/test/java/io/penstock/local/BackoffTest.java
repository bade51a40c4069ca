package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff();

    @Test
    void doublesThePauseUpToTheLongest() {
        assertThat(IntStream.range(0, 7)
                        .mapToLong(i -> backoff.pauseAfter(Duration.ZERO).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void startsAgainWithTheShortestAfterACalmTime() {
        IntStream.range(0, 5)
                .forEach(i -> assertThat(backoff.pauseAfter(Duration.ZERO)).isPositive());

        assertThat(backoff.pauseAfter(Duration.ofMinutes(2))).isEqualTo(Duration.ofSeconds(1));
    }
}
