package io.penstock.console;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.dashboard.DashboardView;
import io.penstock.engine.dashboard.Dashboards;
import io.penstock.engine.dashboard.Outlines;
import io.penstock.engine.dashboard.PanelCall;
import io.penstock.engine.dashboard.PanelData;
import io.penstock.engine.dashboard.PanelRequest;
import io.penstock.engine.dashboard.PanelRequest.Bounds;
import io.penstock.engine.dashboard.PanelRequestException;
import io.penstock.engine.dashboard.SavedObjects;
import io.penstock.engine.dashboard.TimeRange;
import io.penstock.engine.deploy.Deployments;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.dashboard.DashboardText;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Dashboards: what they are, and what their panels draw.
 *
 * <pre>
 * GET  /api/dashboards                                             -> {pipelines: [{name, dashboards: [{name, title, panels}], outputs: [name]}]}
 * GET  /api/pipelines/NAME/dashboards                              -> {dashboards: [dashboard]}
 * POST /api/pipelines/NAME/dashboards/DASHBOARD/panels/N   request -> data
 * GET  /api/pipelines/NAME/dashboards/DASHBOARD/panels/N/areas     -> {features: GeoJSON}, a FeatureCollection
 * GET  /api/pipelines/NAME/outlines                                -> {features: GeoJSON, left_out: [reference]}
 * GET  /api/pipelines/NAME/outputs/OUTPUT/dashboard                -> {dashboard, text}   panels proposed by the output's columns
 * POST /api/pipelines/NAME/outputs/OUTPUT/panels/N         request -> data
 * POST /api/dashboards/suggest  {file, text, jars?, output?}       -> {dashboards: [{name, text}]}
 * POST /api/dashboards/export   {file, text, jars?}                -> {ndjson, notes: [sentence]}
 * </pre>
 *
 * The first says what can be looked at, all pipelines of it, and asks nobody: {@code panels} is how many there are, and {@code outputs} those that
 * panels can be proposed for.
 *
 * <p>A <b>dashboard</b> is {@code {name, title, last_millis, refresh_millis, filters: [field], panels: [panel]}}. {@code last_millis} is null for all
 * that there is, {@code refresh_millis} where nothing is drawn again by itself. A <b>field</b> is {@code {name, type}}; a <b>type</b> one of
 * {@code time, number, text, flag, address, words, point, other}.
 *
 * <p>A <b>panel</b> is {@code {number, kind, title, from, origin, x, by, y, time, form, key, bins, columns: [field], filters: [field], problem}}.
 * {@code kind} is {@code line, bar, histogram, pie, heatmap, map, table} or {@code number}; {@code origin} is {@code index, table} or
 * {@code sql}; {@code x}, {@code by} and {@code time} are fields or null; {@code y} is the measure as the file has it, {@code avg(speed)};
 * {@code form} of a map is {@code points, heat} or {@code areas}, and {@code key} the property of an area that the first column of the data is;
 * {@code columns} are those of a table, or what a point tells besides; {@code filters} those of the dashboard that the panel has, which are
 * what a click on one of its values may set. Where {@code problem} is not null, the panel cannot be drawn, and that is why.
 *
 * <p>A <b>request</b> is {@code {last_millis?, from?, to?, whole?, filters?: {COLUMN: [text]}, bounds?: {west, south, east, north}, refresh?}}:
 * the last so many milliseconds, or from and to as ISO-8601 in UTC, or all; without any of these what the dashboard shows at first. The
 * empty object is a request. {@code refresh} makes an index show what was written in this moment. A panel whose rows lack a filter's column
 * ignores that filter.
 *
 * <p><b>Data</b> is {@code {columns: [field], rows: [[value]], truncated, interval_millis?, took_millis}}. Values are null, true, false, numbers and
 * texts, in a table also lists and objects; a time is ISO-8601 in UTC. What has no rows is left out: a minute without events is no row, so a
 * page fills the gaps by {@code interval_millis}, the length of a stretch of time. The columns:
 *
 * <pre>
 * line, heatmap  x, by?, y         x the beginning of a stretch; by time, then value
 * bar            x, by?, y         as a line where x is a time; else the largest first
 * histogram      from, to, y       by from
 * pie            by, y             the largest first
 * map, points    latitude, longitude, by?, columns…
 * map, heat      west, south, east, north, y
 * map, areas     by, y             by is the key of an area
 * table          columns
 * number         y                 one row
 * </pre>
 *
 * <b>Outlines</b> are the areas of all references with {@code format: geojson}, for maps to have behind what they draw: a feature has the name of
 * its {@code reference} and the first text of its properties as its {@code name}. What cannot be read, or is more than 4 million letters with
 * those before it, is left out.
 *
 * <p>{@code truncated} says that there are more lines, bars, slices, fields or rows than these. An index or a table that is not there yet has no
 * rows; OpenSearch away is 503, a query that takes too long 504, a panel that is not there 404, a request that makes no sense 400.
 */
