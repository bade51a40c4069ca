package io.penstock.sinks;

import io.penstock.sinks.parquet.ParquetSettings;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.source.SerializableTableWithSize;
import org.apache.spark.sql.types.StructType;

/** Makes the writers of an Iceberg table. */
final class TableWriterFactory implements RowWriterFactory {

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

    @Override
    public RowWriter create(BatchIdentity identity, String run, String task) {
        String filePrefix = BatchFiles.folder(identity, run) + "/" + task;
        return ParquetSettings.cover(table.schema(), table.properties())
                ? new ColumnTableWriter(table, columns, filePrefix)
                : new RowTableWriter(table, columns, filePrefix);
    }
}
