package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PenstockTest {

    @TempDir
    private Path folder;

    @Test
    void helpNamesEveryCommandUnderItsGroup() {
        Typed typed = Typing.in(folder).type("--help");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.err()).isEmpty();
        for (Commands command : Commands.values()) {
            assertThat(typed.out()).contains("  " + command.word() + " ").contains(command.description());
        }
    }

    @Test
    void everyCommandHasHelpOfItsOwn() {
        for (Commands command : Commands.values()) {
            Typed typed = Typing.in(folder).type(command.word(), "--help");

            assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
            assertThat(typed.out()).contains("Usage: penstock " + command.word());
        }
    }

    @Test
    void noHelpTextIsWiderThanTheTerminal() {
        CommandLine all = Penstock.commandLine(Typing.in(folder).context());

        for (CommandLine command : all.getSubcommands().values()) {
            assertThat(command.getUsageMessage().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        }
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        Typed typed = Typing.in(folder).type("topic", "list");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .isEqualTo(
                        "Unknown command: topic%nDid you mean 'topics'?%n'penstock --help' says more.%n".formatted());
    }

    @Test
    void suggestsNothingThatIsNotLikeIt() {
        assertThat(Typing.in(folder).type("bogus").err())
                .isEqualTo("Unknown command: bogus%n'penstock --help' says more.%n".formatted());
    }

    @Test
    void saysWhatAValueShouldBe() {
        assertThat(Typing.in(folder)
                        .type("produce", "--topic", "t", "--events", "abc")
                        .err())
                .startsWith(
                        "Invalid value for option '--events': expected a whole number, but was 'abc'%n".formatted());
        assertThat(Typing.in(folder)
                        .type("produce", "--topic", "t", "--rate", "$1")
                        .err())
                .startsWith("Invalid value for option '--rate': expected a number, but was '$1'%n".formatted());
        assertThat(Typing.in(folder)
                        .type("produce", "--topic", "t", "--file", "f", "--key-regex", "(")
                        .err())
                .startsWith("Invalid value for option '--key-regex': is no regular expression, unclosed group: '('%n"
                        .formatted());
        assertThat(Typing.in(folder)
                        .type("topics", "create", "t", "--partitions", "0")
                        .err())
                .isEqualTo("Cannot create topic t, expected --partitions of 1 or more: 0%n".formatted());
        assertThat(Typing.in(folder).type("sql", "-e", "x", "-f", "y").err())
                .startsWith("--execute=SQL, --file=FILE are mutually exclusive (specify only one)%n".formatted());
    }

    @Test
    void namesAFolderThatIsGivenForAFile() {
        Typed typed = Typing.in(folder).type("sql", "-f", ".");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err()).isEqualTo("Cannot read a file, it is a folder: %s%n".formatted(folder.resolve(".")));
    }

    @Test
    void refusesAnUnknownOptionByName() {
        Typed typed = Typing.in(folder).type("topics", "list", "--outptu");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .isEqualTo(
                        "Unknown option: '--outptu'%nDid you mean '--output'?%n'penstock topics list --help' says more.%n"
                                .formatted());
    }

    @Test
    void namesTheValuesThatAnOptionHas() {
        assertThat(Typing.in(folder).type("topics", "list", "--output", "xml").err())
                .startsWith("Invalid value for option '--output': expected one of [table, json]");
        assertThat(Typing.in(folder).type("completion").out()).contains("\"table\" \"csv\" \"json\"");
    }

    @Test
    void asksForACommandWhereThereIsNone() {
        Typed typed = Typing.in(folder).type();

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err()).isEqualTo("Say which command.%n'penstock --help' says more.%n".formatted());
    }

    @Test
    void printsNoColoursUnlessOnATerminal() {
        assertThat(Typing.in(folder).type("--help").out()).doesNotContain("\u001b[");
        assertThat(Typing.in(folder).onTerminal("").type("--help").out()).contains("\u001b[");
    }

    @Test
    void respectsNoColor() {
        Typed typed = Typing.in(folder).onTerminal("").with("NO_COLOR", "1").type("--help");

        assertThat(typed.out()).doesNotContain("\u001b[");
    }

    @Test
    void saysWhatToTypeWhereNoStackIsUp() {
        Typed typed = Typing.in(folder).type("topics", "list");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .isEqualTo(
                        "Cannot find Kafka, no local stack is up in %s%nStart it with: penstock up%nor name a cluster: --bootstrap HOST:PORT%n"
                                .formatted(folder.resolve(".penstock")));
    }

    @Test
    void showsAStackTraceOnlyWhenVerbose() {
        assertThat(Typing.in(folder).type("topics", "list").err()).doesNotContain("\tat ");
        assertThat(Typing.in(folder).type("topics", "list", "--verbose").err()).contains("\tat io.penstock.cli.");
    }

    @Test
    void completionScriptKnowsTheCommands() {
        Typed typed = Typing.in(folder).type("completion", "bash");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out())
                .startsWith("#!/usr/bin/env bash")
                .contains("topics")
                .contains("--bootstrap");
    }
}
