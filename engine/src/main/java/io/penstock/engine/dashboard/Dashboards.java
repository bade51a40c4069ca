package io.penstock.engine.dashboard;

import io.penstock.engine.RefusedException;
import io.penstock.engine.UnavailableException;
import io.penstock.engine.dashboard.DashboardView.PanelView;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.Planner;
import io.penstock.engine.sql.SqlException;
import io.penstock.engine.sql.SqlService;
import io.penstock.engine.sql.SqlStatement;
import io.penstock.pipeline.Excerpt;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.Output;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.Suggestion;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.dashboard.Dashboard;
import io.penstock.pipeline.dashboard.MapPanel;
import io.penstock.pipeline.dashboard.Panel;
import io.penstock.sinks.search.SearchQueries;
import io.penstock.sinks.search.SearchRefusedException;
import io.penstock.sinks.search.SearchSettings;
import io.penstock.sinks.search.SearchUnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The dashboards of pipelines: what they are, and what their panels draw.
 *
 * <p><b>Sources:</b> a panel draws an index, by aggregations of OpenSearch, or a table or query, by read-only SQL; both answer alike. An index or
 * a table that is not there yet has no rows. <b>Limits:</b> a panel takes 30 seconds at most and draws at most some ten thousand things.
 * <b>Requests</b> may come from anybody: names are looked up, values are never part of a text that is read as a query.
 *
 * <p><b>Threads:</b> all methods may be called from any thread.
 */
public final class Dashboards {

    private static final String QUERY = "`rows of the panel`";

    private final Planner planner;
    private final @Nullable SearchSettings search;
    private final SqlService sql;
    /** What outputs have, as long as their pipeline stays what it is: planning asks Spark. */
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(Pipeline pipeline, Map<String, PanelRows> outputs) {}

    /** @param search the cluster of the indices, if there is one */
    public Dashboards(Planner planner, @Nullable SearchSettings search, SqlService sql) {
        this.planner = planner;
        this.search = search;
        this.sql = sql;
    }

    /** What keeps panels from being drawn. @param plan that of the pipeline */
    public List<Problem> check(Pipeline pipeline, PipelinePlan plan) {
        Problems problems = new Problems();
        Map<String, PanelRows> outputs = outputs(plan);
        pipeline.dashboards().forEach((name, dashboard) -> {
            Problems at = problems.at("dashboards").at(name);
            List<PanelRows> all = new ArrayList<>();
            for (int i = 0; i < dashboard.panels().size(); i++) {
                Panel panel = dashboard.panels().get(i);
                Problems here = at.at("panels").at(i);
                PanelRows rows =
                        panel.sql() == null ? outputs.get(panel.from()) : checkedQuery(panel.sql(), here.at("sql"));
                if (rows != null) {
                    all.add(rows);
                    PanelFinder.find(panel, rows, here);
                }
            }
            if (all.size() == dashboard.panels().size()) {
                checkFilters(dashboard, all, at.at("filters"));
            }
        });
        return problems.list();
    }

    private static void checkFilters(Dashboard dashboard, List<PanelRows> all, Problems at) {
        for (int i = 0; i < dashboard.filters().size(); i++) {
            String filter = dashboard.filters().get(i);
            if (all.stream().noneMatch(rows -> filtered(rows, filter) != null)) {
                List<String> names = all.stream()
                        .flatMap(rows -> rows.fields().all().stream())
                        .filter(Dashboards::canBeFiltered)
                        .map(Field::name)
                        .distinct()
                        .toList();
                at.at(i)
                        .add(
                                "is no field of any panel that rows are found by: " + Excerpt.of(filter),
                                Suggestion.among(names, filter)
                                        .orElse("there are "
                                                + String.join(", ", names.subList(0, Math.min(20, names.size())))));
            }
        }
    }

    /** The rows of a query; nothing where it is wrong, or reads a table that is not there yet. */
    private @Nullable PanelRows checkedQuery(String query, Problems at) {
        try {
            return query(query);
        } catch (SqlException e) {
            if (!isMissingTable(e)) {
                at.add("cannot be read: " + e.getMessage(), "write one SELECT over tables");
            }
            return null;
        }
    }

    /** All dashboards of a pipeline. @throws io.penstock.engine.InvalidPipelineException when it can no longer be planned */
    public List<DashboardView> list(Pipeline pipeline) {
        List<DashboardView> views = new ArrayList<>();
        pipeline.dashboards().forEach((name, dashboard) -> views.add(view(pipeline, name, dashboard)));
        return views;
    }

    private DashboardView view(Pipeline pipeline, String name, Dashboard dashboard) {
        List<PanelView> panels = new ArrayList<>();
        for (int i = 0; i < dashboard.panels().size(); i++) {
            panels.add(view(pipeline, dashboard, i));
        }
        return DashboardView.of(name, dashboard, panels);
    }

