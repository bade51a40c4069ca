package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import java.nio.file.Path;
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
