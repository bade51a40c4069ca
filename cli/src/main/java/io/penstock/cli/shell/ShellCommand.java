package io.penstock.cli.shell;

import io.penstock.cli.sql.Statements;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was typed at the prompt. */
sealed interface ShellCommand {

    /** Statements, none where only blanks and comments were typed. */
    record Sql(List<String> statements) implements ShellCommand {}

    record ListTables() implements ShellCommand {}

    record Describe(String table) implements ShellCommand {}

    /** The last statement again and again. */
    record Watch(Duration interval) implements ShellCommand {}

    /** One column a line, or rows side by side. */
    record Show(Form form) implements ShellCommand {}

    record Help() implements ShellCommand {}

    record Quit() implements ShellCommand {}

    /** Nothing that the shell knows; the message says what would be. */
    record Wrong(String message) implements ShellCommand {}

    /** How rows are shown. */
    enum Form {
        /** As a table where it fits the terminal's width, else one column a line. */
        AUTO,
        VERTICAL,
        TABLE
    }

    /** What needs no semicolon. */
    Pattern WORDS =
            Pattern.compile("(?i)(?<tables>tables|show\\s+tables)|(?:describe|desc)\\s+(?:table\\s+)?(?<table>\\S+)"
                    + "|(?<help>help)|(?<quit>quit|exit)");

    Duration MIN_INTERVAL = Duration.ofMillis(100);
    Duration USUAL_INTERVAL = Duration.ofSeconds(2);

    /** Whether {@code input} is whole, so that Enter runs it. */
    static boolean complete(String input) {
        String text = input.strip();
        return text.startsWith("\\") || WORDS.matcher(text).matches() || Statements.complete(input);
    }

    static ShellCommand parse(String input) {
        String text = input.strip();
        if (text.startsWith("\\")) {
            return backslashed(text);
        }
        Matcher words = WORDS.matcher(text.replaceFirst("\\s*;$", ""));
        if (!words.matches()) {
            return new Sql(Statements.of(input));
        }
        if (words.group("tables") != null) {
            return new ListTables();
        }
        if (words.group("table") != null) {
            return new Describe(words.group("table"));
        }
        return words.group("help") != null ? new Help() : new Quit();
    }

    private static ShellCommand backslashed(String text) {
        String[] words = text.replaceFirst("\\s*;$", "").split("\\s+", 2);
        String argument = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "\\q" -> new Quit();
            case "\\?", "\\h" -> new Help();
            case "\\d", "\\dt" -> argument.isEmpty() ? new ListTables() : new Describe(argument);
            case "\\x" -> form(argument);
            case "\\watch" -> watch(argument);
            default -> new Wrong("Cannot run a command, it is unknown: %s (\\? lists them)".formatted(words[0]));
        };
    }

    private static ShellCommand form(String argument) {
        return switch (argument.toLowerCase(Locale.ROOT)) {
            case "", "on" -> new Show(Form.VERTICAL);
            case "off" -> new Show(Form.TABLE);
            case "auto" -> new Show(Form.AUTO);
            default -> new Wrong("Cannot change the form, expected on, off or auto: %s".formatted(argument));
        };
    }

    private static ShellCommand watch(String argument) {
        if (argument.isEmpty()) {
            return new Watch(USUAL_INTERVAL);
        }
        if (argument.matches("[0-9]{1,5}(\\.[0-9]{1,3})?s?")) {
            Duration interval = Duration.ofMillis(Math.round(Double.parseDouble(argument.replace("s", "")) * 1_000));
            if (interval.compareTo(MIN_INTERVAL) >= 0) {
                return new Watch(interval);
            }
        }
        return new Wrong("Cannot watch, expected seconds, 0.1 or more: %s".formatted(argument));
    }
}
