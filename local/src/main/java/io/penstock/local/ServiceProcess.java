package io.penstock.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The JVM of a service: a child process that lives no longer than this one. It reads the pipe to this process and stops at its
 * end, which also comes when this process is killed.
 *
 * <p>The child ignores SIGINT and SIGHUP, which a terminal sends to all processes at once: the parent decides the order in
 * which services stop.
 */
final class ServiceProcess {

    // ignored signals stay ignored across exec, and a JVM leaves them alone
    private static final List<String> SHIELD = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "penstock");
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 20;

    private final Home home;
    private final String name;
    private final Process process;
    /** In the clock of the file system, which lags behind the system's: what is older is about another process. */
    private final long started;

    private ServiceProcess(Home home, String name, Process process, long started) {
        this.home = home;
        this.name = name;
        this.process = process;
        this.started = started;
    }

    /**
     * Starts a JVM; its log is {@link Home#log} and what it prints on standard error is {@link Home#output}.
     *
     * @param options of the JVM, the class path among them
     * @param logging resource with the settings of Log4j
     * @param main class and arguments
     * @param standardOutput where the rest goes
     */
    static ServiceProcess start(
            Home home,
            String name,
            List<String> options,
            String logging,
            List<String> main,
            OutputKind standardOutput) {
        Path output = home.output(name);
        List<String> command = shielded(List.of(java()));
        command.addAll(options);
        command.addAll(Archives.options(name));
        command.add("-XX:ErrorFile=" + home.logs().resolve(name + ".crash"));
        command.add("-Djava.io.tmpdir=" + home.temporary(name));
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.add("-Dpenstock.log=" + home.log(name));
        command.add("-Dlog4j2.configurationFile=classpath:" + logging);
        command.addAll(main);
        try {
            Files.writeString(output, "");
            long started = output.toFile().lastModified();
            empty(home.temporary(name));
            Process process = new ProcessBuilder(command)
                    .directory(home.root().toFile())
                    .redirectOutput(standardOutput.redirect(output))
                    .redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new ServiceProcess(home, name, process, started);
        } catch (IOException e) {
            throw new LocalServiceException("Cannot start the %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Makes the folder, without what a process that was killed has left in it. */
    private static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Where a service's standard output goes. */
    enum OutputKind {
        FILE,
        PIPE;

        private ProcessBuilder.Redirect redirect(Path file) {
            return this == PIPE ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.appendTo(file.toFile());
        }
    }

    /** A command that starts with these words is protected from what a terminal sends. */
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

    /**
     * Returns when the service is ready. When it ends instead, takes too long, or this thread is interrupted, the process is
     * stopped.
     *
     * @param missing what it still waits for; empty once it is ready
     */
    void awaitReady(Supplier<String> missing, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (String waiting = missing.get(); !waiting.isEmpty(); waiting = missing.get()) {
            if (!alive()) {
                throw new LocalServiceException("Cannot start the %s, %s".formatted(name, end()), null, lastWords());
            }
            if (System.nanoTime() > deadline) {
                stop(KILL_LIMIT);
                throw new LocalServiceException(
                        "Cannot start the %s, it does not serve after %d seconds: %s"
                                .formatted(name, limit.toSeconds(), waiting),
                        null,
                        home.log(name));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                stop(KILL_LIMIT);
                Thread.currentThread().interrupt();
                throw new LocalServiceException("Cannot start the %s, the start was interrupted".formatted(name), e);
            }
        }
    }

    /** How the process ended, with the reason where it can be found. */
    String end() {
        // a log on a full disk cannot say so
        Optional<String> reason = Preflight.full(home)
                ? Optional.of(ServiceLog.FULL_DISK)
                : ServiceLog.reason(home.output(name), home.log(name), started);
        return "its process ended with exit code %d%s"
                .formatted(process.exitValue(), reason.map(": "::concat).orElse(""));
    }

    /** Ends the process as {@code kill -9} does. */
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

    private Path lastWords() {
        return ServiceLog.where(home.output(name), home.log(name), started);
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
