package io.penstock.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
public final class Broker extends PipedService {

    public static final String LIBRARY_PROPERTY = "penstock.broker.lib";
    public static final int DEFAULT_PORT = 9092;

    static final String NAME = "broker";
    private static final int PORT_ATTEMPTS =
            3; // a free port is chosen before it is bound: another process may be faster

    private static final Duration START_LIMIT =
            Duration.ofSeconds(90); // an unclean stop makes it read its segments again
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String LOGGING = "io/penstock/local/internal/broker-log4j2.properties";
    private static final String MAIN = "io.penstock.local.internal.BrokerMain";
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx384m",
            "-Xms96m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            // three times Java's defaults, as in the runtime's jvm.options: starts call much that is never called again
            "-XX:Tier4InvocationThreshold=15000",
            "-XX:Tier4MinInvocationThreshold=2000",
            "-XX:Tier4CompileThreshold=45000",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8");

    private final Path library;
    private final List<String> listeners;
    private final Map<String, String> settings;
    private volatile int port;
    private int controllerPort;

    private Broker(Home home, Path library, int port, List<String> listeners, Map<String, String> settings) {
        super(home, NAME, STOP_LIMIT);
        this.library = library;
        this.port = port;
        this.listeners = List.copyOf(listeners);
        this.settings = Map.copyOf(settings);
    }

    /** The broker of a home; it is not started yet. A port 0 becomes a free one at the first start. */
    public static Broker in(Home home, int port) {
        return new Broker(home, Distribution.brokerLibrary(), port, List.of(), Map.of());
    }

    /** Starts a broker on free ports with its data and logs below the folder, for tests. */
    public static Broker startTemporary(Path folder) {
        return startTemporary(folder, List.of(), Map.of());
    }

    /**
     * Starts a broker with more than the plain listener, for tests of secured clusters.
     *
     * @param listeners further listeners, {@code NAME://127.0.0.1:port}
     * @param settings further settings of Kafka, those of the listeners among them
     */
    public static Broker startTemporary(Path folder, List<String> listeners, Map<String, String> settings) {
        Broker broker = new Broker(new Home(folder), Distribution.brokerLibrary(), Ports.ANY, listeners, settings);
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
        boolean anyPort = port == Ports.ANY;
        for (int attempt = 1; ; attempt++) {
            port = anyPort ? Ports.anyFree() : port;
            // only this node talks to its controller: any port will do
            controllerPort = Ports.anyFree();
            launch();
            try {
                running().awaitReady(this::ask, START_LIMIT);
                return;
            } catch (LocalServiceException e) {
                if (attempt == PORT_ATTEMPTS || alive() || !lostPort(anyPort)) {
                    throw e;
                }
            }
        }
    }

    /** Whether a port that was free when it was chosen has been taken by somebody else since. */
    private boolean lostPort(boolean anyPort) {
        return !Ports.free(controllerPort) || (anyPort && !Ports.free(port));
    }

    @Override
    String address() {
        return bootstrapServers();
    }

    /** {@code 127.0.0.1:<port>}. */
    public String bootstrapServers() {
        return Ports.LOOPBACK + ":" + port;
    }

    @Override
    public int port() {
        return port;
    }

    /** Ends the process as {@code kill -9} does; {@link #start()} brings it back with its data. */
    public void kill() {
        running().kill();
    }

    private void launch() {
        Home home = home();
        Path properties = home.broker().resolve("server.properties");
        try {
            Files.createDirectories(home.broker());
            Files.createDirectories(home.logs());
            Path data = home.broker().resolve("data");
            Files.writeString(properties, BrokerProperties.text(data, port, controllerPort, listeners, settings));
        } catch (IOException e) {
            throw new LocalServiceException(
                    "Cannot start the broker in %s: %s".formatted(home.broker(), e.getMessage()), e);
        }
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.addAll(List.of("-cp", library.resolve("*") + File.pathSeparator + Distribution.ownClasses()));
        launch(options, LOGGING, List.of(MAIN, properties.toString()));
    }
}
