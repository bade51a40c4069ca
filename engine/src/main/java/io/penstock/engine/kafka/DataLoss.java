package io.penstock.engine.kafka;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.pipeline.BatchInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares where a query is with what its topic still has.
 *
 * <p>Retention that overtook the reader is a range of offsets that is gone; a pipeline may be told to go on without it. A topic
 * that was created again or has lost partitions is another topic: its offsets start over, so going on would store two records
 * under one lineage. That always stops the pipeline.
 */
public final class DataLoss {

    private DataLoss() {}

    /** Offsets that are gone. @param until offset behind the last lost one */
    public record Gap(String topic, int partition, long from, long until) {

        @Override
        public String toString() {
            return topic + " partition " + partition + " offsets " + from + " to " + (until - 1);
        }
    }

    /**
     * The gaps between the next offsets to be read and what the topic has.
     *
     * @param next next offset to be read, by partition
     * @throws PipelineFailedException when the topic is gone, another one, or shorter than what was read
     */
    public static List<Gap> find(
            Incarnation incarnation, @Nullable Topic topic, Map<Integer, Long> next, Topics topics) {
        requireSameTopic(incarnation, topic, next);
        String name = incarnation.topic();
        String wayOut = wayOut(incarnation);
        Map<Integer, Long> earliest = topics.earliest(topic);
        Map<Integer, Long> latest = topics.latest(topic);
        List<Gap> gaps = new ArrayList<>();
        next.forEach((partition, offset) -> {
            if (!latest.containsKey(partition)) {
                throw new PipelineFailedException("Cannot go on, partition " + partition + " of topic " + name
                        + " is gone; next would have been offset " + offset + wayOut);
            }
            if (latest.get(partition) < offset) {
                throw new PipelineFailedException("Cannot go on, partition " + partition + " of topic " + name
                        + " ends at offset " + latest.get(partition) + ", but offset " + (offset - 1)
                        + " was read: records are gone from its end" + wayOut);
            }
            if (earliest.get(partition) > offset) {
                gaps.add(new Gap(name, partition, offset, earliest.get(partition)));
            }
        });
        return gaps;
    }

    /**
     * @throws PipelineFailedException when the topic is gone, or one of the same name that was created later, or files in its place have
     *     changed
     */
    public static void requireSameTopic(Incarnation incarnation, @Nullable Topic topic, Map<Integer, Long> next) {
        String name = incarnation.topic();
        String place = BatchInput.place(name);
        if (place != null && (topic == null || !topic.id().equals(incarnation.topicId()))) {
            throw new PipelineFailedException("Cannot go on, what is read in the place of a topic has changed since the"
                    + " batch began: " + place + ". Put it back as it was, or start over with: penstock reset "
                    + incarnation.pipeline());
        }
        if (topic == null) {
            throw new PipelineFailedException(
                    "Cannot go on, topic " + name + " is gone; next would have been " + next + wayOut(incarnation));
        }
        if (!topic.id().equals(incarnation.topicId())) {
            throw new PipelineFailedException("Cannot go on, topic " + name
                    + " was deleted and created again since the checkpoint was made; next would have been " + next
                    + " of the old one, and the offsets of the new one start over" + wayOut(incarnation));
        }
    }

    private static String wayOut(Incarnation incarnation) {
        return ". Start over with: penstock reset " + incarnation.pipeline();
    }

    /** The error of a pipeline that may not go on without the gaps. */
    public static PipelineFailedException failure(List<Gap> gaps) {
        return new PipelineFailedException("Cannot go on, records are gone before they were read: "
                + String.join("; ", gaps.stream().map(Gap::toString).toList())
                + ". Retention has overtaken the reader. To go on without them and write the gap into the ledger, set"
                + " on-data-loss: continue");
    }
}
