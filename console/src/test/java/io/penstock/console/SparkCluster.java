package io.penstock.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Spark cluster on this machine: a standalone master and workers in JVMs of their own, from the published jars, on loopback.
 * The workers start drivers and executors as on any other cluster, with the class path of {@link SparkHome}.
 */
final class SparkCluster implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String CORES = "2";
    private static final String MEMORY = "1500m";
    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final SparkHome home;
    private final int port;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();

    private SparkCluster(Path folder, SparkHome home, int port, Process master) {
        this.folder = folder;
        this.home = home;
        this.port = port;
        this.master = master;
    }

    /** Starts a master and so many workers, and returns when all of them serve. */
    static SparkCluster start(Path folder, int workers) throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        SparkHome home = SparkHome.create(folder);
        int port = freePort();
        Process master = child(
                folder,
                home,
                "master",
                List.of(
                        "org.apache.spark.deploy.master.Master",
                        "--host",
                        LOOPBACK,
                        "--port",
                        String.valueOf(port),
                        "--webui-port",
                        "0"));
        SparkCluster cluster = new SparkCluster(folder, home, port, master);
        try {
            cluster.await("master", "I have been elected leader");
            for (int worker = 1; worker <= workers; worker++) {
                cluster.startWorker();
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Adds a worker. */
    void startWorker() {
        String name = "worker-" + (workers.size() + 1);
        workers.add(child(
                folder,
                home,
                name,
                List.of(
                        "-Dspark.worker.cleanup.enabled=false",
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        LOOPBACK,
                        "--cores",
                        CORES,
                        "--memory",
                        MEMORY,
                        "--webui-port",
                        "0",
                        "--work-dir",
                        folder.resolve(name).toString(),
                        master())));
        await(name, "Successfully registered with master");
    }

    /** {@code spark://127.0.0.1:<port>}. */
    String master() {
        return "spark://" + LOOPBACK + ":" + port;
    }

    SparkHome home() {
        return home;
    }

    /** Calls {@code spark-submit} with the arguments and waits for its end. @return all that it said */
    String submit(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit"));
        command.addAll(arguments);
        String name = "submit-" + System.nanoTime();
        Process submit = child(folder, home, name, command);
        try {
            if (!submit.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                submit.destroyForcibly();
                throw new AssertionError("spark-submit did not end, it said " + log(name));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (submit.exitValue() != 0) {
            throw new AssertionError("spark-submit ended with " + submit.exitValue() + ": " + log(name));
        }
        return log(name);
    }

    /** The driver's process, when there is one. */
    Optional<ProcessHandle> driver() {
        return children()
                .filter(child -> commandLine(child).contains("DriverWrapper"))
                .findFirst();
    }

    /** The worker that runs the driver, counted from 0. */
    int workerOfDriver() {
        for (int worker = 0; worker < workers.size(); worker++) {
            boolean has = workers.get(worker).toHandle().descendants().anyMatch(child -> commandLine(child)
                    .contains("DriverWrapper"));
            if (has) {
                return worker;
            }
        }
        throw new AssertionError("No worker has a driver");
    }

    /** How many executors live. */
    long executors() {
        return children()
                .filter(child -> commandLine(child).contains("CoarseGrainedExecutorBackend"))
                .count();
    }

    int workers() {
        return workers.size();
    }

    /** Ends the driver as {@code kill -9} does. */
    void killDriver() {
        ProcessHandle driver = driver().orElseThrow(() -> new AssertionError("There is no driver"));
        kill(driver);
    }

    /** Ends a worker as {@code kill -9} does; what it has started notices by itself. */
    void killWorker(int worker) {
        List<ProcessHandle> children =
                workers.get(worker).toHandle().descendants().toList();
        kill(workers.get(worker).toHandle());
        Awaitility.await("end of what worker " + (worker + 1) + " has started")
                .atMost(LIMIT)
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        Awaitility.await("end of process " + process.pid()).atMost(LIMIT).until(() -> !process.isAlive());
    }

    private Stream<ProcessHandle> children() {
        return workers.stream().flatMap(worker -> worker.toHandle().descendants());
    }

    /** All of it, however long. */
    private static String commandLine(ProcessHandle process) {
        try {
            Process ps = new ProcessBuilder("ps", "-ww", "-o", "args=", "-p", String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(ps.getInputStream(), StandardCharsets.UTF_8))) {
                return String.join(" ", lines.lines().toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the driver's attempts have said on standard output and error, in the order of their folders. */
    String driverLogs() {
        StringBuilder logs = new StringBuilder();
        for (int worker = 1; worker <= workers.size(); worker++) {
            Path root = folder.resolve("worker-" + worker);
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(file ->
                                file.getParent().getFileName().toString().startsWith("driver-"))
                        .filter(file -> file.getFileName().toString().startsWith("std"))
                        .sorted()
                        .toList()) {
                    logs.append(Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return logs.toString();
    }

    private void await(String name, String words) {
        Awaitility.await(name + " says: " + words)
                .atMost(LIMIT)
                .failFast(name + " ended", () -> !of(name).isAlive())
                .until(() -> log(name).contains(words));
    }

    private Process of(String name) {
        return name.equals("master") ? master : workers.get(workers.size() - 1);
    }

    private String log(String name) {
        try {
            return Files.readString(folder.resolve("logs").resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process child(Path folder, SparkHome home, String name, List<String> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-Djdk.reflect"))
                .forEach(command::add);
        command.add("-Dlog4j2.configurationFile=classpath:spark-console-log4j2.properties");
        main.stream().filter(word -> word.startsWith("-D")).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ChildMain.class.getName()));
        main.stream().filter(word -> !word.startsWith("-D")).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("logs").resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", home.root().toString());
        builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name, e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    /** Ends all its processes, and waits for what the workers have started. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>();
        for (Process worker : workers) {
            worker.toHandle().descendants().forEach(all::add);
            all.add(worker.toHandle());
        }
        all.add(master.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await("end of the cluster").atMost(LIMIT).until(() -> all.stream()
                .noneMatch(ProcessHandle::isAlive));
    }
}
