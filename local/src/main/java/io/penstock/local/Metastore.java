package io.penstock.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Hive Metastore in a process of its own, from the Hive jars that the runtime has for Spark. It is started in homes that
 * have used it once: {@link #use} marks a home.
 *
 * <p>A process of its own, not a part of the runtime: it serves other programs also while the runtime starts again, and its
 * embedded database takes one process at a time.
 */
public final class Metastore extends PipedService {

    static final String NAME = "metastore";
    static final String PORT_OPTION = "--metastore-port";

    private static final String LOGGING = "io/penstock/local/internal/metastore-log4j2.properties";
    private static final String MAIN = "io.penstock.local.internal.MetastoreMain";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx256m",
            "-Xms32m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "--add-opens=java.base/java.net=ALL-UNNAMED");

    private final String classPath;
    private final int port;

    private Metastore(Home home, String classPath, int port) {
        super(home, NAME, STOP_LIMIT);
        this.classPath = classPath;
        this.port = port;
    }

    /** The metastore of a home; it is not started yet. */
    static Metastore in(Home home, int port) {
        String jars = Distribution.runtimeLibrary().resolve("*").toString();
        return new Metastore(home, jars + File.pathSeparator + Distribution.ownClasses(), port);
    }

    /** A metastore with a free port, its data below the folder and this process's class path, for tests; not started yet. */
    public static Metastore temporary(Path folder) {
        return new Metastore(new Home(folder), System.getProperty("java.class.path"), Ports.anyFree());
    }

    /** Whether the home has a metastore. */
    static boolean used(Home home) {
        return Files.isDirectory(home.metastore());
    }

    /** From now on the home has a metastore. */
    static void use(Home home) {
        try {
            Files.createDirectories(home.metastore());
        } catch (IOException e) {
            throw new LocalServiceException("Cannot make room for the metastore: " + home.metastore(), e);
        }
    }

    /** {@code thrift://127.0.0.1:<port>}. */
    public String uri() {
        return uri(port);
    }

    @Override
    String address() {
        return uri();
    }

    static String uri(int port) {
        return "thrift://" + Ports.LOOPBACK + ":" + port;
    }

    @Override
    public synchronized void start() {
        if (alive()) {
            return;
        }
        Ports.requireFree(port, NAME, PORT_OPTION);
        Home home = home();
        home.create();
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.addAll(List.of("-cp", classPath));
        List<String> main =
                List.of(MAIN, home.metastore().toString(), home.warehouse().toString(), Integer.toString(port));
        launch(options, LOGGING, main);
        running().awaitReady(this::ask, START_LIMIT);
    }

    @Override
    public int port() {
        return port;
    }
}
