package io.penstock.local;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Penstock's runtime in a process of its own: one Spark driver with an HTTP API on the loopback interface. */
final class RuntimeService implements Service {

    static final String NAME = "runtime";
    static final String KAFKA_PORT_OPTION = "--kafka-port";
    static final String API_PORT_OPTION = "--api-port";

    private static final String MAIN = "io.penstock.console.RuntimeMain";
    private static final String LOGGING = "io/penstock/local/internal/runtime-log4j2.properties";
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60); // the running batches are completed
    private static final int CHECK_MILLIS = 10_000; // a full collection of a busy heap is no failure
    private static final int POLL_MILLIS = 100;

    private final Home home;
    private final Path library;
    private final String bootstrapServers;
    private final int port;
    private volatile @Nullable ServiceProcess process;

    RuntimeService(Home home, Path library, String bootstrapServers, int port) {
        this.home = home;
        this.library = library;
        this.bootstrapServers = bootstrapServers;
        this.port = port;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized void start() {
        if (alive()) {
            return;
        }
        Ports.requireFree(port, NAME, API_PORT_OPTION);
        RunFile.delete(home, NAME);
        long started = System.currentTimeMillis();
        process = ServiceProcess.startSilent(NAME, command(), home.root(), home.output(NAME));
        awaitReady(started);
        check();
    }

    @Override
    public void check() {
        if (!alive()) {
            throw new LocalServiceException("The runtime does not serve: its process has ended", null, log());
        }
        URI health = URI.create("http://%s:%d/api/health".formatted(Ports.LOOPBACK, port()));
        try {
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(CHECK_MILLIS);
            connection.setReadTimeout(CHECK_MILLIS);
            connection.setRequestProperty("Authorization", "Bearer " + home.loadToken());
            int code = connection.getResponseCode();
            connection.disconnect();
            if (code != HttpURLConnection.HTTP_OK) {
                throw new LocalServiceException(
                        "The runtime does not serve: %s answers %d".formatted(health, code), null, log());
            }
        } catch (IOException e) {
            throw new LocalServiceException(
                    "The runtime does not serve: %s: %s".formatted(health, e.getMessage()), e, log());
        }
    }

    @Override
    public boolean alive() {
        ServiceProcess current = process;
        return current != null && current.alive();
    }

    @Override
    public long pid() {
        return running().pid();
    }

    @Override
    public int port() {
        return RunFile.find(home, NAME).map(RunFile::port).orElse(port);
    }

    @Override
    public Path log() {
        return home.log(NAME);
    }

    @Override
    public void close() {
        ServiceProcess current = process;
        if (current != null) {
            current.stop(STOP_LIMIT);
            RunFile.delete(home, NAME);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(ServiceProcess.java());
        Path options = library.resolve("jvm.options");
        if (Files.isRegularFile(options)) {
            command.add("@" + options);
        }
        command.add("-Dpenstock.log=" + log());
        command.add("-Dlog4j2.configurationFile=classpath:" + LOGGING);
        command.addAll(List.of("-cp", library.resolve("*") + File.pathSeparator + Distribution.ownClasses(), MAIN));
        command.addAll(List.of("--home", home.root().toString(), "--bootstrap", bootstrapServers));
        command.addAll(List.of("--port", Integer.toString(port), "--exit-on-stdin-eof"));
        return command;
    }

    private void awaitReady(long started) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<RunFile> ready = RunFile.find(home, NAME);
            if (ready.isPresent() && ready.get().pid() == pid()) {
                return;
            }
            if (!alive()) {
                String reason = ServiceLog.reason(home.output(NAME), log(), started)
                        .map(": "::concat)
                        .orElse("");
                throw new LocalServiceException(
                        "Cannot start the runtime, its process ended with exit code %d%s"
                                .formatted(running().exitCode(), reason),
                        null,
                        ServiceLog.where(home.output(NAME), log(), started));
            }
            pause();
        }
        close();
        throw new LocalServiceException(
                "Cannot start the runtime, it is not ready after %d seconds".formatted(START_LIMIT.toSeconds()),
                null,
                log());
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new LocalServiceException("Cannot start the runtime, the start was interrupted", e);
        }
    }

    private ServiceProcess running() {
        ServiceProcess current = process;
        if (current == null) {
            throw new IllegalStateException("The runtime was not started");
        }
        return current;
    }
}
