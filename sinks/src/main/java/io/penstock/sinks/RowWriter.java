package io.penstock.sinks;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
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

    /** Closes all files. @return the files written, each as text that {@link OutputTable#pack} understands */
    List<String> complete();

    /** Closes and deletes what was written; a failure to delete leaves an orphan for the next run to remove. */
    void abort();
}
