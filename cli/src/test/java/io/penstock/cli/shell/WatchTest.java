package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.terminal.Styles;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final String END = "\u001b[K\n";

    @Test
    void showsWhatItRepeatsAndWhatCame() {
        ResultText text = new ResultText(List.of("n"), List.of("1"));

        assertThat(new Watch("SELECT\n  1 AS n", Duration.ofMillis(2_500))
                        .frame(text, "10:00:01", "1 row, 0.10 s", 80, 24, Styles.OFF))
                .isEqualTo("10:00:01  every 2.5 s, Ctrl-C ends  SELECT 1 AS n" + END + END + "n" + END + "1" + END
                        + "1 row, 0.10 s" + END);
    }

    @Test
    void showsNoMoreThanTheScreenHolds() {
        List<String> lines =
                IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();

        String frame = new Watch("SELECT 1", Duration.ofSeconds(2))
                .frame(new ResultText(List.of("n"), lines), "10:00:01", "2,000 rows, 0.10 s", 40, 10, Styles.OFF);

        assertThat(frame.lines()).hasSize(9);
        assertThat(frame).contains("\n4" + END).endsWith("\n2,000 rows, 0.10 s, 5 of 2,000 lines s…" + END);
    }
}
