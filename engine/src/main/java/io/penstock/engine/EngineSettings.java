package io.penstock.engine;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine finds its broker and keeps its state.
 *
 * @param bootstrapServers Kafka's bootstrap servers, {@code host:port} separated by commas
 * @param stateRoot folder of checkpoints, prepared records and ledgers
 * @param warehouse folder of the tables' files
 * @param catalogFile SQLite file of the table catalog
 * @param metastore address of a Hive Metastore for Hive tables, {@code thrift://host:port}, if there is one
 * @param spark further Spark settings; they win over the engine's own
 */
public record EngineSettings(
        String bootstrapServers,
        Path stateRoot,
        Path warehouse,
        Path catalogFile,
        @Nullable String metastore,
        Map<String, String> spark) {

    public EngineSettings {
        spark = Map.copyOf(spark);
    }
}
