package io.penstock.cli.submit;

import io.penstock.cli.CommandException;
import io.penstock.cli.Context;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs programs of others that lie on this machine, and passes on what they print. */
public final class Programs {

    private final Context context;

    public Programs(Context context) {
        this.context = context;
    }

    /**
     * Runs a command to its end.
     *
     * @return its exit code
     * @throws CommandException if there is no such program
     */
    public int run(Command command) {
        List<String> words = new ArrayList<>(command.words());
        words.set(0, find(command.program()).toString());
        ProcessBuilder builder = new ProcessBuilder(words).redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(context.environment());
        try {
            Process process = builder.start();
            Thread out = passOn(process.getInputStream(), context.out(), "out of " + command.program());
            Thread err = passOn(process.getErrorStream(), context.err(), "err of " + command.program());
            try {
                int code = process.waitFor();
                out.join();
                err.join();
                return code;
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
                throw CommandException.failed(
                        "Cannot wait for the end of a program, interrupted: " + command.program());
            }
        } catch (IOException e) {
            throw CommandException.failed("Cannot run a program, %s: %s".formatted(e.getMessage(), words.get(0)), e);
        }
    }

    private static Thread passOn(InputStream from, PrintStream to, String name) {
        Thread thread = new Thread(
                () -> {
                    try (from) {
                        from.transferTo(to);
                        to.flush();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private Path find(String program) {
        return folders(program)
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> CommandException.failed(missing(program)));
    }

    private Stream<Path> folders(String program) {
        Map<String, String> environment = context.environment();
        Stream<Path> ofSpark = program.equals("spark-submit")
                ? Optional.ofNullable(environment.get("SPARK_HOME")).map(home -> Path.of(home, "bin")).stream()
                : Stream.of();
        Stream<Path> path = Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
        return Stream.concat(ofSpark, path);
    }

    private static String missing(String program) {
        return program.equals("spark-submit")
                ? "Cannot submit, there is no spark-submit: neither in $SPARK_HOME/bin nor on the PATH.\n"
                        + "Install Spark 4.1 for Scala 2.13 and set SPARK_HOME, or use --print and run the call where Spark is."
                : "Cannot submit, there is no %s on the PATH.\n".formatted(program)
                        + "Install the AWS CLI, or use --print and run the calls where it is.";
    }
}
