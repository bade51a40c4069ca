package io.penstock.sinks;

import io.penstock.sinks.PostgresTypes.CopyBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Copies the rows of one task into the stage of their batch, in one transaction: a task that dies has written nothing. Connects
 * with the first row.
 */
final class PostgresWriter implements RowWriter {

    private static final int OFFSET = 2; // of the lineage columns
    private static final int ENOUGH = 1 << 16; // bytes to send at once

    private final PostgresWriterFactory target;
    private final PostgresStage stage;
    private final String run;
    private final String task;
    private final StructField[] fields;
    private final int[] key;
    private final CopyBuffer buffer = new CopyBuffer();
    private final byte[] writtenBy;
    private @Nullable ColumnRows columnRows;
    private @Nullable Connection connection;
    private @Nullable CopyIn copy;
    private long rows;

    PostgresWriter(PostgresWriterFactory target, PostgresStage stage, String run, String task) {
        this.target = target;
        this.stage = stage;
        this.run = run;
        this.task = task;
        this.fields = target.columns().fields();
        this.key = new KeyColumns(target.key()).positions(target.columns(), stage.name());
        this.writtenBy = (run + "\t" + task + "\t").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public @Nullable String refusal(InternalRow row) {
        if (!target.nullKeys()) {
            for (int column : key) {
                if (row.isNullAt(column)) {
                    return "a column of the key is NULL: " + fields[column].name();
                }
            }
        }
        for (int i = 0; i < fields.length; i++) {
            String refusal = PostgresTypes.refusal(row, i, fields[i].dataType());
            if (refusal != null) {
                return refusal + ": " + fields[i].name();
            }
        }
        return null;
    }

    @Override
    public void write(InternalRow row, InternalRow lineage) {
        if (lineage.numFields() == 0) { // nobody has asked, and a group has no record to be a dead letter of
            String refusal = refusal(row);
            if (refusal != null) {
                throw new IllegalStateException(
                        "Cannot write a row to table %s of %s, %s. Leave such rows out in the view, or give it another value there"
                                .formatted(target.table(), target.database(), refusal));
            }
        }
        write(row, lineage.numFields() == 0 ? 0 : lineage.getLong(OFFSET));
    }

    @Override
    public void write(ColumnVector[] vectors, int[] selected, int count) {
        StructType columns = target.columns();
        if (columnRows == null) {
            columnRows = new ColumnRows(columns);
        }
        ColumnRows source = columnRows.of(Arrays.copyOf(vectors, columns.length()));
        ColumnarBatchRow lineage = new ColumnarBatchRow(Arrays.copyOfRange(vectors, columns.length(), vectors.length));
        for (int i = 0; i < count; i++) {
            lineage.rowId = selected[i];
            write(source.row(selected[i]), lineage.getLong(OFFSET));
        }
    }

    private void write(InternalRow row, long offset) {
        buffer.add(writtenBy);
        buffer.add((offset + "\t" + rows).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < fields.length; i++) {
            buffer.add('\t');
            PostgresTypes.write(row, i, fields[i].dataType(), buffer);
        }
        buffer.add('\n');
        rows++;
        if (buffer.length() >= ENOUGH) {
            send();
        }
    }

    private void send() {
        try {
            CopyIn open = copy;
            if (open == null) {
                open = open();
                copy = open;
            }
            open.writeToCopy(buffer.bytes(), 0, buffer.length());
            buffer.clear();
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    private CopyIn open() throws SQLException {
        Connection opened = Postgres.open(target.database());
        connection = opened;
        createStage(opened);
        return opened.unwrap(PGConnection.class).getCopyAPI().copyIn(stage.copy(target.columns()));
    }

    /** Of two tasks that create it at the same time, one waits: IF NOT EXISTS alone would let both begin, and fail one. */
    private void createStage(Connection opened) throws SQLException {
        try (PreparedStatement lock = opened.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))");
                Statement statement = opened.createStatement()) {
            lock.setString(1, stage.name());
            lock.execute();
            statement.execute(stage.create(target.columns()));
            opened.commit();
        }
    }

    private RuntimeException explained(SQLException e) {
        return Postgres.explained(target.database(), "write to table " + target.table(), e);
    }

    @Override
    public List<String> complete() {
        if (rows == 0) {
            return List.of();
        }
        if (buffer.length() > 0) {
            send();
        }
        try {
            if (copy != null && connection != null) {
                copy.endCopy();
                connection.commit();
            }
        } catch (SQLException e) {
            throw explained(e);
        } finally {
            close();
        }
        List<String> columns = List.of(target.columns().fieldNames());
        List<String> keyColumns =
                Arrays.stream(key).mapToObj(column -> fields[column].name()).toList();
        return List.of(new PostgresStage.Part(run, task, rows, columns, keyColumns).text());
    }

    @Override
    public void abort() {
        try {
            if (copy != null && copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            // the server rolls back when the connection is gone
        } finally {
            close();
        }
    }

    private void close() {
        if (connection != null) {
            Postgres.close(connection);
            connection = null;
        }
        copy = null;
    }
}
