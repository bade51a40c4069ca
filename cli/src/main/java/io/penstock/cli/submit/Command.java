package io.penstock.cli.submit;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A program and its arguments. */
public record Command(List<String> words) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    public Command {
        words = List.copyOf(words);
    }

    static Command of(String... words) {
        return new Command(List.of(words));
    }

    public String program() {
        return words.get(0);
    }

    /** For a shell, on one line. */
    public String line() {
        return words.stream().map(Command::quoted).collect(Collectors.joining(" "));
    }

    /** For a shell, each option and its value on a line of their own. */
    public String lines() {
        StringBuilder text = new StringBuilder();
        boolean option = false;
        for (String word : words) {
            if (!text.isEmpty()) {
                text.append(option && !word.startsWith("--") ? " " : " \\\n  ");
            }
            text.append(quoted(word));
            option = word.startsWith("--");
        }
        return text.toString();
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