    private PanelView view(Pipeline pipeline, Dashboard dashboard, int number) {
        Panel panel = dashboard.panels().get(number);
        String origin = panel.sql() != null
                ? "sql"
                : pipeline.outputs().get(panel.from()) instanceof IndexOutput ? "index" : "table";
        try {
            FoundPanel found = find(pipeline, panel);
            List<Field> filters = new ArrayList<>();
            for (String filter : dashboard.filters()) {
                Field field = filtered(found.rows(), filter);
                if (field != null) {
                    filters.add(field);
                }
            }
            return PanelView.of(number, origin, found, filters);
        } catch (SqlException | RefusedException e) {
            return PanelView.broken(number, origin, panel, String.valueOf(e.getMessage()));
        }
    }

    /**
     * What a panel draws.
     *
     * @param call ends with whoever waits for it
     * @param number its place on the dashboard, from 0
     * @throws PanelRequestException when there is no such panel, or the request is wrong
     * @throws RefusedException when OpenSearch refuses what it is asked, or there is none
     * @throws UnavailableException when OpenSearch does not answer
     * @throws SqlException when a query fails or takes too long
     */
    public PanelData data(PanelCall call, Pipeline pipeline, String dashboard, int number, PanelRequest request) {
        Dashboard found = dashboard(pipeline, dashboard);
        return data(call, pipeline, found, panel(dashboard, found, number), request);
    }

    /** What a panel that was proposed for an output draws. Throws as {@link #data} does. */
    public PanelData proposedData(PanelCall call, Pipeline pipeline, String output, int number, PanelRequest request) {
        Dashboard proposed = proposed(pipeline, output);
        return data(call, pipeline, proposed, panel(output, proposed, number), request);
    }

    /** Panels for an output that has none. @throws PanelRequestException when there is no such output, or it cannot be asked for what it holds */
    public Dashboard proposed(Pipeline pipeline, String output) {
        PanelRows rows = outputs(pipeline).get(output);
        if (rows == null) {
            Output spec = pipeline.outputs().get(output);
            throw spec == null
                    ? PanelRequestException.unknown(
                            "Cannot find output %s of pipeline %s".formatted(Excerpt.of(output), pipeline.name()))
                    : PanelRequestException.wrong(
                            "Cannot draw output %s, it is neither an index nor a table of the catalog"
                                    .formatted(output));
        }
        return PanelProposals.of(output, rows.fields());
    }

    /** The same with the fields that they draw; its name is that of the output. */
    public DashboardView proposedView(Pipeline pipeline, String output) {
        return view(pipeline, output, proposed(pipeline, output));
    }

    /** The outputs that panels can be proposed for. */
    public List<String> drawable(Pipeline pipeline) {
        Map<String, PanelRows> outputs = outputs(pipeline);
        return pipeline.outputs().keySet().stream().filter(outputs::containsKey).toList();
    }

    /**
     * The GeoJSON of a map's areas.
     *
     * @throws PanelRequestException when there is no such panel, or it has no areas
     * @throws RefusedException when the file cannot be read, or is none
     */
    public String areas(Pipeline pipeline, String dashboard, int number) {
        Panel panel = panel(dashboard, dashboard(pipeline, dashboard), number);
        if (!(panel instanceof MapPanel map) || map.areas() == null) {
            throw PanelRequestException.unknown("Cannot find areas of panel %d of dashboard %s, it has none"
                    .formatted(number, Excerpt.of(dashboard)));
        }
        return GeoJsonFile.read(map.areas());
    }

    /** The areas of all references of a pipeline: what its maps have behind what they draw. */
    public Outlines outlines(Pipeline pipeline) {
        return Outlines.of(pipeline);
    }

    /** What OpenSearch Dashboards imports, of all dashboards. */
    public SavedObjects export(Pipeline pipeline) {
        Map<String, List<@Nullable FoundPanel>> found = new LinkedHashMap<>();
        pipeline.dashboards().forEach((name, dashboard) -> {
            List<@Nullable FoundPanel> panels = new ArrayList<>();
            dashboard
                    .panels()
                    .forEach(panel -> panels.add(
                            panel.sql() != null || !(pipeline.outputs().get(panel.from()) instanceof IndexOutput)
                                    ? null
                                    : find(pipeline, panel)));
            found.put(name, panels);
        });
        return SavedObjects.of(pipeline, found);
    }

