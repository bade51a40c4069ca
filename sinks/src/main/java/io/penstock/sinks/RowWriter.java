package io.penstock.sinks;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one task into files of a table. Nothing is visible to readers before the files are committed. */
public interface RowWriter {

    /** Why the table cannot hold the row, or nothing when it can. */
    @Nullable
    String refusal(InternalRow row);

    /**
     * Writes a row that was not refused; both rows may be reused by the caller afterwards.
     *
     * @param row the output's columns
     * @param lineage the columns of {@link Lineage}
     */
    void write(InternalRow row, InternalRow lineage);

    /**
     * Writes rows given as columns, none of which was refused. The vectors may be reused by the caller afterwards.
     *
     * @param columns one vector per column of the table, the output's and then those of lineage; of the table's types
     * @param rows indexes of the rows to write, rising
     * @param count how many of them count
     */
    void write(ColumnVector[] columns, int[] rows, int count);

    /** Closes all files. @return the files written, each as text that {@link OutputTable#pack} understands */
    List<String> complete();

    /** Closes and deletes what was written; a failure to delete leaves an orphan for the next run to remove. */
    void abort();
}
