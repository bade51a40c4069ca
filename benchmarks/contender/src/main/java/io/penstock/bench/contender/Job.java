package io.penstock.bench.contender;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What a contender is asked to do.
 *
 * @param workload the events
 * @param bootstrapServers where Kafka is
 * @param topic the topic to read
 * @param partitions how many the topic has
 * @param goodRecords how many of the topic's records are good; only for a contender that cannot tell when it is done
 * @param folder where the contender keeps its tables and its state
 * @param table name of the table, which is in the namespace {@value #NAMESPACE}
 * @param outputTopic the topic to send to; empty for a table
 * @param commitInterval how often the contender commits, if it does so by time
 * @param batchRecords how many records one commit has at most, if the contender works through what is there
 * @param search address of the OpenSearch that has an index in the place of the table; empty for a table
 */
public record Job(
        Workload workload,
        String bootstrapServers,
        String topic,
        int partitions,
        long goodRecords,
        Path folder,
        String table,
        String outputTopic,
        Duration commitInterval,
        long batchRecords,
        String search) {

    /** Namespace of all tables. */
    public static final String NAMESPACE = "bench";

    /** How the files of all tables are compressed: as Penstock does it. */
    public static final Map<String, String> COMPRESSION =
            Map.of("write.parquet.compression-codec", "zstd", "write.parquet.compression-level", "1");

    /** A job without an index. */
    public Job(
            Workload workload,
            String bootstrapServers,
            String topic,
            int partitions,
            long goodRecords,
            Path folder,
            String table,
            String outputTopic,
            Duration commitInterval,
            long batchRecords) {
        this(
                workload,
                bootstrapServers,
                topic,
                partitions,
                goodRecords,
                folder,
                table,
                outputTopic,
                commitInterval,
                batchRecords,
                "");
    }

    /** {@link #COMPRESSION} as Spark's SQL writes properties, without the brackets. */
    public static String compressionSql() {
        return COMPRESSION.entrySet().stream()
                .map(property -> "'%s' = '%s'".formatted(property.getKey(), property.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** The folder of the tables' files; the table of a job is in {@code warehouse/bench/<table>}. */
    public Path warehouse() {
        return folder.resolve("warehouse");
    }

    /** The same for another table. */
    Job withTable(String other) {
        return new Job(
                workload,
                bootstrapServers,
                topic,
                partitions,
                goodRecords,
                folder,
                other,
                outputTopic,
                commitInterval,
                batchRecords,
                search);
    }

    /** As a file of properties, for the contender's command line. */
    public void store(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("workload", workload.name());
        properties.setProperty("bootstrap-servers", bootstrapServers);
        properties.setProperty("topic", topic);
        properties.setProperty("partitions", Integer.toString(partitions));
        properties.setProperty("good-records", Long.toString(goodRecords));
        properties.setProperty("folder", folder.toString());
        properties.setProperty("table", table);
        properties.setProperty("output-topic", outputTopic);
        properties.setProperty("commit-interval-millis", Long.toString(commitInterval.toMillis()));
        properties.setProperty("batch-records", Long.toString(batchRecords));
        properties.setProperty("search", search);
        Files.createDirectories(file.getParent());
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    static Job load(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return new Job(
                Workload.named(properties.getProperty("workload")),
                properties.getProperty("bootstrap-servers"),
                properties.getProperty("topic"),
                Integer.parseInt(properties.getProperty("partitions")),
                Long.parseLong(properties.getProperty("good-records")),
                Path.of(properties.getProperty("folder")),
                properties.getProperty("table"),
                properties.getProperty("output-topic"),
                Duration.ofMillis(Long.parseLong(properties.getProperty("commit-interval-millis"))),
                Long.parseLong(properties.getProperty("batch-records")),
                properties.getProperty("search"));
    }
}
