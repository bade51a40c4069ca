package io.penstock.engine;

import io.penstock.engine.BatchBounds.TopicRange;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.commit.Recovery;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.kafka.DataLoss;
import io.penstock.engine.kafka.DataLoss.Gap;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.pipeline.KafkaTopic;
import io.penstock.pipeline.OnDataLoss;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.search.IndexGeneration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A view's query whose state is recovered and fits its topics and tables: what can be started.
 *
 * @param pipeline the pipeline
 * @param plan what it computes
 * @param state its folder
 * @param checkpoint Spark's part of it
 * @param inputs its sources in their order
 * @param tables tables by output
 * @param indices indices by output
 * @param deadLetters the pipeline's dead letters
 * @param late the pipeline's late rows; nothing where they are left out
 */
record OpenView(
        PipelinePlan pipeline,
        ViewPlan plan,
        QueryState state,
        SparkCheckpoint checkpoint,
        List<Input> inputs,
        Map<String, OutputTable> tables,
        Map<String, IndexGeneration> indices,
        OutputTable deadLetters,
        @Nullable OutputTable late) {

    /** A source with its topic and where the query began in it. @param range what a batch reads; nothing for a stream */
    record Input(SourcePlan source, Incarnation incarnation, Topic topic, @Nullable TopicRange range) {}

    /**
     * Opens the query: creates what is missing, completes what was prepared, and compares state, tables and topics.
     *
     * @param bounds of a batch; nothing for a stream
     * @throws RefusedException when they do not belong together
     * @throws PipelineFailedException when records are gone that were not read
     * @throws UnavailableException when Kafka does not answer, or refuses
     */
    static OpenView open(EngineContext context, PipelinePlan pipeline, ViewPlan plan, @Nullable BatchBounds bounds) {
        QueryState state = context.queryState(pipeline.pipeline(), plan.name());
        try {
            return open(context, pipeline, plan, state, bounds);
        } catch (CorruptStateException e) {
            throw refused(pipeline, plan, "its state is damaged: " + e.getMessage(), e);
        }
    }

    private static OpenView open(
            EngineContext context,
            PipelinePlan pipeline,
            ViewPlan plan,
            QueryState state,
            @Nullable BatchBounds bounds) {
        String name = pipeline.pipeline();
        OpenQuery.refuseOtherTables(context, name, plan, state);
        Map<String, OutputTable> tables = PipelineTables.loadOrCreate(context.catalog(), name, plan);
        OutputTable deadLetters = PipelineTables.loadOrCreateDeadLetters(context.catalog(), name);
        OutputTable late =
                PipelineTables.keepsLateRows(plan) ? PipelineTables.loadOrCreateLate(context.catalog(), name) : null;
        List<OutputTable> all = all(tables, deadLetters, late);
        SparkCheckpoint checkpoint = new SparkCheckpoint(context.session(), state.checkpoint());
        List<Incarnation> incarnations = state.incarnations();
        List<Input> inputs;
        if (incarnations.isEmpty()) {
            if (state.hasCheckpoint() || state.ledger().lastBatch() != null) {
                throw refused(pipeline, plan, "the state in " + state.folder() + " has no incarnation file", null);
            }
            OpenQuery.refuseRemains(name, plan, state, all);
            inputs = mint(context, name, plan, bounds);
            state.create(inputs.stream().map(Input::incarnation).toList());
        } else {
            checkInputs(pipeline, plan, incarnations, state);
            new Recovery(incarnations.get(0), state, checkpoint, context.protocol(state)).run(all);
            inputs = find(context, plan, incarnations, checkpoint, bounds);
        }
        Map<String, IndexGeneration> indices =
                PipelineIndices.findOrCreate(context, name, plan, inputs.get(0).incarnation);
        OpenView view = new OpenView(pipeline, plan, state, checkpoint, inputs, tables, indices, deadLetters, late);
        for (Input input : inputs) {
            context.sources().requireRead(input.topic);
            OpenQuery.checkPartitions(input.source.spec().kafka(), input.topic);
            List<Gap> gaps = view.findGaps(context, input);
            if (!gaps.isEmpty() && input.source.spec().kafka().onDataLoss() == OnDataLoss.FAIL) {
                throw DataLoss.failure(gaps);
            }
        }
        Map<String, String> uuids = new TreeMap<>();
        all.forEach(table -> uuids.put(table.name(), table.uuid()));
        state.replaceTables(uuids);
        return view;
    }

    private static List<Input> mint(
            EngineContext context, String pipeline, ViewPlan plan, @Nullable BatchBounds bounds) {
        String id = OpenQuery.newId();
        List<Input> inputs = new ArrayList<>();
        for (SourcePlan source : plan.sources()) {
            KafkaTopic kafka = source.spec().kafka();
            Topic topic = context.sources().findOrCreate(kafka.topic(), kafka.partitions());
            TopicRange range = bounds == null ? null : bounds.of(kafka.topic());
            inputs.add(new Input(
                    source, OpenQuery.mint(context, id, pipeline, plan.name(), topic, kafka, range), topic, range));
        }
        return inputs;
    }

    private static List<Input> find(
            EngineContext context,
            ViewPlan plan,
            List<Incarnation> incarnations,
            SparkCheckpoint checkpoint,
            @Nullable BatchBounds bounds) {
        Map<String, Incarnation> byTopic = new HashMap<>();
        incarnations.forEach(incarnation -> byTopic.put(incarnation.topic(), incarnation));
        List<Input> inputs = new ArrayList<>();
        for (SourcePlan source : plan.sources()) {
            Incarnation incarnation = byTopic.get(source.spec().kafka().topic());
            Topic topic = context.sources().find(incarnation.topic());
            DataLoss.requireSameTopic(incarnation, topic, OpenQuery.nextOffsets(incarnation, checkpoint));
            TopicRange range = bounds == null ? null : bounds.of(incarnation.topic());
            inputs.add(new Input(source, incarnation, topic, range));
        }
        return inputs;
    }

    private static void checkInputs(
            PipelinePlan pipeline, ViewPlan plan, List<Incarnation> incarnations, QueryState state) {
        Set<String> topics = incarnations.stream().map(Incarnation::topic).collect(Collectors.toSet());
        boolean ours = incarnations.stream()
                .allMatch(incarnation -> incarnation.pipeline().equals(pipeline.pipeline())
                        && incarnation.query().equals(plan.name()));
        if (!ours || !topics.equals(plan.topicNames())) {
            Incarnation found = incarnations.get(0);
            throw refused(
                    pipeline,
                    plan,
                    "the state in " + state.folder() + " is that of " + found.pipeline() + "/" + found.query()
                            + " on topics " + topics,
                    null);
        }
    }

    private static RefusedException refused(
            PipelinePlan pipeline, ViewPlan plan, String why, @Nullable Throwable cause) {
        return new RefusedException(
                "Cannot start " + pipeline.pipeline() + "/" + plan.name() + ", " + why
                        + OpenQuery.wayOut(pipeline.pipeline()),
                cause);
    }

    /** Id of the incarnation. */
    String incarnation() {
        return inputs.get(0).incarnation.id();
    }

    Input input(String source) {
        return inputs.stream()
                .filter(input -> input.source.name().equals(source))
                .findFirst()
                .orElseThrow();
    }

    BatchIdentity identity(long batch) {
        return new BatchIdentity(pipeline.pipeline(), plan.name(), incarnation(), batch);
    }

    /** The next offset to be read of each partition of an input. */
    Map<Integer, Long> nextOffsets(Input input) {
        return OpenQuery.nextOffsets(input.incarnation, checkpoint);
    }

    /** Whether it reads a range and ends. */
    boolean isBatch() {
        return inputs.get(0).range != null;
    }

    /** Whether a batch has read all of its range. */
    boolean hasReadAll() {
        return inputs.stream()
                .allMatch(input -> input.range != null && nextOffsets(input).equals(input.range.until()));
    }

    /** Offsets that are still to be read and gone. @throws PipelineFailedException when a topic is another one */
    List<Gap> findGaps(EngineContext context) {
        return inputs.stream()
                .flatMap(input -> findGaps(context, input).stream())
                .toList();
    }

    private List<Gap> findGaps(EngineContext context, Input input) {
        Topic topic = context.sources().find(input.topic.name());
        return OpenQuery.within(
                input.range, DataLoss.find(input.incarnation, topic, nextOffsets(input), context.sources()));
    }

    /** @throws PipelineFailedException when a topic is not the one that the query has read so far */
    void requireSameTopics(EngineContext context) {
        for (Input input : inputs) {
            Topic topic = context.sources().find(input.topic.name());
            DataLoss.requireSameTopic(input.incarnation, topic, nextOffsets(input));
        }
    }

    List<OutputTable> allTables() {
        return all(tables, deadLetters, late);
    }

    private static List<OutputTable> all(
            Map<String, OutputTable> tables, OutputTable deadLetters, @Nullable OutputTable late) {
        List<OutputTable> all = new ArrayList<>(tables.values());
        all.add(deadLetters);
        if (late != null) {
            all.add(late);
        }
        return all;
    }
}
