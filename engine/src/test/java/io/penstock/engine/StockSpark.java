package io.penstock.engine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Spark with its own Hive support and none of our classes but this one, in a process of its own. */
public final class StockSpark {

    private static final int LIMIT_SECONDS = 180;

    private StockSpark() {}

    /** Runs the queries, each with one row as its result. @return the rows */
    static List<String> query(String metastore, Path folder, String... queries) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx700m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-Djdk.reflect"))
                .forEach(command::add);
        command.addAll(List.of("-cp", stockClassPath(folder), StockSpark.class.getName(), metastore));
        command.addAll(List.of(queries));
        Path output = folder.resolve("stock.out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("stock.err").toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Spark did not end within " + LIMIT_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("Spark failed: " + Files.readString(folder.resolve("stock.err")));
        }
        return Files.readAllLines(output);
    }

    /** This process's class path without the classes and jars of ours, and a copy of this class. */
    private static String stockClassPath(Path folder) throws IOException {
        String resource = StockSpark.class.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve("stock").resolve(resource);
        Files.createDirectories(copy.getParent());
        try (var in = StockSpark.class.getClassLoader().getResourceAsStream(resource)) {
            Files.write(copy, in.readAllBytes());
        }
        String others = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> !entry.contains("penstock") && entry.endsWith(".jar"))
                .collect(Collectors.joining(":"));
        return folder.resolve("stock") + ":" + others;
    }

    /** @param args address of the metastore, queries */
    public static void main(String[] args) throws IOException {
        try (SparkSession session = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.hadoop.hive.metastore.uris", args[0])
                // Hive's own readers, not Spark's
                .config("spark.sql.hive.convertMetastoreParquet", "false")
                .config("spark.sql.hive.convertMetastoreOrc", "false")
                .enableHiveSupport()
                .getOrCreate()) {
            for (int i = 1; i < args.length; i++) {
                byte[] row = (session.sql(args[i]).collectAsList().get(0) + "\n").getBytes(StandardCharsets.UTF_8);
                System.out.write(row, 0, row.length);
            }
            System.out.flush();
        }
    }
}
