package io.penstock.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticTest {

    @Test
    void ofAnOddNumberOfRoundsTheMiddleOneIsTheMedian() {
        assertThat(Statistic.of(List.of(3.0, 1.0, 10.0))).isEqualTo(new Statistic(3.0, 1.0, 10.0));
    }

    @Test
    void ofAnEvenNumberItLiesBetweenTheMiddleTwo() {
        assertThat(Statistic.of(List.of(4.0, 1.0, 2.0, 10.0))).isEqualTo(new Statistic(3.0, 1.0, 10.0));
    }

    @Test
    void noRoundHasNoMedian() {
        assertThatThrownBy(() -> Statistic.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot take a median, there are no values");
    }
}
