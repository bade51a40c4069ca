package io.penstock.local;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One Apache Kafka node (broker and controller) in a process of its own, with its data in a {@link Home}.
 *
 * <p><b>Life:</b> {@link #start()} formats the storage when it is empty and returns when the broker serves; after
 * {@link #close()} or a kill it can be started again on the same data and ports. The process ends when this one does, however
 * that happens.
 * <p><b>Network:</b> listens on 127.0.0.1 only. <b>Topics</b> are not created by being named.
 * <p><b>Class path:</b> a folder of jars given by the system property {@value #LIBRARY_PROPERTY}, or {@code broker} in the
 * distribution's {@code lib}.
 * <p><b>Threads:</b> safe.
 */
public final class Broker implements Service {

    public static final String LIBRARY_PROPERTY = "penstock.broker.lib";
    public static final int DEFAULT_PORT = 9092;

    static final String NAME = "broker";
    static final int DEFAULT_CONTROLLER_PORT = 9093;
    static final Duration START_LIMIT = Duration.ofSeconds(90); // an unclean stop makes it read its segments again

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(15);
    private static final int POLL_MILLIS = 100;
    private static final String LOGGING = "io/penstock/local/internal/broker-log4j2.properties";
    private static final String MAIN = "io.penstock.local.internal.BrokerMain";
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx384m",
            "-Xms96m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:TieredStopAtLevel=4",
            "-Xshare:auto",
            "-Dslf4j.internal.verbosity=ERROR",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8");

    private final Home home;
    private final Path library;
    private volatile int port;
    private int controllerPort;
    private volatile @Nullable ServiceProcess process;
    private BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private long questions;

    private Broker(Home home, Path library, int port) {
        this.home = home;
        this.library = library;
        this.port = port;
    }

    /** The broker of a home; it is not started yet. A port 0 becomes a free one at the first start. */
    public static Broker in(Home home, int port) {
        return new Broker(home, Distribution.brokerLibrary(), port);
    }

    /** Starts a broker on free ports with its data and logs below the folder, for tests. */
    public static Broker startTemporary(Path folder) {
        Broker broker = in(new Home(folder), Ports.ANY);
        broker.start();
        return broker;
    }

    /**
     * Starts the process and waits until the broker is registered and serves.
     *
     * @throws LocalServiceException when a port is taken, the broker ends by itself, or it takes too long
     */
    @Override
    public synchronized void start() {
        if (alive()) {
            return;
        }
        Ports.requireFree(port, NAME, RuntimeService.KAFKA_PORT_OPTION);
        port = port == Ports.ANY ? Ports.anyFree() : port;
        // only this node talks to its controller: any port will do
        controllerPort = DEFAULT_CONTROLLER_PORT != port && Ports.free(DEFAULT_CONTROLLER_PORT)
                ? DEFAULT_CONTROLLER_PORT
                : Ports.anyFree();
        long started = System.currentTimeMillis();
        launch();
        awaitReady(started);
    }

    /** Fails unless the quorum has a leader and the broker is registered and unfenced. */
    @Override
    public synchronized void check() {
        String answer = ask();
        if (!answer.equals("ok")) {
            throw new LocalServiceException(
                    "The broker does not serve on %s: %s".formatted(bootstrapServers(), answer), null, log());
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /** {@code 127.0.0.1:<port>}. */
    public String bootstrapServers() {
        return Ports.LOOPBACK + ":" + port;
    }

    @Override
    public int port() {
        return port;
    }

    /** The process of the last start. */
    @Override
    public long pid() {
        return running().pid();
    }

    @Override
    public boolean alive() {
        ServiceProcess current = process;
        return current != null && current.alive();
    }

    @Override
    public Path log() {
        return home.log(NAME);
    }

    /** Ends the process as {@code kill -9} does; {@link #start()} brings it back with its data. */
    public void kill() {
        running().kill();
    }

    @Override
    public void close() { // not synchronized: it may end a start
        ServiceProcess current = process;
        if (current != null) {
            current.stop(STOP_LIMIT);
        }
    }

    private void launch() {
        try {
            Files.createDirectories(home.broker());
            Files.createDirectories(home.logs());
            Path properties = home.broker().resolve("server.properties");
            Files.writeString(properties, BrokerProperties.text(home.broker().resolve("data"), port, controllerPort));
            ServiceProcess launched = ServiceProcess.start(NAME, command(properties), home.broker(), home.output(NAME));
            answers = new LinkedBlockingQueue<>();
            collectAnswers(launched.process(), answers);
            process = launched;
        } catch (IOException e) {
            throw new LocalServiceException(
                    "Cannot start the broker in %s: %s".formatted(home.broker(), e.getMessage()), e);
        }
    }

    private List<String> command(Path properties) {
        List<String> command = new ArrayList<>();
        command.add(ServiceProcess.java());
        command.addAll(JVM_OPTIONS);
        command.add("-Dpenstock.log=" + log());
        command.add("-Dlog4j2.configurationFile=classpath:" + LOGGING);
        command.addAll(List.of(
                "-cp",
                library.resolve("*") + File.pathSeparator + Distribution.ownClasses(),
                MAIN,
                properties.toString()));
        return command;
    }

    private static void collectAnswers(Process process, BlockingQueue<String> answers) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                        lines.lines().forEach(answers::add);
                    } catch (IOException | UncheckedIOException e) {
                        answers.add("the pipe broke: " + e.getMessage());
                    }
                },
                "penstock-broker-answers");
        reader.setDaemon(true);
        reader.start();
    }

    private void awaitReady(long started) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        String answer = "no answer";
        while (System.nanoTime() < deadline) {
            answer = ask();
            if (answer.equals("ok")) {
                return;
            }
            if (!alive()) {
                throw ended(started);
            }
            pause();
        }
        close();
        throw new LocalServiceException(
                "Cannot start the broker, it does not serve on %s after %d seconds: %s"
                        .formatted(bootstrapServers(), START_LIMIT.toSeconds(), answer),
                null,
                log());
    }

    private LocalServiceException ended(long started) {
        String reason = ServiceLog.reason(home.output(NAME), log(), started)
                .map(": "::concat)
                .orElse("");
        return new LocalServiceException(
                "Cannot start the broker, its process ended with exit code %d%s"
                        .formatted(running().exitCode(), reason),
                null,
                ServiceLog.where(home.output(NAME), log(), started));
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new LocalServiceException("Cannot start the broker, the start was interrupted", e);
        }
    }

    private String ask() {
        ServiceProcess asked = process;
        if (asked == null || !asked.alive()) {
            return "its process has ended";
        }
        String prefix = ++questions + " ";
        try {
            OutputStream pipe = asked.process().getOutputStream();
            pipe.write((prefix + "check\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
            return awaitAnswer(prefix, asked);
        } catch (IOException e) {
            return "its process has ended";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private String awaitAnswer(String prefix, ServiceProcess asked) throws InterruptedException {
        long deadline = System.nanoTime() + CHECK_LIMIT.toNanos();
        while (System.nanoTime() < deadline && asked.alive()) {
            String line = answers.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith(prefix)) { // others are late answers to earlier questions
                return line.substring(prefix.length());
            }
        }
        return asked.alive()
                ? "no answer within %d seconds".formatted(CHECK_LIMIT.toSeconds())
                : "its process has ended";
    }

    private ServiceProcess running() {
        ServiceProcess current = process;
        if (current == null) {
            throw new IllegalStateException("The broker was not started");
        }
        return current;
    }
}
