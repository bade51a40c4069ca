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

/** Penstock's runtime in a process of its own: one Spark driver with an HTTP API on the loopback interface. */
final class RuntimeService extends Service {

    static final String NAME = "runtime";
    static final String KAFKA_PORT_OPTION = "--kafka-port";
    static final String API_PORT_OPTION = "--api-port";

    private static final String MAIN = "io.penstock.console.RuntimeMain";
    private static final String LOGGING = "io/penstock/local/internal/runtime-log4j2.properties";
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60); // the running batches are completed
    private static final int CHECK_MILLIS = 10_000; // a full collection of a busy heap is no failure

    private final List<Path> libraries;
    private final int port;
    private final List<String> further;
    private boolean begun;

    RuntimeService(Home home, Path library, Broker broker, Metastore metastore, Search search, int port) {
        this(
                home,
                List.of(library),
                port,
                List.of(
                        "--bootstrap",
                        broker.bootstrapServers(),
                        "--metastore",
                        metastore.uri(),
                        "--search",
                        search.uri()));
    }

    /**
     * @param libraries folders of jars, that of the runtime first
     * @param further options of the runtime's main class: at least where Kafka is
     */
    RuntimeService(Home home, List<Path> libraries, int port, List<String> further) {
        super(home, NAME, STOP_LIMIT);
        this.libraries = List.copyOf(libraries);
        this.port = port;
        this.further = List.copyOf(further);
    }

    /** Starts the process: Spark takes longer to start than a broker, and needs none before a pipeline runs. */
    @Override
    public synchronized void begin() {
        if (alive()) {
            return;
        }
        Ports.requireFree(port, NAME, API_PORT_OPTION);
        RunFile.delete(home(), NAME);
        started(ServiceProcess.start(home(), NAME, options(), LOGGING, main(), ServiceProcess.OutputKind.FILE));
        begun = true;
    }

    @Override
    public synchronized void start() {
        if (!begun) { // one that has ended since says why, instead of being tried again
            begin();
        }
        begun = false;
        running().awaitReady(this::missing, START_LIMIT);
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
            connection.setRequestProperty("Authorization", "Bearer " + home().loadToken());
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
    public int port() {
        return RunFile.find(home(), NAME).map(RunFile::port).orElse(port);
    }

    @Override
    public void close() {
        super.close();
        if (wasStarted()) {
            RunFile.delete(home(), NAME);
        }
    }

    private List<String> options() {
        List<String> options = new ArrayList<>();
        Path file = libraries.get(0).resolve("jvm.options");
        if (Files.isRegularFile(file)) {
            options.add("@" + file);
        }
        List<String> classPath = new ArrayList<>();
        libraries.forEach(library -> classPath.add(library.resolve("*").toString()));
        // an archive is used where the class path begins with what it was made of
        classPath.add(1, Distribution.ownClasses().toString());
        options.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
        return options;
    }

    private List<String> main() {
        List<String> main =
                new ArrayList<>(List.of(MAIN, "--home", home().root().toString()));
        main.addAll(List.of("--port", Integer.toString(port), "--exit-on-stdin-eof"));
        main.addAll(further);
        return main;
    }

    private String missing() {
        Optional<RunFile> ready = RunFile.find(home(), NAME);
        return ready.isPresent() && ready.get().pid() == pid() ? "" : "it has not said that it is ready";
    }
}
