package io.penstock.sinks;

import java.io.Serializable;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.source.SerializableTableWithSize;
import org.apache.spark.sql.types.StructType;

/** Makes the writers of one table in the tasks. Serializable; holds no connection to the catalog. */
public final class TableWriterFactory implements Serializable {

    private final Table table;
    private final StructType columns;

    private TableWriterFactory(Table table, StructType columns) {
        this.table = table;
        this.columns = columns;
    }

    static TableWriterFactory of(Table table) {
        return new TableWriterFactory(
                (SerializableTable) SerializableTableWithSize.copyOf(table), SparkSchemaUtil.convert(table.schema()));
    }

    /**
     * A writer for one task attempt.
     *
     * @param run id of the driver's run, so that files of a run that died are told from those of the one that took over
     * @param task unique among the task attempts of the batch, part of the files' names
     */
    public TableWriter create(BatchIdentity identity, String run, String task) {
        return new TableWriter(table, columns, BatchFiles.folder(identity, run) + "/" + task);
    }
}
