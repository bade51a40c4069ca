package io.penstock.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Types commands in a folder, in this process, and keeps what they print. */
final class Typing {

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>(Map.of("COLUMNS", "120"));
    private boolean terminal;
    private String answers = "";

    private Typing(Path folder) {
        this.folder = folder;
    }

    static Typing in(Path folder) {
        return new Typing(folder);
    }

    /** As if a person sat in front of it, who answers with these lines. */
    Typing onTerminal(String answers) {
        this.terminal = true;
        this.answers = answers;
        return this;
    }

    /** As if this came from a pipe. */
    Typing withInput(String input) {
        this.answers = input;
        return this;
    }

    Typing with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Typed type(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Penstock.run(context(out, err), args);
        return new Typed(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Context context() {
        return context(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }

    private Context context(OutputStream out, OutputStream err) {
        return new Context(
                new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                folder,
                environment);
    }

    /** What came of a command. */
    record Typed(int code, String out, String err) {}
}
