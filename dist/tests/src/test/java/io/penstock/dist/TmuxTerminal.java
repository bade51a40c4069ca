package io.penstock.dist;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real terminal that a command runs in: a tmux of its own, with keys to press and a screen to look at. */
final class TmuxTerminal implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(120);

    private final String socket;

    private TmuxTerminal(String socket) {
        this.socket = socket;
    }

    static boolean installed() {
        try {
            return run(List.of("tmux", "-V")).startsWith("tmux ");
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts {@code command} of a POSIX shell; at its end the screen stays and tells its exit code. */
    static TmuxTerminal start(Path folder, int columns, int rows, String command) throws IOException {
        TmuxTerminal terminal = new TmuxTerminal("penstock-" + folder.getFileName());
        terminal.tmux(
                "-u",
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-c",
                folder.toString(),
                "-x",
                Integer.toString(columns),
                "-y",
                Integer.toString(rows),
                command + "; echo ended with $?; exec cat");
        return terminal;
    }

    /** Types text as it is. */
    TmuxTerminal type(String text) throws IOException {
        String safe = text.endsWith(";") ? text.substring(0, text.length() - 1) + "\\;" : text;
        tmux("send-keys", "-l", safe);
        return this;
    }

    /** Presses a key that has a name: {@code Enter}, {@code Tab}, {@code C-c}. */
    TmuxTerminal press(String key) throws IOException {
        tmux("send-keys", key);
        return this;
    }

    String screen() throws IOException {
        return tmux("capture-pane", "-p").stripTrailing();
    }

    /** Waits until the screen is as {@code expected}; the screen is in the failure. */
    void awaitScreen(String what, Predicate<String> expected) throws IOException {
        try {
            await(what).atMost(SOON).until(() -> expected.test(screen()));
        } catch (RuntimeException e) {
            throw new AssertionError("no " + what + " on the screen:\n" + screen(), e);
        }
    }

    private String tmux(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("tmux", "-L", socket));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("Cannot run %s: %s".formatted(command, output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Cannot wait for " + command, e);
        }
        return output;
    }

    /** Ends the terminal and what runs in it. */
    @Override
    public void close() throws IOException {
        tmux("kill-server");
    }
}