final class DashboardRoutes {

    private final Deployments deployments;
    private final Dashboards dashboards;
    private final Workers workers;
    private final Exchange exchange;

    DashboardRoutes(ConsoleServices services, Workers workers, Exchange exchange) {
        this.deployments = services.deployments();
        this.dashboards = services.engine().dashboards(services.sql());
        this.workers = workers;
        this.exchange = exchange;
    }

    void addTo(Routes routes) {
        String outputs = "/api/pipelines/:name/outputs/:output";
        String dashboards = "/api/pipelines/:name/dashboards";
        routes.get(Role.VIEWER, "/api/dashboards", on(request -> outlines()));
        routes.get(Role.VIEWER, dashboards, on(this::list));
        routes.post(Role.VIEWER, dashboards + "/:dashboard/panels/:panel", drawn(this::data));
        routes.get(Role.VIEWER, dashboards + "/:dashboard/panels/:panel/areas", on(this::areas));
        routes.get(Role.VIEWER, "/api/pipelines/:name/outlines", on(this::outlines));
        routes.get(Role.VIEWER, outputs + "/dashboard", on(this::proposed));
        routes.post(Role.VIEWER, outputs + "/panels/:panel", drawn(this::proposedData));
        routes.post(Role.EDITOR, "/api/dashboards/suggest", on(this::suggest));
        routes.post(Role.EDITOR, "/api/dashboards/export", on(this::export));
    }

    /** @param from with {@code to} as ISO-8601 in UTC */
    record Wanted(
            @Nullable Long lastMillis,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean whole,
            @Nullable Map<String, List<String>> filters,
            @Nullable Part bounds,
            boolean refresh) {

        /** @param usual what the dashboard shows at first; null for all */
        PanelRequest request(@Nullable Long usual) {
            Long last = lastMillis;
            if (last == null && from == null && to == null && !whole) {
                last = usual;
            }
            if (last != null && last < 1) {
                throw new BadRequestException(
                        "Cannot read the request, last_millis is %d, expected 1 or more".formatted(last), null);
            }
            TimeRange range = last == null ? new TimeRange(from, to) : last(last);
            Map<String, List<String>> values = filters == null ? Map.of() : filters;
            values.forEach((column, texts) -> {
                if (texts == null || texts.contains(null)) {
                    throw new BadRequestException("Cannot read the request, filters have texts only: " + column, null);
                }
            });
            return new PanelRequest(range, values, bounds == null ? null : bounds.parsed(), refresh);
        }

        private static TimeRange last(long millis) {
            long longest = Duration.ofDays(36_500).toMillis();
            return TimeRange.last(Duration.ofMillis(Math.min(millis, longest)), Instant.now());
        }
    }

    /** The part of the earth that a map shows. */
    record Part(double west, double south, double east, double north) {

        Bounds parsed() {
            return new Bounds(west, south, east, north);
        }
    }

    /** A file with a pipeline. @param output the one that panels are for; null for all */
    record File(
            @Nullable String file, @Nullable String text, @Nullable Map<String, String> jars, @Nullable String output) {

        File {
            file = Objects.requireNonNullElse(file, "pipeline.yaml");
            jars = Objects.requireNonNullElse(jars, Map.of());
            if (text == null || text.isBlank()) {
                throw new BadRequestException("Cannot read the request, its body lacks: text", null);
            }
        }
    }

    /** JSON as it is written in a file. */
    record Written(@JsonValue @JsonRawValue String json) {}

    /** What can be looked at of a pipeline. */
    record Outline(String name, List<Heading> dashboards, List<String> outputs) {

        static Outline of(Pipeline pipeline) {
            List<Heading> headings = new ArrayList<>();
            pipeline.dashboards()
                    .forEach((name, dashboard) -> headings.add(new Heading(
                            name,
                            Objects.requireNonNullElse(dashboard.title(), name),
                            dashboard.panels().size())));
            List<String> outputs = new ArrayList<>();
            pipeline.outputs().forEach((name, output) -> {
                if (output instanceof IndexOutput || output instanceof TableOutput) {
                    outputs.add(name);
                }
            });
            return new Outline(pipeline.name(), headings, outputs);
        }
    }

    /** A dashboard without what it shows. */
    record Heading(String name, String title, int panels) {}

    private Map<String, Object> outlines() {
        return Map.of(
                "pipelines", deployments.pipelines().stream().map(Outline::of).toList());
    }

    private Map<String, Object> list(RoutingContext request) {
        return Map.of("dashboards", dashboards.list(pipeline(request)));
    }

