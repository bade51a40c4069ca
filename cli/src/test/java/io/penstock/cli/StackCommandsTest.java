package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackCommandsTest {

    @TempDir
    Path folder;

    @Test
    void refusesAPortThatIsNone() {
        Typed typed = Typing.in(folder).type("up", "--kafka-port", "70000");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err()).isEqualTo("Cannot use --kafka-port 70000, a port is a number from 0 to 65535\n");
    }

    @Test
    void refusesADemoWithoutEvents() {
        Typed typed = Typing.in(folder).type("demo", "--events", "0");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err()).isEqualTo("Cannot run the demo, expected --events and --rate of more than 0\n");
    }

    @Test
    void refusesAStoryThatThereIsNot() {
        Typed typed = Typing.in(folder).type("demo", "trams");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err()).contains("expected clickstream or cabs, but was 'trams'");
    }

    @Test
    void refusesSimulationsThatMakeNoSense() {
        assertThat(refused("--simulate", "trams", "--events", "1")).contains("expected cabs, but was 'trams'");
        assertThat(refused("--simulate", "cabs", "--events", "1", "--bad", "0.1"))
                .isEqualTo(
                        "Cannot simulate cabs with --file or --bad: leave them out, what goes wrong is part of the simulation\n");
        assertThat(refused("--simulate", "cabs", "--truth", "truth.json", "--rate", "100"))
                .isEqualTo(
                        "Cannot write the truth of records that may be cut off: say --events N, and leave out --duration\n");
        assertThat(refused("--simulate", "cabs", "--rate", "1"))
                .isEqualTo(
                        "Cannot simulate 200 cabs, each would be heard of every 200 s, expected a minute at most; say a higher --rate, or fewer --cabs\n");
        assertThat(refused("--simulate", "cabs", "--events", "1", "--cabs", "0"))
                .isEqualTo("Cannot simulate so many cabs, expected 1 to 100,000: 0\n");
        assertThat(refused("--simulate", "cabs", "--events", "1", "--start", "yesterday"))
                .contains("expected a time such as 2026-01-31T08:00:00Z, but was 'yesterday'");
    }

    private String refused(String... options) {
        List<String> arguments = new ArrayList<>(List.of("produce", "--topic", "t"));
        arguments.addAll(List.of(options));
        Typed typed = Typing.in(folder).type(arguments.toArray(String[]::new));
        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.WRONG_USAGE);
        return typed.err();
    }

    @Test
    void saysThatNothingRunsAndHowToStartIt() {
        Typed typed = Typing.in(folder).type("status");

        assertThat(typed.code()).isEqualTo(ExitCodes.CHECK_FAILED);
        assertThat(typed.err())
                .isEqualTo("Nothing runs in %s; start it with: penstock up\n".formatted(folder.resolve(".penstock")));
    }

    @Test
    void stoppingWhatDoesNotRunIsNoFailure() {
        Typed typed = Typing.in(folder).type("down");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.err()).isEqualTo("Nothing was running in %s\n".formatted(folder.resolve(".penstock")));
    }
}
