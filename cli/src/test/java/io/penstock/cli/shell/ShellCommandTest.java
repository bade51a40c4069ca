package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.shell.ShellCommand.Describe;
import io.penstock.cli.shell.ShellCommand.Form;
import io.penstock.cli.shell.ShellCommand.Help;
import io.penstock.cli.shell.ShellCommand.ListTables;
import io.penstock.cli.shell.ShellCommand.Quit;
import io.penstock.cli.shell.ShellCommand.Show;
import io.penstock.cli.shell.ShellCommand.Sql;
import io.penstock.cli.shell.ShellCommand.Watch;
import io.penstock.cli.shell.ShellCommand.Wrong;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandTest {

    @Test
    void knowsItsOwnCommandsAndPlainWords() {
        assertThat(List.of("\\q", "quit", "EXIT;"))
                .allSatisfy(text -> assertThat(ShellCommand.parse(text)).isEqualTo(new Quit()));
        assertThat(List.of("\\?", "help"))
                .allSatisfy(text -> assertThat(ShellCommand.parse(text)).isEqualTo(new Help()));
        assertThat(List.of("\\d", "tables", "show tables", "SHOW  TABLES;"))
                .allSatisfy(text -> assertThat(ShellCommand.parse(text)).isEqualTo(new ListTables()));
        assertThat(List.of("\\d web.clicks", "describe web.clicks", "DESC TABLE web.clicks;"))
                .allSatisfy(text -> assertThat(ShellCommand.parse(text)).isEqualTo(new Describe("web.clicks")));
        assertThat(ShellCommand.parse("\\x")).isEqualTo(new Show(Form.VERTICAL));
        assertThat(ShellCommand.parse("\\x off")).isEqualTo(new Show(Form.TABLE));
        assertThat(ShellCommand.parse("\\x AUTO")).isEqualTo(new Show(Form.AUTO));
    }

    @Test
    void takesWhatSparkKnowsForSql() {
        assertThat(ShellCommand.parse("SHOW TABLES IN web;")).isEqualTo(new Sql(List.of("SHOW TABLES IN web")));
        assertThat(ShellCommand.parse("DESCRIBE EXTENDED web.clicks;"))
                .isEqualTo(new Sql(List.of("DESCRIBE EXTENDED web.clicks")));
        assertThat(ShellCommand.parse("SELECT 1; SELECT 2;")).isEqualTo(new Sql(List.of("SELECT 1", "SELECT 2")));
        assertThat(ShellCommand.parse(" -- nothing")).isEqualTo(new Sql(List.of()));
    }

    @Test
    void watchesAtAnIntervalInSeconds() {
        assertThat(ShellCommand.parse("\\watch")).isEqualTo(new Watch(Duration.ofSeconds(2)));
        assertThat(ShellCommand.parse("\\watch 5")).isEqualTo(new Watch(Duration.ofSeconds(5)));
        assertThat(ShellCommand.parse("\\watch 0.5")).isEqualTo(new Watch(Duration.ofMillis(500)));
        assertThat(ShellCommand.parse("\\watch 0"))
                .isEqualTo(new Wrong("Cannot watch, expected seconds, 0.1 or more: 0"));
        assertThat(ShellCommand.parse("\\watch often"))
                .isEqualTo(new Wrong("Cannot watch, expected seconds, 0.1 or more: often"));
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThat(ShellCommand.parse("\\describe t"))
                .isEqualTo(new Wrong("Cannot run a command, it is unknown: \\describe (\\? lists them)"));
        assertThat(ShellCommand.parse("\\x maybe"))
                .isEqualTo(new Wrong("Cannot change the form, expected on, off or auto: maybe"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\d", "\\watch 2", "tables", "describe web.clicks", "SELECT 1;", ""})
    void runsOnEnter(String input) {
        assertThat(ShellCommand.complete(input)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1", "describe", "show tables in", "describe extended web.clicks", "tables of"})
    void waitsForMore(String input) {
        assertThat(ShellCommand.complete(input)).isFalse();
    }
}
