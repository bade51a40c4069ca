package io.penstock.dist;

import io.penstock.cli.packaging.ClusterJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Spark as somebody else has installed it: a home with {@code bin/spark-submit} and the jars that a Spark distribution has, from
 * which a standalone master and a worker are started on loopback. Nothing of Penstock is in it.
 */
final class SparkInstallation implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");

    /** Asks Spark's launcher for the command, as the script of a Spark distribution does, and becomes it; a line end comes first. */
    private static final String SPARK_CLASS =
            """
            #!/usr/bin/env bash
            mapfile -d '' -t command < <("$JAVA_HOME/bin/java" -Xmx64m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@")
            exec "${command[1]#$'\\n'}" "${command[@]:2}"
            """;

    private static final String SPARK_SUBMIT =
            """
            #!/usr/bin/env bash
            exec "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.SparkSubmit "$@"
            """;

    /** Ends the command as soon as nobody holds the other end of standard input. */
    private static final String TIED =
            """
            exec 3<&0
            "$@" 3<&- & child=$!
            (cat <&3; kill -9 "$child") &
            wait "$child"
            """;

    private final Path home;
    private final Path logs;
    private final List<Process> processes = new ArrayList<>();

    private SparkInstallation(Path home, Path logs) {
        this.home = home;
        this.logs = logs;
    }

    /** @param runtime the folder with the class path of our runtime, of which Spark's part is taken */
    static SparkInstallation create(Path folder, Path runtime) throws IOException {
        Path home = folder.resolve("spark");
        Path jars = Files.createDirectories(home.resolve("jars"));
        List<Path> libraries;
        try (Stream<Path> files = Files.list(runtime)) {
            libraries = files.toList();
        }
        List<String> packaged = ClusterJar.of(libraries).libraries();
        for (Path library : libraries) {
            String name = library.getFileName().toString();
            if (!packaged.contains(name) && !name.startsWith("vertx-")) {
                Files.createSymbolicLink(jars.resolve(name), library);
            }
        }
        script(home.resolve("bin/spark-class"), SPARK_CLASS);
        script(home.resolve("bin/spark-submit"), SPARK_SUBMIT);
        return new SparkInstallation(home, Files.createDirectories(folder.resolve("logs")));
    }

    /** What its programs need to be started. */
    Map<String, String> environment() {
        return Map.of(
                "SPARK_HOME",
                home.toString(),
                "JAVA_HOME",
                System.getProperty("java.home"),
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_DAEMON_MEMORY",
                "256m",
                "SPARK_DAEMON_JAVA_OPTS",
                QUICK,
                "SPARK_SUBMIT_OPTS",
                "-Xmx256m " + QUICK);
    }

    /** Starts a master and a worker that has registered with it. @return the master's address */
    String startCluster() {
        start(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0");
        String master = await("master", MASTER);
        start(
                "worker",
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "3",
                "--memory",
                "2g",
                "--webui-port",
                "0",
                "--work-dir",
                work().toString(),
                master);
        await("worker", Pattern.compile("(Successfully registered with master)"));
        return master;
    }

    /** What drivers have said on standard error. */
    String driverLogs() {
        try (Stream<Path> files = Files.isDirectory(work()) ? Files.walk(work()) : Stream.empty()) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(file -> file.toString().matches(".*/driver-[^/]+/stderr"))
                    .toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = processes.stream()
                .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process.toHandle())))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await("end of the cluster").atMost(LIMIT).until(() -> all.stream()
                .noneMatch(ProcessHandle::isAlive));
    }

    private Path work() {
        return logs.resolveSibling("work");
    }

    private void start(String name, String... mainAndArguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", TIED, name, home + "/bin/spark-class"));
        command.addAll(List.of(mainAndArguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(logs.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().putAll(environment());
        try {
            processes.add(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name, e);
        }
    }

    private String await(String name, Pattern words) {
        Process process = processes.get(processes.size() - 1);
        Awaitility.await(name + " says: " + words)
                .atMost(LIMIT)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(name + " ended: " + Files.readString(log(name)));
                    }
                })
                .until(() -> words.matcher(Files.readString(log(name))).find());
        try {
            Matcher matcher = words.matcher(Files.readString(log(name)));
            return matcher.find() ? matcher.group(1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(String name) {
        return logs.resolve(name + ".log");
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
