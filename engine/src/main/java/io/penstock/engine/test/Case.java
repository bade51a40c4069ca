package io.penstock.engine.test;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.batch.DeadLetterColumns;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.plan.ReferencePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.SparkMessages;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.StoredAs;
import io.penstock.pipeline.TableFormat;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.TopicOutput;
import io.penstock.pipeline.test.Advance;
import io.penstock.pipeline.test.Change;
import io.penstock.pipeline.test.Kill;
import io.penstock.pipeline.test.Send;
import io.penstock.pipeline.test.Step;
import io.penstock.pipeline.test.TestCase;
import io.penstock.pipeline.test.TestRecord;
import io.penstock.sinks.RowWriterFactory;
import io.penstock.sinks.TextGuard;
import io.penstock.source.kafka.MemoryRecord;
import io.penstock.source.kafka.MemoryTopic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A case that is under way: its topics, its queries, and what they have written so far. One thread's. */
final class Case implements AutoCloseable {

    /** Under this name dead letters are collected. */
    static final String DEAD_LETTERS = "dead letters";

    private final PipelinePlan plan;
    private final Supplier<PipelinePlan> planner;
    private final SparkSession session;
    private final Files files;
    private final String id = UUID.randomUUID().toString();
    private final Collected collected = Collected.open();
    private final CaseReferences references;
    private final Map<String, MemoryTopic> topics = new HashMap<>();
    private final Map<String, Long> offsets = new HashMap<>(); // the next one, by source and partition
    private final List<RunningSource> sources = new ArrayList<>();
    private final List<RunningView> views = new ArrayList<>();
    private final Kills kills = new Kills();
    private volatile String doing = "its start";
    private volatile boolean brokenOff;

    /** The files that a test file names. */
    interface Files {

        /** Lines of a file, without their ends. */
        List<byte[]> lines(String file);

        /** What a file holds; nothing where it was not found. */
        byte @Nullable [] content(String file);
    }

    /**
     * @param planner plans the pipeline anew, where a plan holds for one batch
     * @param session where records become batches
     * @param states makes the session of a view
     * @param folder for what is durable
     */
    Case(
            PipelinePlan plan,
            Supplier<PipelinePlan> planner,
            SparkSession session,
            Supplier<SparkSession> states,
            Path folder,
            Files files) {
        this.plan = plan;
        this.planner = planner;
        this.session = session;
        this.files = files;
        this.references = new CaseReferences(() -> session, folder.resolve(".references"));
        StateFolder durable = StateFolder.local(folder);
        for (SourcePlan source : plan.sources()) {
            sources.add(new RunningSource(this, source, session, durable.folder(source.name())));
        }
        for (ViewPlan view : plan.views()) {
            view.sources().forEach(source -> topics.putIfAbsent(source.name(), new MemoryTopic()));
            views.add(new RunningView(this, view, states.get(), durable.folder(view.name())));
        }
    }

    static String output(String name) {
        return "output " + name;
    }

