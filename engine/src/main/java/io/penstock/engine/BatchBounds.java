package io.penstock.engine;

import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.state.AlreadyThereException;
import io.penstock.engine.state.Json;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.BatchRange.Bound;
import io.penstock.pipeline.StartingOffsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The range of a pipeline's batch in offsets. It is found out once, when the batch begins, and kept in the pipeline's state: whoever
 * completes the batch later reads up to the same offsets, in all of its queries. A pipeline whose state has it is a batch, any other
 * a stream.
 *
 * @param range as it was asked for
 * @param topics offsets by topic
 */
record BatchBounds(BatchRange range, Map<String, TopicRange> topics) {

    private static final String FILE = "batch.json";

    /**
     * Offsets of a topic, by partition.
     *
     * @param from the first one
     * @param until that behind the last one
     */
    record TopicRange(Map<Integer, Long> from, Map<Integer, Long> until) {

        TopicRange {
            from = Map.copyOf(from);
            until = Map.copyOf(until);
        }

        boolean empty() {
            return from.equals(until);
        }
    }

    BatchBounds {
        topics = Map.copyOf(topics);
    }

    TopicRange of(String topic) {
        TopicRange range = topics.get(topic);
        if (range == null) {
            throw new RefusedException("Cannot go on with the batch, topic " + topic
                    + " was not read when it began. Change the file back, or start over");
        }
        return range;
    }

    /** That of a pipeline which is a batch; nothing for a stream, or one that was never started. */
    static @Nullable BatchBounds find(StateFolder state) {
        return state.exists(FILE) ? Json.parse(state.read(FILE), BatchBounds.class, state.where(FILE)) : null;
    }

    /** @throws RefusedException when the pipeline is a batch */
    static void requireNone(StateFolder state, String pipeline) {
        if (state.exists(FILE)) {
            throw new RefusedException("Cannot start " + pipeline + " as a stream, its state is that of a batch."
                    + " Complete that with --batch, or start over with: penstock reset " + pipeline);
        }
    }

    /**
     * The bounds of the batch at hand, or of a new one.
     *
     * @throws RefusedException when the pipeline is a stream, a batch of another range is at hand, or there is no such range
     * @throws UnavailableException when Kafka does not answer
     */
    static BatchBounds findOrResolve(EngineContext context, PipelinePlan plan, BatchRange range) {
        String pipeline = plan.pipeline();
        BatchBounds found = find(context.stateFolder(pipeline));
        if (found != null) {
            if (!range.equals(BatchRange.ALL) && !range.equals(found.range)) {
                throw new RefusedException("Cannot run " + pipeline + " as a batch from " + range
                        + ", its batch from " + found.range + " has begun. Complete that without --from and --to,"
                        + " or start over with: penstock reset " + pipeline);
            }
            return found;
        }
        for (QueryPlan query : plan.queries()) {
            if (context.queryState(pipeline, query.name()).wasStarted()) {
                throw new RefusedException(
                        "Cannot run " + pipeline + " as a batch, its state is that of a stream, which"
                                + " goes on where it is. Give the batch a name and tables of its own in a copy of the file,"
                                + " or start over with: penstock reset " + pipeline);
            }
        }
        return new Resolution(context, plan, range).bounds();
    }

    /** As {@link #findOrResolve}, and keeps it. */
    static BatchBounds begin(EngineContext context, PipelinePlan plan, BatchRange range) {
        BatchBounds bounds = findOrResolve(context, plan, range);
        StateFolder state = context.stateFolder(plan.pipeline());
        if (!state.exists(FILE)) {
            try {
                state.create(FILE, Json.bytes(bounds));
            } catch (AlreadyThereException e) {
                return findOrResolve(context, plan, range); // another driver has been faster, which is told further on
            }
        }
        return bounds;
    }

    /** Finds offsets for what was asked for. */
    private static final class Resolution {

        private final EngineContext context;
        private final BatchRange range;
        private final Set<String> names = new TreeSet<>();
        private final String cannot;

        Resolution(EngineContext context, PipelinePlan plan, BatchRange range) {
            this.context = context;
            this.range = range;
            this.cannot = "Cannot run " + plan.pipeline() + " as a batch, ";
            for (QueryPlan query : plan.queries()) {
                if (query instanceof SourcePlan source) {
                    names.add(source.spec().kafka().topic());
                } else if (query instanceof ViewPlan view) {
                    names.addAll(view.topicNames());
                }
            }
        }

