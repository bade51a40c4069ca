package io.penstock.console;

import io.penstock.console.ApiRequests.Test;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.test.PipelineTests;
import io.penstock.engine.test.TestReport;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedTest;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.TestLoader;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tests of pipelines. Files are sent, never read here.
 *
 * <pre>
 * POST /api/test  {file, text, pipeline_file, pipeline_text, files: {name: base64}, jars?: {path: base64}, limit_seconds?}
 *   -> {pipeline_problems, problems, cases: [{name, line, millis, failure, differences: [{at, line, summary, rows}]}]}
 * </pre>
 */
final class TestRoute {

    private final PipelineTests tests;
    private final Deployments deployments;
    private final Workers workers;
    private final Exchange exchange;

    TestRoute(ConsoleServices services, Workers workers, Exchange exchange) {
        this.tests = services.engine().tests();
        this.deployments = services.deployments();
        this.workers = workers;
        this.exchange = exchange;
    }

    void addTo(Routes routes) {
        routes.post(Role.EDITOR, "/api/test", exchange.on(workers.slow(), this::run));
    }

    private TestReport run(RoutingContext request) {
        Test body = Query.body(request, Test.class);
        LoadedPipeline loaded = PipelineLoader.load(text(body.pipelineFile()), text(body.pipelineText()));
        LoadedTest test = TestLoader.load(text(body.file()), text(body.text()));
        Pipeline pipeline = loaded.pipeline();
        if (pipeline == null) {
            return new TestReport(loaded.problems(), test.problems(), List.of());
        }
        Duration limit = Duration.ofSeconds(Objects.requireNonNull(body.limitSeconds()));
        TestReport report = tests.run(
                deployments.withJars(pipeline, Query.contents("jars", body.jars())),
                test,
                Query.contents("files", body.files()),
                limit);
        return new TestReport(loaded.locate(report.pipelineProblems()), report.problems(), report.cases());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNull(value); // the request's constructor has checked it
    }
}
