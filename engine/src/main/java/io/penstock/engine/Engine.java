package io.penstock.engine;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.DeadLetters.ReplayReport;
import io.penstock.engine.audit.Audit;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.dashboard.Dashboards;
import io.penstock.engine.file.FileTopics;
import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.Planner;
import io.penstock.engine.plan.ReferencePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.record.Recorder;
import io.penstock.engine.reference.FirstReading;
import io.penstock.engine.reference.UnreadableReferenceException;
import io.penstock.engine.sql.SqlService;
import io.penstock.engine.sql.virtual.LedgerTables;
import io.penstock.engine.sql.virtual.StateTables;
import io.penstock.engine.sql.virtual.TopicTables;
import io.penstock.engine.sql.virtual.VirtualNamespaces;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.engine.state.StateFolder;
import io.penstock.engine.test.PipelineTests;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TableReference;
import io.penstock.pipeline.Trigger;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.UnknownDatabaseException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines in one Spark driver.
 *
 * <p><b>Delivery:</b> exactly once into tables and dead letters: a batch is committed from one prepared record, whatever dies
 * on the way. At least once into topics: a batch that was not prepared is computed again, and sends again. <b>Restart:</b> continues from the checkpoint; a state that does not belong to topic and tables is refused.
 *
 * <p><b>Threads:</b> all methods may be called from any thread; a pipeline runs once at a time.
 */
public final class Engine implements AutoCloseable {

    private final EngineContext context;
    /** Names of pipelines that run, or are being started or reset. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private final Undertakings undertakings = new Undertakings();

    private Engine(EngineContext context) {
        this.context = context;
    }

    /**
     * Starts the Spark session; contacts no broker. One engine a process.
     *
     * @throws UnavailableException when the file system of the state does not answer, or does not let us in
     * @throws RefusedException when it cannot decide between two drivers
     */
    public static Engine open(EngineSettings settings) {
        Configuration hadoop = settings.hadoopConfiguration();
        TableCatalog catalog = TableCatalog.open(
                settings.catalog(), settings.warehouse(), settings.metastore(), settings.databases(), hadoop);
        StateFolder state = openState(settings, hadoop);
        catalog.createDefaultNamespace();
        var session = EngineSession.create(settings, state, catalog);
        SourceTopics topics = new SourceTopics(new KafkaTopics(settings.kafka()), new FileTopics(catalog));
        return new Engine(new EngineContext(settings, state, session, catalog, topics, new Planner(session)));
    }

    private static StateFolder openState(EngineSettings settings, Configuration hadoop) {
        try {
            StateFolder state = StateFolder.at(settings.state(), hadoop);
            if (!"file".equals(settings.state().getScheme())) {
                state.check();
            }
            return state;
        } catch (UncheckedIOException e) {
            throw new UnavailableException(e.getMessage(), e);
        }
    }

    /** The problems of types, SQL and existing tables; empty when there are none. Needs no broker. */
    public List<Problem> check(Pipeline pipeline) {
        return review(pipeline).problems();
    }

    /** The same, and what is no problem and has to be known: which indices keep other fields until they are made anew. */
    public CheckReport review(Pipeline pipeline) {
        try {
            PipelinePlan plan = context.planner().plan(pipeline);
            CheckReport outputs = checkOutputs(plan);
            List<Problem> problems = new ArrayList<>(outputs.problems());
            problems.addAll(checkReferences(plan));
            problems.addAll(checkDashboards(pipeline, plan));
            return new CheckReport(problems, outputs.notes());
        } catch (InvalidPipelineException e) {
            return CheckReport.of(e.problems());
        }
    }

    private List<Problem> checkDashboards(Pipeline pipeline, PipelinePlan plan) {
        if (pipeline.dashboards().isEmpty()) {
            return List.of();
        }
        try (SqlService tables = sql(List::of)) {
            return dashboards(tables).check(pipeline, plan);
        }
    }

