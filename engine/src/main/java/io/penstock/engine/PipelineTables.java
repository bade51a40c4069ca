package io.penstock.engine;

import io.penstock.engine.batch.DeadLetterColumns;
import io.penstock.engine.batch.LateColumns;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.pipeline.JdbcOutput;
import io.penstock.pipeline.LateRows;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TableOutput;
import io.penstock.sinks.DatabaseUnavailableException;
import io.penstock.sinks.MetastoreUnavailableException;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.TableSpec;
import io.penstock.sinks.UnknownDatabaseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables of a pipeline: one for each output, one for its dead letters, and one for its late rows. */
final class PipelineTables {

    private static final String DEAD_LETTER_NAMESPACE = "dead_letters";
    private static final String DEAD_LETTER_OUTPUT = "dead-letters";
    private static final String LATE_NAMESPACE = "late";
    private static final String LATE_OUTPUT = "late-rows";

    private PipelineTables() {}

    /** Name of the table of a pipeline's dead letters. A {@code -} is written {@code _}, so that SQL needs no quotes. */
    static String deadLetterName(String pipeline) {
        return DEAD_LETTER_NAMESPACE + "." + pipeline.replace('-', '_');
    }

    private static TableSpec deadLetterSpec(String pipeline) {
        return new TableSpec(
                deadLetterName(pipeline),
                pipeline,
                DEAD_LETTER_OUTPUT,
                DeadLetterColumns.SCHEMA,
                List.of(),
                List.of(),
                null);
    }

    /** What existing tables have against the plan. */
    static List<Problem> check(TableCatalog catalog, PipelinePlan plan) {
        Problems problems = new Problems();
        for (QueryPlan query : plan.queries()) {
            for (OutputPlan output : query.tables()) {
                boolean database = output.spec() instanceof JdbcOutput;
                Problems at = problems.at("outputs").at(output.name()).at(database ? "jdbc" : "table");
                TableSpec spec = output.table(plan.pipeline());
                List<String> obstacles = catalog.obstacles(spec);
                obstacles.forEach(obstacle -> at.add("cannot be written: " + obstacle, null));
                OutputTable table = database && !obstacles.isEmpty() ? null : find(catalog, spec.name());
                if (table != null) {
                    check(table, spec, at);
                }
            }
        }
        return problems.list();
    }

    /** The table; nothing where there is none, or its database cannot be asked: who starts the pipeline is
     * told. */
    private static @Nullable OutputTable find(TableCatalog catalog, String name) {
        try {
            return catalog.find(name);
        } catch (DatabaseUnavailableException | UnknownDatabaseException e) {
            return null;
        }
    }

    private static void check(OutputTable table, TableSpec spec, Problems at) {
        if (!table.ownedBy(spec) && !table.owner().equals("nobody")) {
            at.add("is written by another output: " + table.owner(), "choose another table; one output writes a table");
            return;
        }
        List<String> differences = table.differences(spec);
        if (!differences.isEmpty()) {
            at.add(
                    "exists and differs: " + String.join("; ", differences),
                    "choose another table, change the output, or start over with: penstock reset " + spec.pipeline());
        }
    }

    /** Loads the tables of a query's outputs by output name, creating those that are missing. */
    static Map<String, OutputTable> loadOrCreate(TableCatalog catalog, String pipeline, QueryPlan query) {
        Map<String, OutputTable> tables = new LinkedHashMap<>();
        for (OutputPlan output : query.tables()) {
            try {
                tables.put(output.name(), catalog.loadOrCreate(output.table(pipeline)));
            } catch (MetastoreUnavailableException e) {
                throw new UnavailableException(String.valueOf(e.getMessage()), e);
            }
        }
        return tables;
    }

    /** Names of the tables that a query writes to. */
    static Set<String> names(String pipeline, QueryPlan query) {
        Set<String> names = new LinkedHashSet<>();
        query.tables().forEach(output -> names.add(output.table(pipeline).name()));
        names.add(deadLetterName(pipeline));
        if (query instanceof ViewPlan view && keepsLateRows(view)) {
            names.add(lateName(pipeline));
        }
        return names;
    }

    /** Name of the table of a pipeline's late rows; the {@code -} as in {@link #deadLetterName}. */
    static String lateName(String pipeline) {
        return LATE_NAMESPACE + "." + pipeline.replace('-', '_');
    }

    /** Whether late rows of some source of the view are kept. */
    static boolean keepsLateRows(ViewPlan view) {
        return view.sources().stream().anyMatch(source -> keepsLateRows(view, source));
    }

    static boolean keepsLateRows(ViewPlan view, SourcePlan source) {
        return view.splitsLate(source) && source.spec().lateRows() == LateRows.SIDE_TABLE;
    }

    static OutputTable loadOrCreateLate(TableCatalog catalog, String pipeline) {
        return catalog.loadOrCreate(new TableSpec(
                lateName(pipeline), pipeline, LATE_OUTPUT, LateColumns.SCHEMA, List.of(), List.of(), null));
    }

    static boolean hasDeadLetters(TableCatalog catalog, String pipeline) {
        return catalog.find(deadLetterName(pipeline)) != null;
    }

    static OutputTable loadOrCreateDeadLetters(TableCatalog catalog, String pipeline) {
        return catalog.loadOrCreate(deadLetterSpec(pipeline));
    }

    /** Drops what the pipeline owns; topics, which others read, stay. @return names of the tables that were there */
    static List<String> drop(TableCatalog catalog, Pipeline pipeline) {
        List<String> dropped = new ArrayList<>();
        pipeline.outputs().forEach((name, spec) -> {
            if (spec instanceof TableOutput output) {
                OutputTable table = catalog.find(output.table());
                if (table != null && table.owner().equals(pipeline.name() + "." + name)) {
                    catalog.drop(output.table());
                    dropped.add(output.table());
                }
            } else if (spec instanceof JdbcOutput output) {
                String table = TableSpec.nameOf(output.jdbc());
                OutputTable found = catalog.find(table);
                if (found != null && found.owner().equals(pipeline.name() + "." + name) && catalog.drop(table)) {
                    dropped.add(table);
                }
            }
        });
        for (String kept : List.of(deadLetterName(pipeline.name()), lateName(pipeline.name()))) {
            OutputTable table = catalog.find(kept);
            if (table != null && table.owner().startsWith(pipeline.name() + ".")) {
                catalog.drop(kept);
                dropped.add(kept);
            }
        }
        return dropped;
    }
}
