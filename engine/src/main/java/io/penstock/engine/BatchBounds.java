package io.penstock.engine;

import io.penstock.engine.file.FileTopics;
import io.penstock.engine.file.LineFile;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.state.AlreadyThereException;
import io.penstock.engine.state.Json;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.BatchRange.Bound;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.StartingOffsets;
import io.penstock.pipeline.lines.UnreadableFilesException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The range of a pipeline's batch in offsets, and the files that it reads in the place of topics. Both are found out once, when the batch
 * begins, and kept in the pipeline's state: whoever completes the batch later reads up to the same offsets, in all of its queries. A
 * pipeline whose state has it is a batch, any other a stream.
 *
 * @param range as it was asked for
 * @param topics offsets by topic
 * @param files those in the place of topics, by the topic's name, as they were when it began; missing in what earlier releases wrote
 */
record BatchBounds(BatchRange range, Map<String, TopicRange> topics, @Nullable Map<String, List<LineFile>> files) {

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
        files = files == null ? Map.of() : Map.copyOf(files);
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

    /**
     * The pipeline as its batch reads it: the one at hand, or a new one over the range.
     *
     * @throws RefusedException when it lacks a source of which there are files, or there is no such table
     */
    static Pipeline reading(EngineContext context, Pipeline pipeline, BatchRange range) {
        BatchBounds found = find(context.stateFolder(pipeline.name()));
        return reading(context, pipeline, found == null ? range.input() : found.range.input(), found);
    }

    /** The pipeline as its batch reads it, or as it is where it is none. */
    static Pipeline asBegun(EngineContext context, Pipeline pipeline) {
        BatchBounds found = find(context.stateFolder(pipeline.name()));
        return found == null ? pipeline : reading(context, pipeline, found.range.input(), found);
    }

    private static Pipeline reading(
            EngineContext context, Pipeline pipeline, @Nullable BatchInput input, @Nullable BatchBounds begun) {
        if (input == null) {
            return pipeline;
        }
        for (String source : input.places().keySet()) {
            if (!pipeline.sources().containsKey(source)) {
                throw new RefusedException(
                        "Cannot run %s as a batch, --input names source %s, which it does not have. It has %s"
                                .formatted(
                                        pipeline.name(),
                                        source,
                                        String.join(", ", pipeline.sources().keySet())));
            }
        }
        boolean tables = input.places().values().stream().anyMatch(BatchInput::isTable);
        Map<String, StructType> columns = tables ? columns(context.planner().plan(pipeline)) : Map.of();
        Map<String, String> topics = new TreeMap<>();
        input.places().forEach((source, place) -> {
            StructType wanted = columns.get(source);
            topics.put(
                    place,
                    wanted == null || !BatchInput.isTable(place)
                            ? BatchInput.topic(place)
                            : snapshot(context, pipeline.name(), place, wanted, begun));
        });
        return input.in(pipeline, topics::get, source -> columns.getOrDefault(source, new StructType())
                .toDDL());
    }

    /** The columns of the sources that are read. */
    private static Map<String, StructType> columns(PipelinePlan plan) {
        Map<String, StructType> columns = new TreeMap<>();
        plan.sources().forEach(source -> columns.put(source.name(), source.columns()));
        plan.views().forEach(view -> view.sources().forEach(source -> columns.put(source.name(), source.columns())));
        return columns;
    }

    /** The snapshot of a table that the batch has begun with, or the newest. */
    private static String snapshot(
            EngineContext context, String pipeline, String place, StructType columns, @Nullable BatchBounds begun) {
        if (begun != null) {
            return begun.topics.keySet().stream()
                    .filter(topic -> FileTopics.isOf(topic, place))
                    .findFirst()
                    .orElse(BatchInput.topic(place));
        }
        try {
            return context.files().newest(place, List.of(columns.fieldNames()));
        } catch (UnreadableFilesException e) {
            throw new RefusedException("Cannot run " + pipeline + " as a batch, " + e.getMessage(), e);
        }
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
                        + ", its batch from " + found.range + " has begun. Complete that without "
                        + (range.input() == null ? "--from and --to" : "--input")
                        + ", or start over with: penstock reset " + pipeline);
            }
            found.requireSameFiles(context, pipeline);
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

    /** What is read twice, or later than the rest, has to be the same. */
    private void requireSameFiles(EngineContext context, String pipeline) {
        Objects.requireNonNull(files).forEach((topic, began) -> {
            String why = difference(began, context.files(), String.valueOf(BatchInput.place(topic)));
            if (why != null) {
                throw new RefusedException("Cannot go on with the batch of " + pipeline + ", " + why
                        + ". Put it back as it was, or start over with: penstock reset " + pipeline);
            }
        });
    }

    private static @Nullable String difference(List<LineFile> began, FileTopics files, String place) {
        List<LineFile> now;
        try {
            now = files.files(place);
        } catch (UnreadableFilesException e) {
            return e.getMessage();
        }
        Map<String, LineFile> byPath = new TreeMap<>();
        now.forEach(file -> byPath.put(file.path(), file));
        for (LineFile file : began) {
            LineFile found = byPath.remove(file.path());
            if (found == null) {
                return "a file that it began with is gone: " + file.path();
            }
            if (!found.equals(file)) {
                return "a file has changed since it began: " + file.path();
            }
        }
        return byPath.isEmpty()
                ? null
                : "a file has come since it began: "
                        + byPath.keySet().iterator().next();
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
            Map<String, List<LineFile>> files = new TreeMap<>();
            for (String name : names) {
                String place = BatchInput.place(name);
                if (place != null) {
                    files.put(name, files(place));
                    topics.put(name, range(files.get(name)));
                } else {
                    topics.put(name, range(topic(name)));
                }
            }
            boolean asked = range.from() != null || range.to() != null;
            if (asked && topics.values().stream().allMatch(TopicRange::empty)) {
                throw refused("there is no record in its range: " + text(topics));
            }
            if (range.input() != null && topics.values().stream().allMatch(TopicRange::empty)) {
                throw refused("there is no record in its files: " + range.input());
            }
            return new BatchBounds(range, topics, files);
        }

        private Topic topic(String name) {
            Topic topic = context.topics().find(name);
            if (topic == null) {
                throw refused("there is no topic " + name);
            }
            return topic;
        }

        private List<LineFile> files(String place) {
            try {
                return context.files().files(place);
            } catch (UnreadableFilesException e) {
                throw new RefusedException(cannot + e.getMessage(), e);
            }
        }

        /** All lines, but for the headers. */
        private TopicRange range(List<LineFile> files) {
            boolean skips = range.input() != null && range.input().skipHeader();
            Map<Integer, Long> from = new TreeMap<>();
            Map<Integer, Long> until = new TreeMap<>();
            for (int partition = 0; partition < files.size(); partition++) {
                long lines = files.get(partition).lines();
                from.put(partition, skips ? Math.min(1, lines) : 0);
                until.put(partition, lines);
            }
            return new TopicRange(from, until);
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
