package io.penstock.console;

import io.penstock.engine.BatchReport;
import io.penstock.engine.deploy.BatchWindow;
import io.penstock.engine.deploy.CommittedBatch;
import io.penstock.engine.deploy.DeploymentStatus;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.deploy.UnknownPipelineException;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Pages that change as they are looked at.
 *
 * <pre>
 * GET /api/events                  -> events {runtime, services: [service], pipelines: [{status, trend}]}
 * GET /api/events?pipeline=NAME    -> events {status, trend, reads, writes, batches: [batch], lag: [partition], lag_error}
 * </pre>
 */
final class EventRoute {

    private static final int KEPT_BATCHES = 500;
    private static final int SHOWN_BATCHES = 30;
    private static final int SHORT_TREND = 30;
    private static final int LONG_TREND = 90;
    private static final Duration RATE_WINDOW = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofSeconds(2);

    private final Deployments deployments;
    private final ServiceHealth services;
    private final Lags lags;
    private final Samples samples;
    private final EventStreams streams;
    private final Exchange exchange;

    EventRoute(ConsoleServices services, EventStreams streams, Workers workers, Exchange exchange) {
        this.deployments = services.deployments();
        this.services = new ServiceHealth(services.home());
        this.lags = new Lags(services.engine(), services.deployments(), workers.slow());
        this.samples = new Samples(services.deployments(), services.sql());
        this.streams = streams;
        this.exchange = exchange;
    }

    void addTo(Routes routes) {
        routes.get(Role.VIEWER, "/api/events", this::open);
    }

    /** A pipeline in the overview. */
    record Shown(DeploymentStatus status, Trend trend) {}

    /**
     * Records that were committed, by steps of time.
     *
     * @param until when the last step ends
     * @param stepSeconds how long a step is
     * @param records of each step, the oldest first
     * @param rows of each step
     */
    record Trend(Instant until, long stepSeconds, long[] records, long[] rows) {

        static Trend of(List<CommittedBatch> batches, int steps) {
            long step = STEP.toSeconds();
            // the step at hand is not shown: it would always seem to fall
            long last = BatchWindow.end(batches, Instant.now()).getEpochSecond() / step - 1;
            long[] records = new long[steps];
            long[] rows = new long[steps];
            for (int i = 0; i < steps; i++) {
                Instant from = Instant.ofEpochSecond((last - steps + 1 + i) * step);
                BatchWindow window = new BatchWindow(from, from.plus(STEP));
                records[i] = sum(batches, window, BatchReport::records);
                rows[i] = sum(batches, window, batch -> batch.rows().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
            }
            return new Trend(Instant.ofEpochSecond((last + 1) * step), step, records, rows);
        }

        private static long sum(List<CommittedBatch> batches, BatchWindow window, ToLongFunction<BatchReport> count) {
            return Math.round(batches.stream()
                    .mapToDouble(batch -> window.share(batch) * count.applyAsLong(batch.report()))
                    .sum());
        }
    }

    private void open(RoutingContext request) {
        String name = Query.find(request, "pipeline");
        if (name == null) {
            streams.open(request, "overview", this::overview);
            return;
        }
        try {
            deployments.text(name);
        } catch (UnknownPipelineException e) {
            exchange.fail(request, e);
            return;
        }
        streams.open(request, "pipeline " + name, () -> pipeline(name));
    }

    private Object overview() {
        List<Shown> pipelines = deployments.list().stream()
                .map(status -> new Shown(status, Trend.of(batches(status.name()), SHORT_TREND)))
                .toList();
        return Map.of("runtime", Health.of(deployments), "services", services.list(), "pipelines", pipelines);
    }

    private Object pipeline(String name) {
        List<CommittedBatch> batches = new ArrayList<>(batches(name));
        Map<String, Object> picture = new LinkedHashMap<>();
        picture.put("status", deployments.status(name));
        picture.put("trend", Trend.of(batches, LONG_TREND));
        Instant now = Instant.now();
        picture.put(
                "reads",
                BatchWindow.perSecond(
                        batches,
                        RATE_WINDOW,
                        now,
                        batch -> Map.of(batch.report().query(), batch.report().records())));
        picture.put("writes", BatchWindow.perSecond(batches, RATE_WINDOW, now, batch -> batch.report()
                .rows()));
        List<CommittedBatch> newest =
                new ArrayList<>(batches.subList(Math.max(0, batches.size() - SHOWN_BATCHES), batches.size()));
        Collections.reverse(newest);
        picture.put("batches", samples.without(newest));
        Lags.Found lag = lags.of(name);
        picture.put("lag", lag.partitions());
        picture.put("lag_error", lag.error());
        return picture;
    }

    private List<CommittedBatch> batches(String name) {
        return deployments.batches(name, 0, KEPT_BATCHES, Duration.ZERO).getNow(List.of());
    }
}
