package io.penstock.engine.reindex;

import io.penstock.engine.RefusedException;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.pipeline.TableFormat;
import io.penstock.pipeline.TableOutput;
import java.util.Optional;

/** The table that has the rows of an index. */
final class TableOfIndex {

    private TableOfIndex() {}

    /** Its name; empty where the pipeline writes none. */
    static Optional<String> find(QueryPlan query, OutputPlan output) {
        String from = output.indexSpec().from();
        return query.outputs().stream()
                .filter(candidate -> candidate.spec() instanceof TableOutput table
                        && table.format() == TableFormat.ICEBERG
                        && table.from().equals(from)
                        && (!output.lineage() || !table.upserts()))
                .findFirst()
                .map(found -> found.tableSpec().table());
    }

    /** Its name. @throws RefusedException when the pipeline writes none */
    static String name(QueryPlan query, OutputPlan output) {
        String from = output.indexSpec().from();
        return find(query, output)
                .orElseThrow(() -> new RefusedException(
                        "Cannot reindex %s, no Iceberg table has the rows of %s. Add an output such as { table: web.%s, from: %s }"
                                .formatted(output.indexSpec().index(), from, from.replace('-', '_'), from)));
    }

    /** As SQL takes it. */
    static String quoted(String table) {
        return "`" + table.replace(".", "`.`") + "`";
    }
}