    private CheckReport checkOutputs(PipelinePlan plan) {
        List<Problem> problems = new ArrayList<>(PipelineTables.check(context.catalog(), plan));
        CheckReport indices = PipelineIndices.check(context, plan);
        problems.addAll(indices.problems());
        return new CheckReport(problems, indices.notes());
    }

    private List<Problem> checkReferences(PipelinePlan plan) {
        Problems problems = new Problems();
        Set<ReferencePlan> references = new LinkedHashSet<>();
        plan.views().forEach(view -> references.addAll(view.references()));
        for (ReferencePlan reference : references) {
            try {
                context.references().read(reference);
            } catch (UnreadableReferenceException e) {
                problems.at("references")
                        .at(reference.name())
                        .at(reference.spec() instanceof TableReference ? "table" : "file")
                        .add("cannot be read: %s %s".formatted(reference.spec().origin(), e.getMessage()), null);
            }
        }
        return problems.list();
    }

    /**
     * Starts the pipeline: creates its topics and tables where they are missing, completes what an earlier run prepared, and
     * returns once its queries run.
     *
     * @throws InvalidPipelineException when {@link #check} finds problems
     * @throws RefusedException when its state, its tables and its topics do not belong together, or it runs already
     * @throws PipelineFailedException when records are gone that it has not read
     * @throws UnavailableException when Kafka does not answer, or the file system of state or tables, or a database
     */
    public Run start(Pipeline pipeline, RunListener listener) {
        return reaching("start " + pipeline.name(), () -> startChecked(pipeline, null, listener));
    }

    /**
     * Runs the pipeline over a range of its topics, or over files in their place, in whose end everything is closed: the run ends by itself.
     * One that was broken off goes on; one that is complete ends at once. The range is fixed when a batch begins.
     *
     * @throws RefusedException as {@link #start}, and when the pipeline is a stream, is a batch of another range, or there is no such
     *     range, or the files are not those that the batch began with
     */
    public Run startBatch(Pipeline pipeline, BatchRange range, RunListener listener) {
        Pipeline bounded = pipeline.withTrigger(Trigger.AvailableNow.AVAILABLE_NOW);
        return reaching(
                "start " + pipeline.name(),
                () -> startChecked(BatchBounds.reading(context, bounded, range), range, listener));
    }

    /**
     * Finds out whether the pipeline's state lets it start so, and changes nothing.
     *
     * @param range of a batch; null for a stream
     * @throws RefusedException as {@link #start} and {@link #startBatch} do for that reason
     * @throws UnavailableException when Kafka does not answer, whom the range of a new batch is asked of
     */
    public void requireStart(Pipeline pipeline, @Nullable BatchRange range) {
        reaching("start " + pipeline.name(), () -> {
            if (range == null) {
                BatchBounds.requireNone(context.stateFolder(pipeline.name()), pipeline.name());
                return null;
            }
            Pipeline reading = BatchBounds.reading(context, pipeline, range);
            return BatchBounds.findOrResolve(context, context.planner().plan(reading), range);
        });
    }

    private @Nullable BatchBounds bounds(PipelinePlan plan, @Nullable BatchRange range) {
        if (range == null) {
            BatchBounds.requireNone(context.stateFolder(plan.pipeline()), plan.pipeline());
            return null;
        }
        return BatchBounds.begin(context, plan, range);
    }