    private PanelData data(PanelCall call, Pipeline pipeline, Dashboard dashboard, Panel panel, PanelRequest request) {
        try {
            FoundPanel found = find(pipeline, panel);
            List<Condition> conditions = conditions(dashboard, found.rows(), request);
            return PanelAnswers.answer(found, request, source(call, found, request, conditions));
        } catch (SearchUnavailableException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()), e);
        } catch (SearchRefusedException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private RowSource source(PanelCall call, FoundPanel found, PanelRequest request, List<Condition> conditions) {
        if (found.rows() instanceof PanelRows.OfIndex index) {
            if (search == null) {
                throw new RefusedException("Cannot search index " + index.index()
                        + ", there is no OpenSearch. Name one in the profile, under search");
            }
            return new IndexRows(new SearchQueries(search), index.index(), found, request, conditions);
        }
        PanelRows.OfSql rows = (PanelRows.OfSql) found.rows();
        return isThere(found) ? new TableRows(sql, call, rows, found, request, conditions) : new NoRows();
    }

    /** Whether the table of an output has been created; a query is analysed before this. */
    private boolean isThere(FoundPanel found) {
        if (found.panel().sql() != null) {
            return true;
        }
        try {
            schema("SELECT * FROM " + ((PanelRows.OfSql) found.rows()).relation());
            return true;
        } catch (SqlException e) {
            if (isMissingTable(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isMissingTable(SqlException e) {
        return e.kind() == SqlException.Kind.INVALID
                && String.valueOf(e.getMessage()).contains("TABLE_OR_VIEW_NOT_FOUND");
    }

    private FoundPanel find(Pipeline pipeline, Panel panel) {
        PanelRows rows = panel.sql() == null ? outputs(pipeline).get(String.valueOf(panel.from())) : query(panel.sql());
        if (rows == null) {
            throw new RefusedException("Cannot draw panel %s, output %s is not asked for what it holds"
                    .formatted(panel.title(), panel.from()));
        }
        Problems problems = new Problems();
        FoundPanel found = PanelFinder.find(panel, rows, problems);
        if (found == null) {
            Problem first = problems.list().get(0);
            throw new RefusedException(
                    "Cannot draw panel %s, %s %s".formatted(panel.title(), first.path(), first.reason()));
        }
        return found;
    }

    /** The rows of a query: a statement by itself, whose parentheses and comments end within it, and one that has rows to ask for. */
    private PanelRows query(String query) {
        String text = query.strip().replaceFirst(";\\s*$", "");
        schema(text);
        String with = "WITH " + QUERY + " AS (\n" + text + "\n) ";
        return new PanelRows.OfSql(with, QUERY, Fields.ofTable(schema(with + "SELECT * FROM " + QUERY)));
    }

    private StructType schema(String statement) {
        return sql.call(new SqlStatement(statement, SqlStatement.Access.READ_ONLY, TableRows.LIMITS))
                .schema();
    }

    private static List<Condition> conditions(Dashboard dashboard, PanelRows rows, PanelRequest request) {
        List<Condition> conditions = new ArrayList<>();
        request.filters().forEach((name, values) -> {
            if (dashboard.filters().stream().noneMatch(name::equalsIgnoreCase)) {
                throw PanelRequestException.wrong("Cannot filter by %s, the dashboard has the filters: %s"
                        .formatted(Excerpt.of(name), String.join(", ", dashboard.filters())));
            }
            Field field = filtered(rows, name);
            if (field != null && !values.isEmpty()) {
                conditions.add(Condition.of(field, values));
            }
        });
        return conditions;
    }

    /** The field that a filter is for, or nothing where the rows do not have it. */
    private static @Nullable Field filtered(PanelRows rows, String filter) {
        Field field = rows.fields().find(filter);
        return field != null && canBeFiltered(field) ? field : null;
    }

    private static boolean canBeFiltered(Field field) {
        return field.kind().tellsApart() || field.kind() == FieldKind.TIME;
    }

    private static Dashboard dashboard(Pipeline pipeline, String name) {
        Dashboard dashboard = pipeline.dashboards().get(name);
        if (dashboard == null) {
            throw PanelRequestException.unknown(
                    "Cannot find dashboard %s of pipeline %s".formatted(Excerpt.of(name), pipeline.name()));
        }
        return dashboard;
    }

    private static Panel panel(String name, Dashboard dashboard, int number) {
        if (number < 0 || number >= dashboard.panels().size()) {
            throw PanelRequestException.unknown("Cannot find panel %d of dashboard %s, it has 0 to %d"
                    .formatted(number, Excerpt.of(name), dashboard.panels().size() - 1));
        }
        return dashboard.panels().get(number);
    }

    private Map<String, PanelRows> outputs(Pipeline pipeline) {
        Known before = known.get(pipeline.name());
        if (before != null && before.pipeline().equals(pipeline)) {
            return before.outputs();
        }
        Known now = new Known(pipeline, outputs(planner.plan(pipeline)));
        known.put(pipeline.name(), now);
        return now.outputs();
    }

    /** Those that can be asked for what they hold. */
    private static Map<String, PanelRows> outputs(PipelinePlan plan) {
        Map<String, PanelRows> rows = new HashMap<>();
        plan.queries().forEach(query -> query.outputs().forEach(output -> {
            PanelRows of = rows(output);
            if (of != null) {
                rows.put(output.name(), of);
            }
        }));
        return rows;
    }

    private static @Nullable PanelRows rows(OutputPlan output) {
        if (output.spec() instanceof IndexOutput index) {
            Map<String, String> written = new HashMap<>();
            index.fields().forEach((column, field) -> written.put(column, field.type()));
            return new PanelRows.OfIndex(index.index(), Fields.ofIndex(output.columns(), written));
        } else if (output.spec() instanceof TableOutput table) {
            List<String> name = Arrays.asList(table.table().split("\\.", -1));
            return PanelRows.OfSql.table(SqlText.name(name), Fields.ofTable(output.columns()));
        }
        return null;
    }
}
