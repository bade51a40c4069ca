package io.penstock.sinks;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * Makes the writers of a table of a database.
 *
 * @param schema of the table
 * @param columns those of the output
 * @param key names of the columns by which rows are told apart
 * @param nullKeys whether the table tells NULL from other values of a key
 */
record PostgresWriterFactory(
        DatabaseSettings database, String schema, String table, StructType columns, List<String> key, boolean nullKeys)
        implements RowWriterFactory {

    PostgresWriterFactory {
        key = List.copyOf(key);
    }

    @Override
    public RowWriter create(BatchIdentity identity, String run, String task) {
        return new PostgresWriter(this, PostgresStage.of(schema, table, identity), run, task);
    }
}