    private Run startChecked(Pipeline pipeline, @Nullable BatchRange range, RunListener listener) {
        PipelinePlan plan = context.planner().plan(pipeline);
        List<Problem> problems = checkOutputs(plan).problems();
        if (!problems.isEmpty()) {
            throw new InvalidPipelineException(problems);
        }
        String name = pipeline.name();
        if (!busy.add(name)) {
            throw new RefusedException("Cannot start " + name + ", it is running. Stop it first");
        }
        boolean started = false;
        FirstReading references = new FirstReading(context.references());
        try {
            BatchBounds bounds = bounds(plan, range);
            RunProgress progress = new RunProgress(listener);
            List<SourceQuery> sources = new ArrayList<>();
            for (SourcePlan source : plan.sources()) {
                OpenQuery open = OpenQuery.open(context, plan, source, bounds);
                sources.add(new SourceQuery(context, pipeline, open, progress));
            }
            requireSlots(name, sources);
            List<Query> queries = new ArrayList<>(sources);
            for (ViewPlan view : plan.views()) {
                queries.add(new ViewQuery(
                        context, pipeline, OpenView.open(context, plan, view, bounds), references, progress));
            }
            Run run = EngineRun.start(context, name, queries, progress, () -> ended(name));
            runs.put(name, run);
            started = true;
            if (!busy.contains(name)) { // a bounded run may be over before it gets here
                runs.remove(name);
            }
            return run;
        } finally {
            references.forget();
            if (!started) {
                busy.remove(name);
            }
        }
    }

    private void requireSlots(String pipeline, List<SourceQuery> queries) {
        int partitions = queries.stream()
                .filter(SourceQuery::inRealTime)
                .mapToInt(query -> query.open().topic().partitions().size())
                .sum();
        if (partitions > 0) {
            new TaskSlots(context.session().sparkContext()).require(pipeline, partitions);
        }
    }

    /** Does what needs the file systems, and says so where they cannot be reached. */
    private <T> T reaching(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (UnavailableException e) {
            throw e;
        } catch (UnknownDatabaseException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            UnavailableException unavailable = Failures.unavailableOutside(e);
            if (unavailable == null) {
                unavailable = Failures.unavailableStore(context.settings(), what, e);
            }
            throw unavailable == null ? e : unavailable;
        }
    }

    private void ended(String name) {
        runs.remove(name);
        busy.remove(name);
    }

    /** Whether the pipeline runs in this engine. */
    public boolean isRunning(String pipeline) {
        return busy.contains(pipeline);
    }

    /**
     * Drops the pipeline's outputs, dead letters, ledger and checkpoint together: the way to start over.
     *
     * @throws RefusedException when it is running
     * @throws UnavailableException when the file system of state or tables does not answer
     */
    public ResetReport reset(Pipeline pipeline) {
        String name = pipeline.name();
        if (!busy.add(name)) {
            throw new RefusedException("Cannot reset " + name + ", it is running. Stop it first");
        }
        try {
            return reaching("reset " + name, () -> {
                // the state first: where this ends half-way, the tables are refused until it is done again
                boolean hadState = context.stateFolder(name).deleteAll();
                List<String> dropped = new ArrayList<>(PipelineTables.drop(context.catalog(), pipeline));
                return new ResetReport(dropped, PipelineIndices.delete(context, pipeline), hadState);
            });
        } finally {
            busy.remove(name);
        }
    }

    /**
     * Makes an index anew from the table with the same rows, and puts it in the place of the one that was there. The pipeline may run
     * meanwhile, here or elsewhere; searches see the index that was there until the new one has all documents.
     *
     * @param output name of the output that writes the index
     * @throws InvalidPipelineException when the pipeline has problems
     * @throws RefusedException when there is no such output, or no table that has its rows, or dead letters of the pipeline are being
     *     replayed here, or another of its indices is made anew
     * @throws UnavailableException when OpenSearch does not answer, or a batch that has begun is not committed within two minutes
     */
    public ReindexReport reindex(Pipeline pipeline, String output) {
        return reaching("reindex " + pipeline.name(), () -> {
            PipelinePlan plan = context.planner().plan(BatchBounds.asBegun(context, pipeline));
            String name = pipeline.name();
            // a replay has documents in the index that was there before its rows are in the table
            return undertakings.alone(name, "a reindex", "reindex " + name, () -> {
                finishedReplays(plan);
                return PipelineIndices.reindex(context, plan, output);
            });
        });
    }