    private Map<String, Object> data(RoutingContext request, PanelCall call) {
        Pipeline pipeline = pipeline(request);
        String name = request.pathParam("dashboard");
        var dashboard = pipeline.dashboards().get(name);
        Long usual = dashboard == null || dashboard.last() == null
                ? null
                : dashboard.last().toMillis();
        return map(dashboards.data(
                call,
                pipeline,
                name,
                panel(request),
                Query.body(request, Wanted.class).request(usual)));
    }

    private Map<String, Object> areas(RoutingContext request) {
        String features = dashboards.areas(pipeline(request), request.pathParam("dashboard"), panel(request));
        return Map.of("features", new Written(features));
    }

    private Map<String, Object> outlines(RoutingContext request) {
        Outlines outlines = dashboards.outlines(pipeline(request));
        return Map.of("features", new Written(outlines.features()), "left_out", outlines.leftOut());
    }

    private Map<String, Object> proposed(RoutingContext request) {
        Pipeline pipeline = pipeline(request);
        String output = request.pathParam("output");
        DashboardView view = dashboards.proposedView(pipeline, output);
        return Map.of("dashboard", view, "text", DashboardText.of(output, dashboards.proposed(pipeline, output)));
    }

    private Map<String, Object> proposedData(RoutingContext request, PanelCall call) {
        return map(dashboards.proposedData(
                call,
                pipeline(request),
                request.pathParam("output"),
                panel(request),
                Query.body(request, Wanted.class).request(null)));
    }

    private static Map<String, Object> map(PanelData data) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("columns", data.columns());
        map.put("rows", data.rows());
        map.put("truncated", data.truncated());
        if (data.intervalMillis() != null) {
            map.put("interval_millis", data.intervalMillis());
        }
        map.put("took_millis", data.tookMillis());
        return map;
    }

    private Map<String, Object> suggest(RoutingContext request) {
        File body = Query.body(request, File.class);
        Pipeline pipeline = pipeline(body);
        List<String> outputs = body.output() == null ? dashboards.drawable(pipeline) : List.of(body.output());
        List<Map<String, String>> texts = new ArrayList<>();
        for (String output : outputs) {
            Map<String, String> text = new LinkedHashMap<>();
            text.put("name", output);
            text.put("text", DashboardText.of(output, dashboards.proposed(pipeline, output)));
            texts.add(text);
        }
        return Map.of("dashboards", texts);
    }

    private Map<String, Object> export(RoutingContext request) {
        SavedObjects objects = dashboards.export(pipeline(Query.body(request, File.class)));
        return Map.of("ndjson", objects.ndjson(), "notes", objects.notes());
    }

    private Pipeline pipeline(File body) {
        LoadedPipeline loaded =
                PipelineLoader.load(Objects.requireNonNull(body.file()), Objects.requireNonNull(body.text()));
        Pipeline pipeline = loaded.pipeline();
        if (pipeline == null) {
            throw new InvalidPipelineException(loaded.problems());
        }
        return deployments.withJars(pipeline, Query.contents("jars", body.jars()));
    }

    private Pipeline pipeline(RoutingContext request) {
        return deployments.pipeline(Query.name(request));
    }

    private static int panel(RoutingContext request) {
        return (int) Query.number("panel", request.pathParam("panel"), 0, Integer.MAX_VALUE);
    }

    /** Answers on the threads of SQL, which have a limit of their own: drawing keeps nobody from stopping a pipeline. */
    private Handler<RoutingContext> on(Work work) {
        return request -> exchange.execute(request, workers.sql(), () -> Exchange.send(request, answer(request, work)));
    }

    /** Likewise, as long as the page waits for it: with each change of its filters it asks anew and forgets what it has asked. */
    private Handler<RoutingContext> drawn(Drawing drawing) {
        return request -> {
            PanelCall call = new PanelCall();
            request.response().closeHandler(gone -> call.cancel());
            exchange.execute(request, workers.sql(), () -> {
                if (!request.response().closed()) {
                    Exchange.send(request, answer(request, asked -> drawing.answer(asked, call)));
                }
            });
        };
    }

    private static ApiErrors.Answer answer(RoutingContext request, Work work) {
        try {
            return new ApiErrors.Answer(200, work.answer(request));
        } catch (PanelRequestException e) {
            return ApiErrors.of(e.isUnknown() ? 404 : 400, String.valueOf(e.getMessage()));
        }
    }

    /** The work of one request for what a panel draws. */
    private interface Drawing {
        Map<String, Object> answer(RoutingContext request, PanelCall call);
    }

    /** The work of one request. */
    private interface Work {
        Map<String, Object> answer(RoutingContext request);
    }
}
