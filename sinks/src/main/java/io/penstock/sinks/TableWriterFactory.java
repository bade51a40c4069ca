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
    private final int[] keyColumns;

    private TableWriterFactory(Table table, StructType columns, int[] keyColumns) {
        this.table = table;
        this.columns = columns;
        this.keyColumns = keyColumns;
    }

    static TableWriterFactory of(Table table) {
        StructType columns = SparkSchemaUtil.convert(table.schema());
        return new TableWriterFactory(
                (SerializableTable) SerializableTableWithSize.copyOf(table),
                columns,
                KeyColumns.of(table.properties()).positions(columns, table.name()));
    }

    @Override
    public RowWriter create(BatchIdentity identity, String run, String task) {
        String filePrefix = BatchFiles.folder(identity, run) + "/" + task;
        RowWriter rows = rowWriter(filePrefix);
        return keyColumns.length == 0
                ? rows
                : new UpsertTableWriter(table, columns, keyColumns, rows, filePrefix + "-keys");
    }

    private RowWriter rowWriter(String filePrefix) {
        return ParquetSettings.cover(table.schema(), table.properties())
                ? new ColumnTableWriter(table, columns, filePrefix)
                : new RowTableWriter(table, columns, filePrefix);
    }
}
