package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.state.Json;
import io.penstock.pipeline.BatchRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A child process that runs a pipeline with {@link KillTarget}, to be killed or paused. Closing it kills it. */
final class EngineProcess implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(180); // two busy cores start a driver in 10 to 60 s

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private EngineProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                        output.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add("output ended: " + e.getMessage());
                    }
                },
                "engine-process-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Makes what drivers start faster with, unless it is there: for tests whose traffic is not to wait for that. */
    static void prepare(EngineSettings settings) {
        var unused = DriverClasses.options(settings);
    }

    /** Starts a driver that runs the pipeline. */
    static EngineProcess run(EngineSettings settings, Path pipelineFile) {
        return start(KillTarget.RUN, settings, pipelineFile, null);
    }

    /** Starts a driver that runs the pipeline and halts when it is at the failpoint for the n-th time. */
    static EngineProcess runTo(Failpoint failpoint, int n, EngineSettings settings, Path pipelineFile) {
        return start(KillTarget.RUN, settings, pipelineFile, failpoint + ":" + n);
    }

    /** Runs the pipeline in a driver that is killed at the failpoint when it is there for the n-th time. */
    static void killAt(Failpoint failpoint, int n, EngineSettings settings, Path pipelineFile) {
        try (EngineProcess driver = runTo(failpoint, n, settings, pipelineFile)) {
            driver.assertKilledAt(failpoint);
        }
    }

    /** Runs the pipeline in a driver that is killed when a batch of the query is at the failpoint for the first time. */
    static void killAt(Failpoint failpoint, String query, EngineSettings settings, Path pipelineFile) {
        try (EngineProcess driver = start(KillTarget.RUN, settings, pipelineFile, failpoint + ":1:" + query)) {
            driver.assertKilledAt(failpoint);
        }
    }

    /** Waits for its end. @throws AssertionError when it ended otherwise than by the failpoint, or has said that it failed */
    void assertKilledAt(Failpoint failpoint) {
        int status = exitStatus();
        assertThat(status).as("exit at %s, having said %s", failpoint, said()).isEqualTo(Failpoint.EXIT_STATUS);
        assertThat(said()).noneMatch(line -> line.startsWith(KillTarget.FAILED) || line.startsWith(KillTarget.DROPPED));
    }

    /** Starts a driver that runs the pipeline as a batch and halts when it is at the failpoint for the n-th time. */
    static EngineProcess batchTo(Failpoint failpoint, int n, EngineSettings settings, Path pipelineFile) {
        return start(KillTarget.BATCH, settings, pipelineFile, failpoint + ":" + n);
    }

    /** The same over a range of its own. */
    static EngineProcess batchTo(
            Failpoint failpoint, int n, EngineSettings settings, Path pipelineFile, BatchRange range) {
        try {
            Path file = pipelineFile.resolveSibling(pipelineFile.getFileName() + ".range");
            Files.write(file, Json.bytes(range));
            List<String> options = new ArrayList<>(DriverClasses.options(settings));
            options.add("-D" + Failpoint.PROPERTY + "=" + failpoint + ":" + n);
            options.add("-D" + KillTarget.RANGE + "=" + file);
            return start(options, KillTarget.BATCH, settings, pipelineFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a driver that replays the dead letters and halts when it is at the failpoint for the first time. */
    static EngineProcess replayTo(Failpoint failpoint, EngineSettings settings, Path pipelineFile) {
        return start(KillTarget.REPLAY, settings, pipelineFile, failpoint.name());
    }

    /** Starts a driver that runs the pipeline until it has caught up, and stops it. */
    static EngineProcess runToEnd(EngineSettings settings, Path pipelineFile) {
        return start(KillTarget.END, settings, pipelineFile, null);
    }

    /** Starts a driver that runs a pipeline of {@link Clicks} until it has caught up, verifies and recounts it. */
    static EngineProcess account(EngineSettings settings, Path pipelineFile) {
        return start(KillTarget.ACCOUNT, settings, pipelineFile, null);
    }

    private static EngineProcess start(
            String what, EngineSettings settings, Path pipelineFile, @Nullable String failpoint) {
        List<String> options = new ArrayList<>(DriverClasses.options(settings));
        if (failpoint != null) {
            options.add("-D" + Failpoint.PROPERTY + "=" + failpoint);
        }
        return start(options, what, settings, pipelineFile);
    }

    /** Starts a driver. @param options of its JVM, the class path among them */
    static EngineProcess start(List<String> options, String what, EngineSettings settings, Path pipelineFile) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // short lives: the second compiler would not pay
        // libraries that came with a checksum need no second look: a quarter of the time to start
        command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
        command.addAll(List.of("-Xmx700m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-Djdk.reflect"))
                .forEach(command::add);
        command.addAll(options);
        command.addAll(List.of(KillTarget.class.getName(), what));
        Path files = Path.of("target", "drivers");
        Path errors = files.resolve("driver.err");
        try {
            Files.createDirectories(files);
            Path settingsFile = Files.createTempFile(files, "settings-", ".json");
            Files.write(settingsFile, Json.bytes(settings));
            command.addAll(List.of(settingsFile.toString(), pipelineFile.toString()));
            return new EngineProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a driver", e);
        }
    }

    /** Waits for a line that starts so. @return the line */
    String await(String start) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                String line = lines.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    seen.add(line);
                    if (line.startsWith(start)) {
                        return line;
                    }
                } else if (!process.isAlive()) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("The driver did not say '" + start + "', but " + seen
                + (process.isAlive() ? "" : ", and ended with " + process.exitValue()));
    }

    /** Waits for the end. @return whether it came within the limit */
    boolean ends(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for the end. @return the exit status */
    int exitStatus() {
        if (!ends(LIMIT)) {
            throw new AssertionError("The driver did not end within " + LIMIT + ", it said " + said());
        }
        return process.exitValue();
    }

    /** All it has said so far. */
    List<String> said() {
        lines.drainTo(seen);
        return List.copyOf(seen);
    }

    /** Stops all its threads, until {@link #resume}. */
    void pause() {
        execute("kill", "-STOP", pid());
        Awaitility.await("pause of process " + pid())
                .until(() -> execute("ps", "-o", "state=", "-p", pid()).startsWith("T"));
    }

    void resume() {
        execute("kill", "-CONT", pid());
    }

    private String pid() {
        return String.valueOf(process.pid());
    }

    private static String execute(String... command) {
        try {
            Process started =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (started.waitFor() != 0) {
                throw new IllegalStateException("Cannot execute " + String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as {@code kill -9} does, paused or not. */
    void kill() {
        process.destroyForcibly();
        ends(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        kill();
    }
}
