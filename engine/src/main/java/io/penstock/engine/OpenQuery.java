package io.penstock.engine;

import io.penstock.engine.BatchBounds.TopicRange;
import io.penstock.engine.batch.BatchSpec.Target;
import io.penstock.engine.batch.BatchSpec.ToIndex;
import io.penstock.engine.batch.BatchSpec.ToIndexLater;
import io.penstock.engine.batch.BatchSpec.ToTable;
import io.penstock.engine.batch.BatchSpec.ToTopic;
import io.penstock.engine.batch.KeyIds;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.commit.Recovery;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.kafka.DataLoss;
import io.penstock.engine.kafka.DataLoss.Gap;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.kafka.TopicWriterFactory;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.pipeline.KafkaTopic;
import io.penstock.pipeline.OnDataLoss;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.search.BulkWriter;
import io.penstock.sinks.search.IndexGeneration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A query whose state is recovered and fits its topic and tables: what can be started.
 *
 * @param plan what it computes
 * @param fingerprint of the pipeline
 * @param incarnation of its checkpoint
 * @param state its folder
 * @param checkpoint Spark's part of it
 * @param topic its topic
 * @param tables tables by output
 * @param topics topics by output
 * @param indices indices by output; without those that go on without OpenSearch while it is away
 * @param deadLetters the pipeline's dead letters
 * @param range what a batch reads; nothing for a stream
 */
