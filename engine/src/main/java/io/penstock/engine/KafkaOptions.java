package io.penstock.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.engine.commit.Incarnation;
import io.penstock.pipeline.KafkaTopic;
import io.penstock.pipeline.OnDataLoss;
import java.util.LinkedHashMap;
import java.util.Map;

/** The options of Spark's Kafka source. */
final class KafkaOptions {

    private static final ObjectMapper JSON = new ObjectMapper();

    private KafkaOptions() {}

    /** @param topic what the file says of it @param incarnation of the query that reads it */
    static Map<String, String> of(EngineSettings settings, KafkaTopic topic, Incarnation incarnation) {
        Map<String, String> options = new LinkedHashMap<>();
        Map<String, Object> client = new LinkedHashMap<>();
        options.put("subscribe", topic.topic());
        // resolved once, when the incarnation was minted: the ledger has to know where batch 0 begins
        options.put("startingOffsets", offsets(topic.topic(), incarnation.startOffsets()));
        options.put("failOnDataLoss", String.valueOf(topic.onDataLoss() == OnDataLoss.FAIL));
        options.put("includeHeaders", "true");
        // what a transaction has not committed is not there yet
        client.put("isolation.level", "read_committed");
        // a broker that is away is an error after seconds, which a supervisor retries, not a silent minute
        client.put("default.api.timeout.ms", "20000");
        client.put("request.timeout.ms", "10000");
        options.put("fetchOffset.numRetries", "2");
        // offsets are kept by the checkpoint and nowhere else
        client.put("allow.auto.create.topics", "false");
        settings.kafka().of(client).forEach((key, value) -> options.put("kafka." + key, value.toString()));
        if (topic.maxRecordsPerBatch() != null) {
            options.put("maxOffsetsPerTrigger", String.valueOf(topic.maxRecordsPerBatch()));
        }
        return options;
    }

    /** Offsets by partition as Spark's source has them. */
    static String offsets(String topic, Map<Integer, Long> offsets) {
        try {
            return JSON.writeValueAsString(Map.of(topic, offsets));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
