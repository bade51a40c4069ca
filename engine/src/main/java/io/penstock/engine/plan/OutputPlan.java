package io.penstock.engine.plan;

import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.IndexSplit;
import io.penstock.pipeline.JdbcOutput;
import io.penstock.pipeline.Output;
import io.penstock.pipeline.StoredAs;
import io.penstock.pipeline.TableFormat;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.TopicOutput;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.TableSpec;
import io.penstock.sinks.search.IndexPeriods;
import io.penstock.sinks.search.IndexSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * An output and how a decoded row becomes its rows.
 *
 * @param name name of the output
 * @param spec what the file says of it
 * @param columns its columns, without lineage
 * @param steps from the source's row to the output's
 * @param encode from a row to the key and value of a record, or to the id, document and period; none for a table
 * @param lineage whether each row comes from one record, which its table names
 */
public record OutputPlan(
        String name, Output spec, StructType columns, List<Step> steps, List<Step> encode, boolean lineage) {

    public OutputPlan {
        steps = List.copyOf(steps);
        encode = List.copyOf(encode);
    }

    /** Whether its rows are committed by batches, to a table of the catalog or of a database. */
    public boolean isTable() {
        return spec instanceof TableOutput || spec instanceof JdbcOutput;
    }

    /** Whether a row replaces the earlier one with its key. */
    public boolean upserts() {
        return spec instanceof JdbcOutput
                || (spec instanceof TableOutput table && table.upserts())
                || (spec instanceof IndexOutput index && index.upserts());
    }

    /** Whether a record without a value deletes the document whose id is its key. */
    public boolean deletes() {
        return spec instanceof IndexOutput index && index.deletes();
    }

    /** The columns by which rows are told apart where it {@link #upserts}; empty otherwise. */
    public List<String> key() {
        if (spec instanceof JdbcOutput output) {
            return output.key();
        }
        if (spec instanceof IndexOutput output) {
            return output.id();
        }
        return spec instanceof TableOutput table ? table.key() : List.of();
    }

    /** What the file says of an output that is a table of the catalog. */
    public TableOutput tableSpec() {
        return (TableOutput) spec;
    }

    /** What the file says of an output that is a table of a database. */
    public JdbcOutput jdbcSpec() {
        return (JdbcOutput) spec;
    }

    /** What the file says of an output that is a topic. */
    public TopicOutput topicSpec() {
        return (TopicOutput) spec;
    }

    /** What the file says of an output that is an index. */
    public IndexOutput indexSpec() {
        return (IndexOutput) spec;
    }

    /** The index this output is written to. */
    public IndexSpec index(String pipeline) {
        StructType all = columns;
        for (StructField place : lineageFields()) {
            all = all.add(place);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        indexSpec().fields().forEach((column, field) -> fields.put(column, field.type()));
        return new IndexSpec(indexSpec().index(), pipeline, name, all, fields, indexPeriods());
    }

    /** The days or months that there is an index of its own for; nothing for one index. */
    public @Nullable IndexPeriods indexPeriods() {
        IndexSplit split = indexSpec().splitBy();
        return split == null
                ? null
                : new IndexPeriods(
                        IndexPeriods.Unit.valueOf(split.period().name()),
                        indexSpec().keep());
    }

    /** The columns that say of a row which record it comes from; none where several may have made it. */
    public List<String> lineageColumns() {
        return Arrays.stream(lineageFields()).map(StructField::name).toList();
    }

    private StructField[] lineageFields() {
        if (!lineage) {
            return new StructField[0];
        }
        return (multiplies() ? Lineage.columnsWithRow() : Lineage.columns()).fields();
    }

    /** Whether one record may make several rows. */
    public boolean multiplies() {
        return steps.stream().anyMatch(Step.Generate.class::isInstance);
    }

    /** The table this output is written to. */
    public TableSpec table(String pipeline) {
        if (spec instanceof JdbcOutput output) {
            return TableSpec.database(output.jdbc(), pipeline, name, columns, output.key());
        }
        TableOutput table = tableSpec();
        if (table.format() == TableFormat.HIVE) {
            StoredAs storedAs = table.storedAs() == null ? StoredAs.TEXTFILE : table.storedAs();
            return TableSpec.hive(table.table(), pipeline, name, columns, storedAs);
        }
        StructType place = lineage ? (multiplies() ? Lineage.columnsWithRow() : Lineage.columns()) : new StructType();
        return TableSpec.withLineage(table.table(), pipeline, name, columns, place, table.partitionBy())
                .withKey(table.key());
    }
}
