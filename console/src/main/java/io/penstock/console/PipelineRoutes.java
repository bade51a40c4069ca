package io.penstock.console;

import io.penstock.console.ApiRequests.Apply;
import io.penstock.console.ApiRequests.Sample;
import io.penstock.console.ApiRequests.Validate;
import io.penstock.engine.CheckReport;
import io.penstock.engine.Engine;
import io.penstock.engine.deploy.ApplyReport;
import io.penstock.engine.deploy.CommittedBatch;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.record.Recording;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines: what is deployed, how it is and what becomes of it.
 *
 * <pre>
 * POST /api/validate                 {file, text, jars?}               -> {problems: [{path, line, reason, hint}], notes: [sentence]}
 * GET  /api/pipelines                                                  -> [status]
 * GET  /api/pipelines/NAME                                             -> status
 * POST /api/pipelines/apply          {file, text, jars?, start?, dry_run?, batch?: {from?, to?, input?: {SOURCE: FILES}, skip_header?}}
 *                                                                      -> {name, action, changes: [sentence], notes: [sentence]}
 * GET  /api/pipelines/NAME/definition                                  -> {file, text, nodes: [{kind, name, form, detail, inputs}]}
 * POST /api/pipelines/NAME/start                                       -> status
 * POST /api/pipelines/NAME/stop                                        -> status
 * GET  /api/pipelines/NAME/lag                                         -> [{source, topic, partition, committed, end, lag}]
 * POST /api/pipelines/NAME/record    {name, rows?, mask?: [column], bad?} -> {case, sources, notes, file, text}
 * POST /api/pipelines/NAME/verify                                      -> report of the audit
 * POST /api/pipelines/NAME/reset                                       -> {dropped: [table], deleted: [index], state_removed}
 * GET  /api/pipelines/NAME/batches   ?after=N &amp; rows=K &amp; wait_millis=M  -> [batch], as soon as there is one behind N
 * </pre>
 */
final class PipelineRoutes {

    private static final long LONGEST_WAIT_MILLIS = 60_000;
    private static final int MOST_ROWS = 1_000;
    private static final int MOST_BATCHES = 20;

    private final Engine engine;
    private final Deployments deployments;
    private final Samples samples;
    private final Workers workers;
    private final Exchange exchange;

    PipelineRoutes(ConsoleServices services, Workers workers, Exchange exchange) {
        this.engine = services.engine();
        this.deployments = services.deployments();
        this.samples = new Samples(services.deployments(), services.sql());
        this.workers = workers;
        this.exchange = exchange;
    }

    void addTo(Routes routes) {
        var quick = workers.quick();
        var slow = workers.slow();
        routes.post(Role.EDITOR, "/api/validate", exchange.on(slow, this::validate));
        routes.get(Role.VIEWER, "/api/pipelines", exchange.on(quick, request -> deployments.list()));
        routes.post(Role.EDITOR, "/api/pipelines/apply", exchange.on(slow, this::apply));
        routes.get(
                Role.VIEWER,
                "/api/pipelines/:name",
                exchange.on(quick, request -> deployments.status(Query.name(request))));
        routes.get(Role.VIEWER, "/api/pipelines/:name/definition", exchange.on(slow, this::definition));
        routes.post(
                Role.EDITOR,
                "/api/pipelines/:name/start",
                exchange.on(slow, request -> deployments.start(Query.name(request))));
        routes.post(
                Role.EDITOR,
                "/api/pipelines/:name/stop",
                exchange.on(slow, request -> deployments.stop(Query.name(request))));
        routes.get(
                Role.VIEWER,
                "/api/pipelines/:name/lag",
                exchange.on(slow, request -> engine.lag(deployments.pipeline(Query.name(request)))));
        routes.post(
                Role.EDITOR,
                "/api/pipelines/:name/verify",
                exchange.on(slow, request -> engine.verify(deployments.pipeline(Query.name(request)))));
        routes.post(Role.EDITOR, "/api/pipelines/:name/record", exchange.on(slow, this::record));
        routes.post(
                Role.EDITOR,
                "/api/pipelines/:name/reset",
                exchange.on(slow, request -> deployments.reset(Query.name(request))));
        routes.post(
                Role.EDITOR,
                "/api/pipelines/:name/outputs/:output/reindex",
                exchange.on(
                        slow,
                        request -> engine.reindex(
                                deployments.pipeline(Query.name(request)), request.pathParam("output"))));
        routes.get(Role.VIEWER, "/api/pipelines/:name/batches", exchange.later(quick, this::batches));
    }

    private Object definition(RoutingContext request) {
        String name = Query.name(request);
        return Map.of(
                "file", deployments.status(name).file(),
                "text", deployments.text(name),
                "nodes", PipelineGraph.of(deployments.pipeline(name)));
    }

    private CheckReport validate(RoutingContext request) {
        Validate body = Query.body(request, Validate.class);
        return deployments.check(text(body.file()), text(body.text()), Query.contents("jars", body.jars()));
    }

    private ApplyReport apply(RoutingContext request) {
        Apply body = Query.body(request, Apply.class);
        String file = text(body.file());
        String text = text(body.text());
        Map<String, byte[]> jars = Query.contents("jars", body.jars());
        if (body.dryRun()) {
            return deployments.plan(file, text, jars);
        }
        return body.batch() == null
                ? deployments.apply(file, text, jars, Boolean.TRUE.equals(body.start()))
                : deployments.runBatch(file, text, jars, body.batch().parsed());
    }

    /** A case of a test file; beside it the pipeline's file as it is deployed, which may have changed since. */
    private Object record(RoutingContext request) {
        String name = Query.name(request);
        Recording recording = engine.recorder()
                .record(
                        deployments.pipeline(name),
                        Query.body(request, Sample.class).request());
        return Map.of(
                "case", recording.text(),
                "sources", recording.sources(),
                "notes", recording.notes(),
                "file", deployments.status(name).file(),
                "text", deployments.text(name));
    }

    private CompletionStage<?> batches(RoutingContext request) {
        String name = Query.name(request);
        long after = Query.number(request, "after", 0, 0, Long.MAX_VALUE);
        int rows = (int) Query.number(request, "rows", 0, 0, MOST_ROWS);
        long wait = Query.number(request, "wait_millis", 0, 0, LONGEST_WAIT_MILLIS);
        CompletionStage<List<CommittedBatch>> batches =
                deployments.batches(name, after, MOST_BATCHES, Duration.ofMillis(wait));
        return rows == 0
                ? batches.thenApply(found -> samples.without(found))
                : batches.thenApplyAsync(found -> samples.with(name, found, rows), workers.sql());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNull(value); // the request's constructor has checked it
    }
}
