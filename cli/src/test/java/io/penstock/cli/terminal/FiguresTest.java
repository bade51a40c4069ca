package io.penstock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void countsHaveSeparatorsAndANoun() {
        assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Figures.count(1, "row")).isEqualTo("1 row");
        assertThat(Figures.count(0, "row")).isEqualTo("0 rows");
    }

    @Test
    void smallRatesKeepADigit() {
        assertThat(Figures.rate(0)).isEqualTo("0");
        assertThat(Figures.rate(2.54)).isEqualTo("2.5");
        assertThat(Figures.rate(12_345.6)).isEqualTo("12,346");
    }

    @Test
    void timesUseTheUnitThatFits() {
        assertThat(Figures.time(Duration.ofMillis(420))).isEqualTo("420 ms");
        assertThat(Figures.time(Duration.ofMillis(3_240))).isEqualTo("3.2 s");
        assertThat(Figures.time(Duration.ofSeconds(250))).isEqualTo("4 min 10 s");
        assertThat(Figures.time(Duration.ofMinutes(200))).isEqualTo("3 h 20 min");
        assertThat(Figures.time(Duration.ofHours(52))).isEqualTo("2 d 4 h");
    }
}