    /**
     * Recounts tables, dead letters and topics and compares them with the ledger. Changes nothing; the pipeline may run
     * meanwhile, here or elsewhere, then batches committed after the beginning are left out.
     *
     * @throws InvalidPipelineException when the pipeline has problems
     * @throws UnavailableException when Kafka does not answer, or the file system of state or tables
     */
    public VerifyReport verify(Pipeline pipeline) {
        return reaching("verify " + pipeline.name(), () -> recount(pipeline));
    }

    private VerifyReport recount(Pipeline pipeline) {
        PipelinePlan plan = context.planner().plan(BatchBounds.asBegun(context, pipeline));
        boolean running = isRunning(pipeline.name());
        Optional<LedgerTotals> before = readableTotals(pipeline);
        VerifyReport report = audit(plan, running);
        boolean runsElsewhere =
                !running && !report.verified() && !readableTotals(pipeline).equals(before);
        return runsElsewhere ? audit(plan, true) : report;
    }

    /** The totals; nothing where the ledger is damaged, which the audit has words for. */
    private Optional<LedgerTotals> readableTotals(Pipeline pipeline) {
        try {
            return Optional.of(totals(pipeline));
        } catch (CorruptStateException e) {
            return Optional.empty();
        }
    }

    private VerifyReport audit(PipelinePlan plan, boolean running) {
        Map<String, QueryState> states = new HashMap<>();
        plan.queries().forEach(query -> states.put(query.name(), context.queryState(plan.pipeline(), query.name())));
        Audit audit = new Audit(
                context.session().newSession(),
                context.catalog(),
                context.settings().kafka(),
                context.settings().search(),
                context.files(),
                new RowStreams(context, plan.pipeline()));
        String name = plan.pipeline();
        return audit.run(plan, states, PipelineTables.deadLetterName(name), PipelineTables.lateName(name), running);
    }

    /** What the pipeline has done since it was first started, or last reset. @throws CorruptStateException when its ledger is damaged */
    public LedgerTotals totals(Pipeline pipeline) {
        return queries(pipeline)
                .map(query -> context.queryState(pipeline.name(), query))
                .map(state ->
                        state.ledger().totals().plus(state.catchUps().ledger().totals()))
                .reduce(LedgerTotals.NONE, LedgerTotals::plus);
    }

    /** What its indices lack because OpenSearch was away, by output, by the ledger. @throws CorruptStateException when that is damaged */
    public Map<String, IndexBacklog> lacking(Pipeline pipeline) {
        Map<String, IndexBacklog> lacking = new TreeMap<>();
        pipeline.sources().keySet().forEach(source -> context.queryState(pipeline.name(), source)
                .lacking()
                .forEach(
                        (output, lacks) -> lacking.put(output, new IndexBacklog(lacks.batches(), lacks.rows(), null))));
        return lacking;
    }

    /**
     * How far each source has come in each partition of its topic, or a batch in its range, by the ledger and the broker: also where the pipeline runs in
     * another process, or does not run. Nothing of a source that was never started, or whose topic is gone.
     *
     * @throws UnavailableException when Kafka does not answer, or the file system of the state
     * @throws CorruptStateException when its ledger is damaged
     */
    public List<PartitionLag> lag(Pipeline pipeline) {
        return reaching("measure the lag of " + pipeline.name(), () -> queries(pipeline)
                .flatMap(query -> lag(query, context.queryState(pipeline.name(), query)))
                .toList());
    }

    /** Names that a query may have: those of sources and views. */
    private static Stream<String> queries(Pipeline pipeline) {
        return Stream.concat(pipeline.sources().keySet().stream(), pipeline.views().keySet().stream());
    }

    private Stream<PartitionLag> lag(String query, QueryState state) {
        return state.incarnations().stream().flatMap(incarnation -> lag(query, state, incarnation));
    }

