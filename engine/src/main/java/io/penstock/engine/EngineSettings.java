package io.penstock.engine;

import io.penstock.engine.kafka.KafkaSettings;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine finds its broker and keeps its state.
 *
 * @param kafka the cluster and how it is talked to
 * @param state folder of checkpoints, prepared records and ledgers, in any file system that Hadoop knows
 * @param warehouse folder of the tables' files, likewise
 * @param catalog properties of the Iceberg catalog, without its warehouse
 * @param metastore address of a Hive Metastore for Hive tables, {@code thrift://host:port}, if there is one
 * @param hadoop settings of the file systems
 * @param spark further Spark settings; they win over the engine's own
 */
public record EngineSettings(
        KafkaSettings kafka,
        URI state,
        URI warehouse,
        Map<String, String> catalog,
        @Nullable String metastore,
        Map<String, String> hadoop,
        Map<String, String> spark) {

    private static final String HADOOP = "spark.hadoop.";

    public EngineSettings {
        catalog = Map.copyOf(catalog);
        hadoop = Map.copyOf(hadoop);
        spark = Map.copyOf(spark);
    }

    /** What the file systems need, as Spark's tasks will see it too. */
    Configuration hadoopConfiguration() {
        Configuration configuration = new Configuration();
        hadoop.forEach(configuration::set);
        spark.forEach((key, value) -> {
            if (key.startsWith(HADOOP)) {
                configuration.set(key.substring(HADOOP.length()), value);
            }
        });
        return configuration;
    }

    /** All but what may be secret. */
    @Override
    public String toString() {
        return "EngineSettings[kafka=" + kafka + ", state=" + state + ", warehouse=" + warehouse + "]";
    }
}
