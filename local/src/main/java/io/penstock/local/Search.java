package io.penstock.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One OpenSearch node in a process of its own, with its data in a {@link Home}. It is started in homes that have used it once:
 * {@link #use} marks a home.
 *
 * <p><b>Life:</b> {@link #start()} returns when the node answers over HTTP and has its indexes back; after {@link #close()} or a
 * kill it can be started again on the same data and port. What it has confirmed is there then. The process ends when this one
 * does, however that happens.
 * <p><b>Network:</b> listens on 127.0.0.1 only. <b>Indexes</b> are not created by being named.
 * <p><b>Class path:</b> a folder of jars given by the system property {@value #LIBRARY_PROPERTY}, or {@code search} in the
 * distribution's {@code lib}; a distribution without it runs everything else.
 * <p><b>Threads:</b> safe.
 */
public final class Search extends PipedService {

    public static final String LIBRARY_PROPERTY = "penstock.search.lib";
    public static final int DEFAULT_PORT = 9200;

    static final String NAME = "search";
    static final String PORT_OPTION = "--search-port";

    private static final int PORT_ATTEMPTS = 3; // a free port is chosen before it is bound
    private static final Duration START_LIMIT = Duration.ofSeconds(90); // an unclean stop makes it replay its translogs
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String LOGGING = "io/penstock/local/internal/search-log4j2.properties";
    private static final String MAIN = "io.penstock.local.internal.SearchMain";
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx512m",
            "-Xms96m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            // as for the broker
            "-XX:Tier4InvocationThreshold=15000",
            "-XX:Tier4MinInvocationThreshold=2000",
            "-XX:Tier4CompileThreshold=45000",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            // from here on as in OpenSearch's own jvm.options
            "-Djava.locale.providers=SPI,CLDR", // weeks begin on Monday, as on a cluster
            "-Dio.netty.noUnsafe=true",
            "-Dio.netty.noKeySetOptimization=true",
            "-Dio.netty.recycler.maxCapacityPerThread=0",
            "-Dio.netty.allocator.numDirectArenas=0",
            "-Dlog4j.shutdownHookEnabled=false",
            "-Dlog4j2.disable.jmx=true");

    private final int port;
    private boolean begun;

    private Search(Home home, int port) {
        super(home, NAME, STOP_LIMIT);
        this.port = port;
    }

    /** The search service of a home; it is not started yet. */
    static Search in(Home home, int port) {
        return new Search(home, port);
    }

    /** Starts a search service on a free port with its data and logs below the folder, for tests. */
    public static Search startTemporary(Path folder) {
        for (int attempt = 1; ; attempt++) {
            Search search = new Search(new Home(folder), Ports.anyFree());
            try {
                search.start();
                return search;
            } catch (LocalServiceException e) {
                boolean lostPort = !search.alive() && !Ports.free(search.port);
                if (attempt == PORT_ATTEMPTS || !lostPort) {
                    throw e;
                }
            }
        }
    }

    /** Whether the home has a search service. */
    static boolean used(Home home) {
        return Files.isDirectory(home.search());
    }

    /** From now on the home has a search service. */
    static void use(Home home) {
        try {
            Files.createDirectories(home.search());
        } catch (IOException e) {
            throw new LocalServiceException("Cannot make room for the search service: " + home.search(), e);
        }
    }

    /** {@code http://127.0.0.1:<port>}. */
    public String uri() {
        return "http://" + Ports.LOOPBACK + ":" + port;
    }

    @Override
    String address() {
        return uri();
    }

    @Override
    public synchronized void begin() {
        if (alive()) {
            return;
        }
        Ports.requireFree(port, NAME, PORT_OPTION);
        Home home = home();
        home.create();
        Preflight.requireDisk(home); // it would start, and take no documents
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.addAll(List.of(
                "-cp", Distribution.searchLibrary().resolve("*") + File.pathSeparator + Distribution.ownClasses()));
        List<String> main = List.of(MAIN, home.search().toString(), Integer.toString(port));
        launch(options, LOGGING, main);
        begun = true;
    }

    /**
     * Starts the process and waits until it serves.
     *
     * @throws LocalServiceException when the port is taken, the disk is full, the process ends by itself, or it takes too long
     */
    @Override
    public synchronized void start() {
        if (!begun) { // one that has ended since says why, instead of being tried again
            begin();
        }
        begun = false;
        running().awaitReady(this::ask, START_LIMIT);
    }

    @Override
    public int port() {
        return port;
    }

    /** Ends the process as {@code kill -9} does; {@link #start()} brings it back with its data. */
    public void kill() {
        running().kill();
    }
}
