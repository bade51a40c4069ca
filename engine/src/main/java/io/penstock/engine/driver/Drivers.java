package io.penstock.engine.driver;

import io.penstock.engine.EngineSettings;
import io.penstock.engine.RunControl;
import io.penstock.engine.RunListener;
import io.penstock.engine.UnavailableException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts drivers on this machine: children of this process with its class path and its options, but for the memory. Bound to
 * loopback; each ends with this process, its batch in flight committed. Thread-safe.
 */
public final class Drivers {

    /** Spark asks for 450 MB; what waits to be sent lies beside it. */
    private static final String MEMORY = "-Xmx640m";

    private static final String LOG = "-Dpenstock.log=";
    private static final List<String> KEPT =
            List.of("--add-", "-D", "-XX:SharedArchiveFile=", "-XX:+ExitOnOutOfMemoryError", "-XX:+Use");

    private final EngineSettings settings;
    private final Path logs;

    /**
     * @param settings where things are, for all drivers
     * @param logs folder of their logs
     */
    public Drivers(EngineSettings settings, Path logs) {
        this.settings = settings;
        this.logs = logs;
    }

    /**
     * Runs a pipeline in a driver of its own, and returns once its queries run, which takes as long as Spark takes to start.
     *
     * @param pipeline its name
     * @param file name of its file
     * @param text the file, without problems
     * @throws RuntimeException as {@link io.penstock.engine.Engine#start} does
     */
    public RunControl start(String pipeline, String file, String text, RunListener listener) {
        Path log = logs.resolve("driver-" + pipeline + ".log");
        try {
            Files.createDirectories(logs);
            Process process = new ProcessBuilder(command(log))
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            logs.resolve("driver-" + pipeline + ".out").toFile()))
                    .start();
            return DriverRun.start(pipeline, process, new DriverOrder(settings, file, text), log, listener);
        } catch (IOException e) {
            throw new UnavailableException("Cannot start a driver for " + pipeline + ", " + e.getMessage(), e);
        }
    }

    private static List<String> command(Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> KEPT.stream().anyMatch(option::startsWith) && !option.startsWith(LOG))
                .forEach(command::add);
        // the JVM's own warnings are no messages
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr"));
        command.addAll(List.of(MEMORY, LOG + log, "-cp", System.getProperty("java.class.path")));
        command.add(DriverMain.class.getName());
        return command;
    }
}