record OpenQuery(
        SourcePlan plan,
        String fingerprint,
        Incarnation incarnation,
        QueryState state,
        SparkCheckpoint checkpoint,
        Topic topic,
        Map<String, OutputTable> tables,
        Map<String, TopicWriterFactory> topics,
        Map<String, IndexGeneration> indices,
        OutputTable deadLetters,
        @Nullable TopicRange range) {

    /** How long a batch waits for OpenSearch that can do without. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Opens the query: creates what is missing, completes what was prepared, and compares state, tables and topic.
     *
     * @param bounds of a batch; nothing for a stream
     * @throws RefusedException when they do not belong together
     * @throws PipelineFailedException when records are gone that were not read
     * @throws UnavailableException when Kafka does not answer, or refuses
     */
    static OpenQuery open(EngineContext context, PipelinePlan pipeline, SourcePlan plan, @Nullable BatchBounds bounds) {
        QueryState state = context.queryState(pipeline.pipeline(), plan.name());
        try {
            String topic = plan.spec().kafka().topic();
            return open(context, pipeline, plan, state, bounds == null ? null : bounds.of(topic));
        } catch (CorruptStateException e) {
            throw new RefusedException(
                    "Cannot start " + pipeline.pipeline() + "/" + plan.name() + ", its state is damaged: "
                            + e.getMessage() + wayOut(pipeline.pipeline()),
                    e);
        }
    }

    private static OpenQuery open(
            EngineContext context,
            PipelinePlan pipeline,
            SourcePlan plan,
            QueryState state,
            @Nullable TopicRange range) {
        refuseOtherTables(context, pipeline.pipeline(), plan, state);
        Map<String, OutputTable> tables = PipelineTables.loadOrCreate(context.catalog(), pipeline.pipeline(), plan);
        OutputTable deadLetters = PipelineTables.loadOrCreateDeadLetters(context.catalog(), pipeline.pipeline());
        List<OutputTable> all = new ArrayList<>(tables.values());
        all.add(deadLetters);
        SparkCheckpoint checkpoint = new SparkCheckpoint(context.session(), state.checkpoint());
        Incarnation incarnation = findIncarnation(pipeline.pipeline(), plan, state);
        Topic topic;
        if (incarnation == null) {
            refuseRemains(pipeline.pipeline(), plan, state, all);
            topic = context.sources()
                    .findOrCreate(
                            plan.spec().kafka().topic(), plan.spec().kafka().partitions());
            incarnation = mint(
                    context,
                    newId(),
                    pipeline.pipeline(),
                    plan.name(),
                    topic,
                    plan.spec().kafka(),
                    range);
            state.create(List.of(incarnation));
        } else {
            // before the topic is looked at: tables have to agree also where it is gone
            new Recovery(incarnation, state, checkpoint, context.protocol(state)).run(all);
            context.protocol(state.catchUps()).completePrepared();
            topic = context.sources().find(incarnation.topic());
            DataLoss.requireSameTopic(incarnation, topic, nextOffsets(incarnation, checkpoint));
        }
        context.sources().requireRead(topic);
        checkPartitions(plan.spec().kafka(), topic);
        Map<String, TopicWriterFactory> topics = PipelineTopics.findOrCreate(context, plan);
        Map<String, IndexGeneration> indices =
                PipelineIndices.findOrCreateReachable(context, pipeline.pipeline(), plan, incarnation);
        OpenQuery query = new OpenQuery(
                plan,
                pipeline.fingerprint(),
                incarnation,
                state,
                checkpoint,
                topic,
                tables,
                topics,
                indices,
                deadLetters,
                range);
        query.checkDataLoss(context);
        Map<String, String> uuids = new TreeMap<>();
        all.forEach(table -> uuids.put(table.name(), table.uuid()));
        state.replaceTables(uuids);
        return query;
    }

    /** A table that was dropped or that is new would lack what is behind the checkpoint, and its account would never close. */
    static void refuseOtherTables(EngineContext context, String pipeline, QueryPlan plan, QueryState state) {
        Map<String, String> known = state.tables();
        if (known.isEmpty() || state.ledger().lastBatch() == null) {
            return;
        }
        String start = "Cannot start " + pipeline + "/" + plan.name() + ", table ";
        for (String name : PipelineTables.names(pipeline, plan)) {
            if (!known.containsKey(name)) {
                throw new RefusedException(
                        start + name + " is new in the pipeline, and what was read before would be missing"
                                + " in it. Leave it out, or start over with: penstock reset " + pipeline);
            }
            OutputTable found = context.catalog().find(name);
            if (found == null || !found.uuid().equals(known.get(name))) {
                throw new RefusedException(start + name
                        + " was dropped since the last start, and what it held would not be written again"
                        + wayOut(pipeline));
            }
        }
    }

    static void checkPartitions(KafkaTopic spec, Topic topic) {
        if (spec.partitions() > 0 && topic.partitions().size() != spec.partitions()) {
            throw new RefusedException("Cannot read topic " + spec.topic() + ", it has "
                    + topic.partitions().size() + " partitions and the file says " + spec.partitions()
                    + ". Correct partitions in the file, or leave it out");
        }
    }

    /** The incarnation that the state is of, or nothing where there is no state. */
    private static @Nullable Incarnation findIncarnation(String pipeline, SourcePlan plan, QueryState state) {
        Incarnation found = state.findIncarnation();
        String topic = plan.spec().kafka().topic();
        if (found != null
                && !(found.pipeline().equals(pipeline)
                        && found.query().equals(plan.name())
                        && found.topic().equals(topic))) {
            throw new RefusedException(
                    "Cannot start " + pipeline + "/" + plan.name() + ", the state in " + state.folder()
                            + " is that of " + found.pipeline() + "/" + found.query() + " on topic " + found.topic()
                            + wayOut(pipeline));
        }
        if (found == null && (state.hasCheckpoint() || state.ledger().lastBatch() != null)) {
            throw new RefusedException("Cannot start " + pipeline + "/" + plan.name() + ", the state in "
                    + state.folder() + " has no incarnation file" + wayOut(pipeline));
        }
        return found;
    }

    /** Tables that were written under a state that is no longer there would be written a second time. */
    static void refuseRemains(String pipeline, QueryPlan plan, QueryState state, List<OutputTable> tables) {
        for (OutputTable table : tables) {
            BatchIdentity last = table.lastBatch(pipeline, plan.name());
            if (last != null) {
                throw new RefusedException("Cannot start " + pipeline + "/" + plan.name()
                        + " from the beginning, table " + table.name() + " already holds its batches up to "
                        + last.batch() + " and the state that belongs to them is not in " + state.folder()
                        + wayOut(pipeline));
            }
        }
    }

    /** What a query's first run begins with in a topic. @param id of the incarnation @param range that of a batch */
    static Incarnation mint(
            EngineContext context,
            String id,
            String pipeline,
            String query,
            Topic topic,
            KafkaTopic spec,
            @Nullable TopicRange range) {
        return new Incarnation(
                id,
                pipeline,
                query,
                topic.name(),
                topic.id(),
                range == null ? context.topics().starting(topic, spec.startingOffsets()) : range.from(),
                Instant.now());
    }

    static String newId() {
        return UUID.randomUUID().toString().substring(0, 13);
    }

    static String wayOut(String pipeline) {
        return ". Put the state back as it was, or start over with: penstock reset " + pipeline;
    }

    private void checkDataLoss(EngineContext context) {
        List<Gap> gaps = findGaps(context);
        if (!gaps.isEmpty() && plan.spec().kafka().onDataLoss() == OnDataLoss.FAIL) {
            throw DataLoss.failure(gaps);
        }
    }

    /** Offsets that are still to be read and gone. @throws PipelineFailedException when the topic is another one */
    List<Gap> findGaps(EngineContext context) {
        List<Gap> gaps =
                DataLoss.find(incarnation, context.sources().find(topic.name()), nextOffsets(), context.sources());
        return within(range, gaps);
    }

    /** The gaps as far as they are to be read. */
    static List<Gap> within(@Nullable TopicRange range, List<Gap> gaps) {
        return range == null
                ? gaps
                : gaps.stream()
                        .filter(gap -> gap.from() < range.until().getOrDefault(gap.partition(), 0L))
                        .toList();
    }

    /** @throws PipelineFailedException when the topic is not the one that the query has read so far */
    void requireSameTopic(EngineContext context) {
        DataLoss.requireSameTopic(incarnation, context.sources().find(topic.name()), nextOffsets());
    }

    /** The next offset to be read of each partition. */
    Map<Integer, Long> nextOffsets() {
        return nextOffsets(incarnation, checkpoint);
    }

    static Map<Integer, Long> nextOffsets(Incarnation incarnation, SparkCheckpoint checkpoint) {
        Map<Integer, Long> next = new TreeMap<>(incarnation.startOffsets());
        Long committed = checkpoint.lastCommitted();
        if (committed != null) {
            next.putAll(checkpoint.endOffsets(committed, incarnation.topic()));
        }
        return next;
    }

    BatchIdentity identity(long batch) {
        return new BatchIdentity(incarnation.pipeline(), incarnation.query(), incarnation.id(), batch);
    }

    /** Where the rows of each output go. */
    Map<String, Target> targets() {
        return targets(UnaryOperator.identity());
    }

    /** Where the rows of each output go. @param change what is different for topics */
    Map<String, Target> targets(UnaryOperator<TopicWriterFactory> change) {
        Map<String, TopicWriterFactory> changed = new LinkedHashMap<>();
        topics.forEach((output, topic) -> changed.put(output, change.apply(topic)));
        return targets(plan, tables, changed, indices);
    }

    static Map<String, Target> targets(
            SourcePlan plan,
            Map<String, OutputTable> tables,
            Map<String, TopicWriterFactory> topics,
            Map<String, IndexGeneration> indices) {
        Map<String, Target> targets = new LinkedHashMap<>();
        tables.forEach((output, table) -> targets.put(output, new ToTable(table.writerFactory())));
        topics.forEach((output, topic) -> targets.put(output, new ToTopic(topic)));
        plan.indices().forEach(output -> {
            targets.put(output.name(), target(output, indices.get(output.name())));
        });
        return targets;
    }

    /** Where the rows of an output go that is an index. @param index nothing where they are to go there later */
    static Target target(OutputPlan output, @Nullable IndexGeneration index) {
        boolean ownIds = !output.indexSpec().id().isEmpty();
        Duration patience = output.indexSpec().continues() ? PATIENCE : BulkWriter.LIMIT;
        return index == null
                ? new ToIndexLater(output.indexPeriods(), ownIds)
                : new ToIndex(index, ownIds, KeyIds.of(output), patience);
    }

    List<OutputTable> allTables() {
        List<OutputTable> all = new ArrayList<>(tables.values());
        all.add(deadLetters);
        return all;
    }
}
