package io.penstock.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child process that lives no longer than this one: it reads the pipe to this process and stops at its end, which also
 * comes when this process is killed.
 *
 * <p>The child ignores SIGINT and SIGHUP, which a terminal sends to all processes at once: the parent decides the order in
 * which services stop.
 */
final class ServiceProcess {

    // ignored signals stay ignored across exec, and a JVM leaves them alone
    private static final List<String> SHIELD = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "penstock");
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final String name;
    private final Process process;

    private ServiceProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts the command; its standard error goes to the file, its standard output to {@link #process()}'s reader. */
    static ServiceProcess start(String name, List<String> command, Path folder, Path output) {
        return start(name, command, folder, output, ProcessBuilder.Redirect.PIPE);
    }

    /** Starts the command; all that it prints goes to the file. */
    static ServiceProcess startSilent(String name, List<String> command, Path folder, Path output) {
        return start(name, command, folder, output, ProcessBuilder.Redirect.appendTo(output.toFile()));
    }

    private static ServiceProcess start(
            String name, List<String> command, Path folder, Path output, ProcessBuilder.Redirect standardOutput) {
        try {
            Files.writeString(output, "");
            Process process = new ProcessBuilder(shielded(command))
                    .directory(folder.toFile())
                    .redirectOutput(standardOutput)
                    .redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new ServiceProcess(name, process);
        } catch (IOException e) {
            throw new LocalServiceException("Cannot start the %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** The command, protected from what a terminal sends. */
    static List<String> shielded(List<String> command) {
        List<String> shielded = new ArrayList<>(SHIELD);
        shielded.addAll(command);
        return shielded;
    }

    /** The {@code java} that runs this process. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    void kill() {
        process.destroyForcibly();
        await(KILL_LIMIT);
    }

    /** Ends the pipe and sends SIGTERM; SIGKILL when that does not help within the limit. May be called again. */
    void stop(Duration limit) {
        try (OutputStream pipe = process.getOutputStream()) {
            process.destroy();
        } catch (IOException e) {
            // the pipe is closed already: what was wanted
        }
        if (!await(limit)) {
            process.destroyForcibly();
            if (!await(KILL_LIMIT)) {
                throw new LocalServiceException(
                        "Cannot stop the %s, process %d does not end after SIGKILL".formatted(name, pid()));
            }
        }
    }

    private boolean await(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }
}
