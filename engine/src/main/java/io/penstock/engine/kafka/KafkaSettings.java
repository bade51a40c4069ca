package io.penstock.engine.kafka;

import io.penstock.pipeline.profile.KafkaReader;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * A Kafka cluster and how clients talk to it. Goes to the tasks as part of what they compute.
 *
 * @param bootstrapServers {@code host:port} separated by commas
 * @param client settings of every client, such as those of TLS and SASL; may hold secrets
 * @param reader how tasks read topics
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> client, KafkaReader reader)
        implements Serializable {

    public KafkaSettings {
        client = Map.copyOf(client);
    }

    /** A cluster that asks for no credentials. */
    public static KafkaSettings plain(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, Map.of(), KafkaReader.COLUMNAR);
    }

    /** The settings of a client; those of the cluster win over the ones given, which are of one kind of client. */
    public Map<String, Object> of(Map<String, Object> kind) {
        Map<String, Object> all = new HashMap<>(kind);
        all.putAll(client);
        all.put("bootstrap.servers", bootstrapServers);
        return all;
    }

    /** The address; never a setting, which may be a secret. */
    @Override
    public String toString() {
        return bootstrapServers;
    }
}
