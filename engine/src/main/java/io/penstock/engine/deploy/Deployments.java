package io.penstock.engine.deploy;

import io.penstock.engine.BatchReport;
import io.penstock.engine.CheckReport;
import io.penstock.engine.Engine;
import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.RefusedException;
import io.penstock.engine.ResetReport;
import io.penstock.engine.UnavailableException;
import io.penstock.engine.deploy.ApplyReport.Action;
import io.penstock.engine.deploy.Definition.Wanted;
import io.penstock.engine.plan.Planner;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines of a folder, which outlive the process.
 *
 * <p><b>Failures:</b> a pipeline that cannot reach something outside waits and tries again, at first after a second and then
 * ever later up to half a minute; any other failure stays until somebody starts it again. <b>Restart:</b> those that should run
 * are started again by {@link #resume}. <b>Changes:</b> a deployed pipeline is replaced where nothing that is kept is lost, else
 * the change is refused with its reasons.
 *
 * <p><b>Threads:</b> all methods may be called from any thread. What changes one pipeline goes one after the other and may take
 * a minute; {@link #list} and {@link #status} do not wait for it.
 */
public final class Deployments implements AutoCloseable {

    private static final int STARTERS = 4; // pipelines that are started at once after a restart

    private final Engine engine;
    private final RunStarter starter;
    private final DefinitionStore store;
    private final Planner planner;
    private final Map<String, Deployment> deployments = new ConcurrentHashMap<>();
    /** One lock for each name, held while a file of that name is applied. */
    private final Map<String, Object> applying = new ConcurrentHashMap<>();

    private final ScheduledExecutorService executor;

    private Deployments(Engine engine, RunStarter starter, DefinitionStore store) {
        this.engine = engine;
        this.starter = starter;
        this.store = store;
        this.planner = new Planner((SparkSession) engine.newSession());
        AtomicInteger threads = new AtomicInteger();
        this.executor = Executors.newScheduledThreadPool(STARTERS, task -> {
            Thread thread = new Thread(task, "penstock-deploy-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Reads what was deployed in {@code folder}, which is created when it is missing; starts nothing. */
    public static Deployments open(Engine engine, Path folder) {
        return open(engine, RunStarter.inEngine(engine), folder);
    }

    /** The same, with pipelines that run where the starter says. */
    public static Deployments open(Engine engine, RunStarter starter, Path folder) {
        DefinitionStore store = new DefinitionStore(folder);
        Deployments deployments = new Deployments(engine, starter, store);
        List<Definition> definitions = store.loadAll();
        store.jars()
                .deleteOthers(definitions.stream()
                        .flatMap(definition -> definition.jars().values().stream())
                        .map(JarStore::name)
                        .collect(Collectors.toSet()));
        definitions.forEach(deployments::add);
        return deployments;
    }

    /** Starts what should run, in the background. */
    public void resume() {
        deployments.values().forEach(Deployment::resume);
    }

    /**
     * Every problem of a pipeline file: of its structure, or if there is none, of types, SQL and existing tables; and the notes of
     * {@link #apply}.
     *
     * @param file its name, for messages
     * @param jars what the jars hold that it names, by the paths that it has
     */
    public CheckReport check(String file, String text, Map<String, byte[]> jars) {
        LoadedPipeline loaded = PipelineLoader.load(file, text);
        return review(
                loaded, loaded.pipeline() == null ? Map.of() : store.jars().keep(jars));
    }

    private CheckReport review(LoadedPipeline loaded, Map<String, String> kept) {
        Pipeline pipeline = loaded.pipeline();
        if (pipeline == null) {
            return new CheckReport(loaded.problems(), List.of());
        }
        CheckReport report = engine.review(JarStore.locate(pipeline, kept));
        return new CheckReport(loaded.locate(report.problems()), report.notes());
    }

    /** The pipeline with its jars, which are kept for as long as the process lives, or something deployed has them. */
    public Pipeline withJars(Pipeline pipeline, Map<String, byte[]> jars) {
        return JarStore.locate(pipeline, store.jars().keep(jars));
    }

    /** Says what {@link #apply} would do. Throws as it does, and changes no pipeline. */
    public ApplyReport plan(String file, String text) {
        return plan(file, text, Map.of());
    }

    /** The same. @param jars what the jars hold that the file names, by the paths that it has */
    public ApplyReport plan(String file, String text, Map<String, byte[]> jars) {
        Map<String, String> kept = store.jars().keep(jars);
        return plan(checked(file, text, kept), text, kept);
    }

    /**
     * Deploys the pipeline of a file, or puts it in the place of the one of that name.
     *
     * @param jars what the jars hold that the file names, by the paths that it has
     * @param start whether it is to run from now on; one that runs goes on running either way
     * @throws InvalidPipelineException when the file has problems
     * @throws ReplaceRefusedException when something that is kept would be lost
     * @throws RefusedException when the pipeline was deployed but may not start
     */
    public ApplyReport apply(String file, String text, Map<String, byte[]> jars, boolean start) {
        return apply(file, text, jars, start, null);
    }

    /**
     * Deploys the pipeline of a file as {@link #apply} does, and runs it as a batch that ends by itself.
     *
     * @throws RefusedException also when it is a stream, a batch of another range, or there is no such range; nothing was changed then
     * @throws UnavailableException when Kafka does not answer, whom the range is asked of
     */
    public ApplyReport runBatch(String file, String text, Map<String, byte[]> jars, BatchRange range) {
        return apply(file, text, jars, true, range);
    }

    private ApplyReport apply(
            String file, String text, Map<String, byte[]> jars, boolean start, @Nullable BatchRange batch) {
        Map<String, String> kept = store.jars().keep(jars);
        Checked checked = checked(file, text, kept);
        Pipeline pipeline = checked.pipeline();
        synchronized (applying.computeIfAbsent(pipeline.name(), name -> new Object())) {
            ApplyReport report = plan(checked, text, kept);
            Deployment deployment = deployments.get(pipeline.name());
            if (start && deployment != null) {
                deployment.requireRunAs(batch);
            }
            if (start) {
                engine.requireStart(pipeline, batch);
            }
            if (start && deployment != null) {
                deployment.runAs(batch);
            }
            if (deployment == null) {
                Definition definition =
                        Definition.of(pipeline.name(), file, text, kept).withBatch(batch);
                store.save(definition);
                deployment = add(definition);
            } else if (report.action() == Action.REPLACED) {
                deployment.replace(file, text, kept);
            } else {
                deployment.retext(file, text, kept);
            }
            if (start || deployment.definition().wanted() == Wanted.RUNNING) {
                deployment.start();
            }
            return report;
        }
    }

    /** As {@link #apply(String, String, Map, boolean)}, for a file without jars. */
    public ApplyReport apply(String file, String text, boolean start) {
        return apply(file, text, Map.of(), start);
    }

    /** A pipeline without problems. */
    private record Checked(Pipeline pipeline, List<String> notes) {

        ApplyReport report(Action action, List<String> changes) {
            return new ApplyReport(pipeline.name(), action, changes, notes);
        }
    }

    private Checked checked(String file, String text, Map<String, String> kept) {
        LoadedPipeline loaded = PipelineLoader.load(file, text);
        CheckReport report = review(loaded, kept);
        Pipeline pipeline = loaded.pipeline();
        if (!report.problems().isEmpty() || pipeline == null) {
            throw new InvalidPipelineException(report.problems());
        }
        return new Checked(JarStore.locate(pipeline, kept), report.notes());
    }

    private ApplyReport plan(Checked checked, String text, Map<String, String> jars) {
        Pipeline pipeline = checked.pipeline();
        String name = pipeline.name();
        Deployment deployment = deployments.get(name);
        if (deployment == null) {
            return checked.report(Action.CREATED, List.of());
        }
        Definition definition = deployment.definition();
        if (definition.text().equals(text) && definition.jars().equals(jars)) {
            return checked.report(Action.UNCHANGED, List.of());
        }
        if (!definition.started()) {
            return checked.report(Action.REPLACED, List.of("everything may change, it was never started"));
        }
        List<Change> changes = changes(definition, pipeline);
        if (changes.stream().anyMatch(change -> change.refusal() != null)) {
            throw new ReplaceRefusedException(name, changes);
        }
        return checked.report(
                action(changes), changes.stream().map(Change::toString).toList());
    }

    private static Action action(List<Change> changes) {
        if (changes.isEmpty()) {
            return Action.UNCHANGED;
        }
        return changes.stream().allMatch(Change::isOfDashboard) ? Action.UPDATED : Action.REPLACED;
    }

    private List<Change> changes(Definition definition, Pipeline after) {
        Pipeline before = definition.pipeline();
        return Changes.between(before, Flow.of(planner.plan(before)), after, Flow.of(planner.plan(after)));
    }

    /** All pipelines by name. */
    public List<DeploymentStatus> list() {
        return deployments.values().stream()
                .map(Deployment::status)
                .sorted(Comparator.comparing(DeploymentStatus::name))
                .toList();
    }

    /** @throws UnknownPipelineException when there is none of that name */
    public DeploymentStatus status(String name) {
        return find(name).status();
    }

    /** The pipeline as it was applied. @throws UnknownPipelineException when there is none of that name */
    public Pipeline pipeline(String name) {
        return find(name).definition().pipeline();
    }

    /** The text of the pipeline's file as it was applied. @throws UnknownPipelineException when there is none of that name */
    public String text(String name) {
        return find(name).definition().text();
    }

    /** All pipelines as they were applied, but for one whose file no longer is a pipeline: its status says so. */
    public List<Pipeline> pipelines() {
        return deployments.values().stream()
                .map(deployment -> deployment.definition().findPipeline())
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Pipeline::name))
                .toList();
    }

    /**
     * Starts a pipeline and keeps it running; nothing happens to one that runs. One that cannot reach something outside is
     * {@link DeploymentState#WAITING} then.
     *
     * @throws RuntimeException as {@link Engine#start} does, but for the unavailable; the pipeline is failed then
     */
    public DeploymentStatus start(String name) {
        Deployment deployment = find(name);
        deployment.start();
        return deployment.status();
    }

    /** Stops a pipeline after its batch; nothing happens to one that does not run. */
    public DeploymentStatus stop(String name) {
        Deployment deployment = find(name);
        deployment.stop();
        return deployment.status();
    }

    /** As {@link Engine#reset}; the pipeline stays deployed, as new. @throws RefusedException when it runs or waits */
    public ResetReport reset(String name) {
        return find(name).reset();
    }

    /**
     * The batches that were committed behind number {@code after}: those there are, or else the first within {@code wait}, or
     * none. Only the last some hundred are kept.
     */
    public CompletableFuture<List<CommittedBatch>> batches(String name, long after, int limit, Duration wait) {
        return find(name).batches().after(after, limit, wait);
    }

    /** SQL for the first rows that a batch wrote, of the first output that it wrote to; empty when it wrote none. */
    public Optional<String> sampleQuery(String name, BatchReport batch, int rows) {
        return BatchSample.query(pipeline(name), batch, rows);
    }

    private Deployment add(Definition definition) {
        Deployment deployment = new Deployment(engine, starter, store, executor, definition);
        deployments.put(definition.name(), deployment);
        return deployment;
    }

    private Deployment find(String name) {
        Deployment deployment = deployments.get(name);
        if (deployment == null) {
            throw new UnknownPipelineException(name);
        }
        return deployment;
    }

    /** Stops all pipelines after their batches; those that ran run again after the next {@link #resume}. */
    @Override
    public void close() {
        deployments.values().parallelStream().forEach(Deployment::close);
        executor.shutdownNow();
    }
}