        BatchBounds bounds() {
            checkNames("--from", range.begin());
            checkNames("--to", range.end());
            if (range.end() instanceof Bound.At end && end.time().isAfter(Instant.now())) {
                throw refused("--to is in the future, so records of the range may still come: " + range.to());
            }
            Map<String, TopicRange> topics = new TreeMap<>();
            for (String name : names) {
                Topic topic = context.topics().find(name);
                if (topic == null) {
                    throw refused("there is no topic " + name);
                }
                topics.put(name, range(topic));
            }
            boolean asked = range.from() != null || range.to() != null;
            if (asked && topics.values().stream().allMatch(TopicRange::empty)) {
                throw refused("there is no record in its range: " + text(topics));
            }
            return new BatchBounds(range, topics);
        }

        private void checkNames(String option, Bound bound) {
            if (!(bound instanceof Bound.Offsets offsets)) {
                return;
            }
            for (String named : offsets.byTopic().keySet()) {
                if (named.isEmpty() && names.size() > 1) {
                    String first = names.iterator().next();
                    throw refused("%s names no topic, and it reads several: %s. Write offsets as in %s/0:1000"
                            .formatted(option, String.join(", ", names), first));
                }
                if (!named.isEmpty() && !names.contains(named)) {
                    throw refused("%s names topic %s, which it does not read. It reads %s"
                            .formatted(option, named, String.join(", ", names)));
                }
            }
        }

        private TopicRange range(Topic topic) {
            Map<Integer, Long> earliest = context.topics().earliest(topic);
            Map<Integer, Long> latest = context.topics().latest(topic);
            Map<Integer, Long> from = offsets("--from", range.begin(), topic, earliest, earliest, latest);
            Map<Integer, Long> until = offsets("--to", range.end(), topic, latest, earliest, latest);
            from.forEach((partition, first) -> {
                long end = until.get(partition);
                if (first > end) {
                    throw refused("topic %s partition %d would begin at offset %d and end before that, at %d"
                            .formatted(topic.name(), partition, first, end));
                }
            });
            return new TopicRange(from, until);
        }

        private Map<Integer, Long> offsets(
                String option,
                Bound bound,
                Topic topic,
                Map<Integer, Long> edge,
                Map<Integer, Long> earliest,
                Map<Integer, Long> latest) {
            if (bound instanceof Bound.At at) {
                return context.topics().starting(topic, new StartingOffsets.At(at.time()));
            }
            Map<Integer, Long> offsets = new TreeMap<>(edge);
            if (bound instanceof Bound.Offsets written) {
                Map<Integer, Long> own = written.byTopic()
                        .getOrDefault(topic.name(), written.byTopic().get(""));
                if (own != null) {
                    own.forEach((partition, offset) -> {
                        check(option, topic, partition, offset, earliest, latest);
                        offsets.put(partition, offset);
                    });
                }
            }
            return offsets;
        }

        private void check(
                String option,
                Topic topic,
                int partition,
                long offset,
                Map<Integer, Long> earliest,
                Map<Integer, Long> latest) {
            Long first = earliest.get(partition);
            Long end = latest.get(partition);
            if (first == null || end == null) {
                throw refused("%s names partition %d of topic %s, which has partitions 0 to %d"
                        .formatted(
                                option,
                                partition,
                                topic.name(),
                                topic.partitions().size() - 1));
            }
            if (offset < first || offset > end) {
                throw refused("%s is offset %d of topic %s partition %d, which has offsets %d to %d"
                        .formatted(option, offset, topic.name(), partition, first, end - 1));
            }
        }

        private static String text(Map<String, TopicRange> topics) {
            List<String> places = new ArrayList<>();
            topics.forEach((topic, range) -> new TreeMap<>(range.from)
                    .forEach((partition, offset) ->
                            places.add("topic %s partition %d at offset %d".formatted(topic, partition, offset))));
            return String.join("; ", places);
        }

        private RefusedException refused(String why) {
            return new RefusedException(cannot + why);
        }
    }
}
