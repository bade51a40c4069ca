package io.penstock.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private final List<String> said = new ArrayList<>();
    private long now;

    @Test
    void saysWhatWasGuessedUntilSomethingIsKnown() {
        schedule(step("flink", 120), step("penstock", 60)).say("begin");

        assertThat(said).containsExactly("begin; about 3 min left");
    }

    @Test
    void aStepTakesAsLongAsItDidBeforeAndOthersAreGuessedAtThePaceSoFar() {
        Schedule schedule = schedule(step("flink", 60), step("penstock", 60), step("flink", 60), step("penstock", 60));

        pass(Duration.ofMinutes(3));
        schedule.done("csv4", "flink", "first"); // 3, and twice 60 s at half of the pace: 2 + 2
        pass(Duration.ofMinutes(1));
        schedule.done("csv4", "penstock", "second"); // 3 + 1
        pass(Duration.ofMinutes(3));
        schedule.done("csv4", "flink", "third");
        pass(Duration.ofMinutes(1));
        schedule.done("csv4", "penstock", "last");

        assertThat(said)
                .containsExactly(
                        "first; about 7 min left", "second; about 4 min left", "third; about 1 min left", "last");
    }

    @Test
    void stepsThatWillNotComeTakeNoTime() {
        Schedule schedule = schedule(step("flink", 60), step("penstock", 20), step("flink", 60));

        schedule.dropped("csv4", "flink", "flink is out");
        schedule.ended("csv4");
        schedule.say("nothing is left");

        assertThat(said).containsExactly("flink is out; less than a minute left", "nothing is left");
    }

    private Schedule schedule(Schedule.Step... steps) {
        return new Schedule(said::add, () -> now, List.of(steps));
    }

    private static Schedule.Step step(String part, double seconds) {
        return new Schedule.Step("csv4", part, seconds);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
