package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sinks.DatabaseSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A PostgreSQL server of the tests' own: a fresh one in a temporary folder, on loopback and a free port, as a user without rights. It ends
 * with the JVM, however that ends. Where PostgreSQL is not installed, tests that ask for it are skipped and say so.
 */
final class TestPostgres implements ExtensionContext.Store.CloseableResource {

    static final String USER = "app";
    static final String PASSWORD = "pass word'\"\\é";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DATABASE = "postgres";

    private final Path folder;
    private final int port;
    private final Path programs;
    private @Nullable Process server;

    private TestPostgres(Path programs) throws IOException {
        this.programs = programs;
        this.folder = Files.createTempDirectory("penstock-postgres-");
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (isRoot()) {
            run(List.of("chown", "-R", owner(), folder.toString()));
        }
        run(asOwner(
                programs.resolve("initdb").toString(),
                "-D",
                data(),
                "-U",
                USER,
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync"));
        start();
    }

    /** Starts the server, unless it runs. */
    void start() {
        if (server != null) {
            return;
        }
        String serve =
                "\"$1\"/postgres -D \"$2\" -p \"$3\" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -F"
                        + " -c max_connections=200 & server=$!; cat; kill -INT $server; wait $server";
        List<String> command = asOwner("sh", "-c", serve, "sh", programs.toString(), data(), String.valueOf(port));
        try {
            server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("PostgreSQL on port " + port)
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> {
                    try (Connection connection = connect()) {
                        return connection.isValid(5);
                    }
                });
    }

    /** Stops the server: who is connected is thrown out. */
    void stop() {
        Process running = server;
        server = null;
        if (running == null) {
            return;
        }
        try {
            running.getOutputStream().close(); // see above
            assertThat(running.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("end of PostgreSQL")
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static String owner() {
        return "postgres"; // Debian's package has made it
    }

    private static List<String> asOwner(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("runuser", "-u", owner(), "--"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The database as a profile has it, under a name of the test's. */
    DatabaseSettings settings(String name) {
        return new DatabaseSettings(name, url(), USER, PASSWORD);
    }

    int port() {
        return port;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows as PostgreSQL writes them, the columns joined by {@code |}, in the order of their text. */
    List<String> rows(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
            try (ResultSet rows = statement.executeQuery(query)) {
                List<String> found = new ArrayList<>();
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(String.valueOf(rows.getString(i)));
                    }
                    found.add(String.join("|", row));
                }
                found.sort(Comparator.naturalOrder());
                return found;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names of the tables in which rows wait. */
    List<String> stages() {
        return rows("SELECT relname FROM pg_class WHERE relname LIKE 'penstock_stage_%' AND relkind = 'r'");
    }

    @Override
    public void close() throws IOException {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** Where the programs of PostgreSQL are; nothing where it is not installed. */
    private static @Nullable Path programs() {
        List<Path> places = new ArrayList<>();
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            versions.sorted(Comparator.reverseOrder())
                    .map(version -> version.resolve("bin"))
                    .forEach(places::add);
        } catch (IOException e) {
            // another distribution
        }
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            places.add(Path.of(place));
        }
        return places.stream()
                .filter(place -> Files.isExecutable(place.resolve("initdb")))
                .filter(place -> Files.isExecutable(place.resolve("postgres")))
                .findFirst()
                .orElse(null);
    }

    /** Gives tests the server of their JVM, or has them skipped. */
    static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
            return parameter.getParameter().getType() == TestPostgres.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
            Path programs = programs();
            Assumptions.assumeTrue(
                    programs != null, "PostgreSQL is not installed (initdb, postgres): apt-get install postgresql");
            return extension
                    .getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(TestPostgres.class, key -> started(programs), TestPostgres.class);
        }

        private static TestPostgres started(Path programs) {
            try {
                return new TestPostgres(programs);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
