package io.penstock.console;

import io.penstock.engine.BatchReport;
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
import java.util.TreeMap;
import java.util.function.Function;

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
            long last = Instant.now().getEpochSecond() / step - 1;
            long[] records = new long[steps];
            long[] rows = new long[steps];
            for (CommittedBatch batch : batches) {
                long at = steps - 1 - (last - batch.report().committed().getEpochSecond() / step);
                if (at >= 0 && at < steps) {
                    records[(int) at] += batch.report().records();
                    rows[(int) at] += batch.report().rows().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
                }
            }
            return new Trend(Instant.ofEpochSecond((last + 1) * step), step, records, rows);
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
        Instant from = Instant.now().minus(RATE_WINDOW);
        List<BatchReport> recent = batches.stream()
                .map(CommittedBatch::report)
                .filter(batch -> batch.committed().isAfter(from))
                .toList();
        picture.put("reads", perSecond(recent, batch -> Map.of(batch.query(), batch.records())));
        picture.put("writes", perSecond(recent, BatchReport::rows));
        List<CommittedBatch> newest =
                new ArrayList<>(batches.subList(Math.max(0, batches.size() - SHOWN_BATCHES), batches.size()));
        Collections.reverse(newest);
        picture.put("batches", samples.without(newest));
        Lags.Found lag = lags.of(name);
        picture.put("lag", lag.partitions());
        picture.put("lag_error", lag.error());
        return picture;
    }

    /** What the batches have, by name, for each second of the window. */
    private static Map<String, Double> perSecond(
            List<BatchReport> batches, Function<BatchReport, Map<String, Long>> counts) {
        Map<String, Double> rates = new TreeMap<>();
        for (BatchReport batch : batches) {
            counts.apply(batch)
                    .forEach((name, count) -> rates.merge(name, count / (double) RATE_WINDOW.toSeconds(), Double::sum));
        }
        return rates;
    }

    private List<CommittedBatch> batches(String name) {
        return deployments.batches(name, 0, KEPT_BATCHES, Duration.ZERO).getNow(List.of());
    }
}