    private Stream<PartitionLag> lag(String query, QueryState state, Incarnation incarnation) {
        Topic topic = context.sources().find(incarnation.topic());
        if (topic == null) {
            return Stream.empty();
        }
        Map<Integer, Long> committed = new HashMap<>();
        LedgerEntry last = state.ledger().last();
        if (last != null) {
            last.partitions().stream()
                    .filter(account -> account.topic().equals(topic.name()))
                    .forEach(account -> committed.put(account.partition(), account.until()));
        }
        BatchBounds bounds = BatchBounds.find(context.stateFolder(incarnation.pipeline()));
        Map<Integer, Long> ends = bounds == null
                ? context.sources().latest(topic)
                : bounds.of(topic.name()).until();
        return ends.entrySet().stream()
                .map(end -> new PartitionLag(
                        query,
                        topic.name(),
                        end.getKey(),
                        committed.getOrDefault(end.getKey(), incarnation.startOffset(end.getKey())),
                        end.getValue()));
    }

    /** The dead letters of a pipeline, to be looked at, and replayed through the pipeline as it is given here. */
    public DeadLetters deadLetters(Pipeline pipeline) {
        return new StoredDeadLetters(context, pipeline.name(), filter -> replay(pipeline, filter));
    }

    private ReplayReport replay(Pipeline pipeline, Filter filter) {
        PipelinePlan plan = context.planner().plan(BatchBounds.asBegun(context, pipeline));
        List<Problem> problems = checkOutputs(plan).problems();
        if (!problems.isEmpty()) {
            throw new InvalidPipelineException(problems);
        }
        String name = pipeline.name();
        return undertakings.alone(name, "a replay", "replay dead letters of " + name, () -> {
            ReplayReport total = new ReplayReport(0, 0, 0, 0, 0);
            for (Replay replay : finishedReplays(plan)) {
                total = total.plus(replay.run(filter));
            }
            return total;
        });
    }

    /** The replays of all sources that ever ran; what a crash left of earlier ones is finished. */
    private List<Replay> finishedReplays(PipelinePlan plan) {
        List<Replay> replays = new ArrayList<>();
        for (SourcePlan source : plan.sources()) {
            Replay replay = Replay.of(context, plan, source);
            if (replay != null) {
                replay.finish();
                replays.add(replay);
            }
        }
        return replays;
    }

    /** Runs tests of pipelines in this engine's driver; they see none of its tables, and none of its pipelines. */
    public PipelineTests tests() {
        return new PipelineTests(context.planner(), context.session()::newSession, StateSettings::apply);
    }

    /** Records cases of tests from the topics of pipelines. */
    public Recorder recorder() {
        return new Recorder(context.topics(), context.settings().kafka(), context.planner(), tests());
    }

    /** What dashboards of pipelines show. @param sql what tables are asked with; it stays open as long as the dashboards are used */
    public Dashboards dashboards(SqlService sql) {
        return new Dashboards(context.planner(), context.settings().search(), sql);
    }

    /** A session for queries: it sees the same tables, and has temporary views and settings of its own. */
    public SparkSession newSession() {
        return context.session().newSession();
    }

    private org.apache.spark.sql.classic.SparkSession stateSession() {
        return StateSettings.apply(context.session().newSession());
    }

    /**
     * SQL for people on the tables, on what is in topics, on what the ledgers say and on what views keep. Close it before the engine.
     *
     * @param deployed the pipelines that are deployed, asked for again with each statement: their decoders are what topics are
     *     read with
     */
    public SqlService sql(Supplier<List<Pipeline>> deployed) {
        VirtualNamespaces virtual = new VirtualNamespaces(List.of(
                new TopicTables(deployed, context.topics(), context.settings().kafka()),
                new LedgerTables(
                        deployed, context.stateRoot(), context.settings().hadoopConfiguration()),
                new StateTables(
                        deployed,
                        new StateTables.Place(
                                context.stateRoot(),
                                context.settings().hadoopConfiguration(),
                                context.planner(),
                                this::stateSession))));
        return new SqlService(this::stateSession, TableCatalog.NAME, virtual);
    }

    /** Stops all pipelines after their batches in flight, and Spark. */
    @Override
    public void close() {
        List.copyOf(runs.values()).forEach(Run::close);
        context.topics().close();
        context.session().stop();
    }
}