    /**
     * Goes through the steps.
     *
     * @param limit how long all of them may take
     * @return why the pipeline failed on the way, or nothing
     */
    @Nullable
    String run(TestCase test, Duration limit) {
        String failure;
        session.sparkContext().setJobGroup(id, "test case " + test.name(), true);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "penstock-test-limit");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var unused = timer.schedule(this::breakOff, limit.toMillis(), TimeUnit.MILLISECONDS);
            go(test.steps());
            failure = kills.unheard();
        } catch (Exception e) { // Spark throws checked ones without declaring them
            failure = reason(e);
        } finally {
            timer.shutdownNow();
            session.sparkContext().clearJobGroup();
        }
        return brokenOff ? "it has taken longer than %d s, and was at %s".formatted(limit.toSeconds(), doing) : failure;
    }

    private void go(List<Step> steps) throws StreamingQueryException {
        plan.views().stream().flatMap(view -> view.references().stream()).forEach(this::readFile);
        views.forEach(RunningView::start);
        for (int i = 0; i < steps.size() && !brokenOff; i++) {
            Step step = steps.get(i);
            if (step instanceof Send send) {
                doing = "step %d, send to source %s".formatted(i + 1, send.source());
                send(send);
            } else if (step instanceof Advance advance) {
                doing = "step %d, advance of source %s".formatted(i + 1, advance.source());
                advance(advance);
            } else if (step instanceof Change change) {
                doing = "step %d, change of reference %s".formatted(i + 1, change.reference());
                change(change);
            } else if (step instanceof Kill kill) {
                kills.ask(i + 1, kill);
            } else {
                doing = "step %d, restart".formatted(i + 1);
                restart();
            }
        }
    }

    /** Ends what is being computed; whoever waits for it goes on. */
    private void breakOff() {
        brokenOff = true;
        session.sparkContext().cancelJobGroup(id);
        views.forEach(RunningView::stop);
    }

    private static String reason(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof PipelineFailedException) {
                return String.valueOf(cause.getMessage());
            }
            root = cause;
        }
        return SparkMessages.firstLine(root);
    }

    private void send(Send send) throws StreamingQueryException {
        List<MemoryRecord> records = new ArrayList<>();
        if (send.file() != null) {
            files.lines(send.file()).forEach(line -> records.add(record(send.source(), line)));
        }
        send.records().forEach(record -> records.add(record(send.source(), record)));
        for (RunningSource source : sources) {
            if (source.name().equals(send.source())) {
                source.send(records);
            }
        }
        MemoryTopic topic = topics.get(send.source());
        if (topic != null) {
            for (ViewPlan view : plan.views()) {
                references.require(view);
            }
            topic.send(records);
            await(send.source());
        }
    }

    private MemoryRecord record(String source, TestRecord record) {
        return record(
                source,
                record.partition(),
                record.timestamp(),
                bytes(record.key()),
                bytes(record.value()),
                record.headers());
    }

    private MemoryRecord record(String source, byte[] line) {
        return record(source, 0, Instant.EPOCH, null, line, Map.of());
    }

    private MemoryRecord record(
            String source,
            int partition,
            Instant time,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Map<String, String> headers) {
        long offset = offsets.merge(source + "/" + partition, 1L, Long::sum) - 1;
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        return new MemoryRecord(topicName(source), partition, offset, micros, key, value, headers);
    }

    private String topicName(String source) {
        return plan.readersOf(source).stream()
                .map(query -> query instanceof ViewPlan view ? view.source(source) : (SourcePlan) query)
                .map(planned -> planned.spec().kafka().topic())
                .findFirst()
                .orElse(source);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private void readFile(ReferencePlan reference) {
        byte[] content = reference.spec() instanceof FileReference file ? files.content(file.file()) : null;
        if (content != null) {
            references.read(reference, content);
        }
    }

    private void change(Change change) {
        for (ViewPlan view : plan.views()) {
            for (ReferencePlan reference : view.references()) {
                if (reference.name().equals(change.reference())) {
                    if (change.file() == null) {
                        references.read(reference, change);
                    } else {
                        references.read(reference, Objects.requireNonNull(files.content(change.file())));
                    }
                }
            }
        }
    }

    CaseReferences references() {
        return references;
    }

    private void advance(Advance advance) throws StreamingQueryException {
        MemoryTopic topic = topics.get(advance.source());
        if (topic != null) {
            topic.advance(advance.to());
            await(advance.source());
        }
    }

    private void await(String source) throws StreamingQueryException {
        for (RunningView view : views) {
            if (view.reads(source) && !brokenOff) {
                String step = doing;
                doing = step + ", waiting for view " + view.name();
                view.await();
                doing = brokenOff ? doing : step;
            }
        }
    }

    private void restart() {
        views.forEach(RunningView::stop);
        views.forEach(RunningView::start);
    }

    MemoryTopic topic(String source) {
        return topics.get(source);
    }

    PipelinePlan plan() {
        return plan;
    }

    PipelinePlan plannedAnew() {
        return planner.get();
    }

    Kills kills() {
        return kills;
    }

    /** Spark's checkpoint of a view that has a query of its own. */
    StateFolder checkpoint(String view) {
        return views.stream()
                .filter(running -> running.name().equals(view))
                .findFirst()
                .orElseThrow()
                .checkpoint();
    }

    Collected collected() {
        return collected;
    }

    RowWriterFactory deadLetters() {
        return rows(DEAD_LETTERS, DeadLetterColumns.SCHEMA);
    }

    RowWriterFactory rows(String what, StructType columns) {
        return new CollectedRows(collected.handle(), what, columns, null);
    }

    /** The outputs whose rows are kept as those of a table: all but topics. Of an index they are what documents are made of. */
    static List<OutputPlan> tabular(QueryPlan query) {
        return query.outputs().stream()
                .filter(output -> !(output.spec() instanceof TopicOutput))
                .toList();
    }

    /** Takes the rows of an output that is a table or an index. */
    RowWriterFactory table(OutputPlan output) {
        boolean guarded = output.spec() instanceof TableOutput spec
                && spec.format() == TableFormat.HIVE
                && (spec.storedAs() == null || spec.storedAs() == StoredAs.TEXTFILE);
        return new CollectedRows(
                collected.handle(),
                output(output.name()),
                output.columns(),
                guarded ? new TextGuard(output.columns()) : null);
    }

    @Override
    public void close() {
        try {
            views.forEach(RunningView::stop);
        } finally {
            collected.close();
        }
    }
}
