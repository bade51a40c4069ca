package io.penstock.engine;

import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.kafka.TopicWriterFactory;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.pipeline.TopicOutput;
import java.util.LinkedHashMap;
import java.util.Map;

/** The topics that the outputs of a pipeline send to. */
final class PipelineTopics {

    private PipelineTopics() {}

    /**
     * Finds the topics of a source's outputs by output name, creating those that are missing, and asks how large a record each
     * of them takes.
     *
     * @throws RefusedException when one has another number of partitions than the file says
     * @throws UnavailableException when Kafka does not answer, or refuses
     */
    static Map<String, TopicWriterFactory> findOrCreate(EngineContext context, SourcePlan source) {
        Map<String, TopicWriterFactory> writers = new LinkedHashMap<>();
        KafkaTopics topics = context.topics();
        for (OutputPlan output : source.topics()) {
            TopicOutput spec = output.topicSpec();
            Topic topic = topics.findOrCreate(spec.topic(), spec.partitions());
            if (spec.partitions() > 0 && topic.partitions().size() != spec.partitions()) {
                throw new RefusedException("Cannot send to topic " + spec.topic() + ", it has "
                        + topic.partitions().size() + " partitions and the file says " + spec.partitions()
                        + ". Correct partitions in the file, or leave it out");
            }
            topics.awaitLeaders(topic);
            topics.requireWrite(topic);
            writers.put(
                    output.name(),
                    new TopicWriterFactory(context.settings().kafka(), topic.name(), topics.maxRecordBytes(topic)));
        }
        return writers;
    }
}
