package io.penstock.sinks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that batches are written to, each exactly once.
 *
 * <p><b>Delivery:</b> tasks write files that no reader sees; {@link #commit} makes them visible under the batch's identity and
 * does nothing for a batch that is there already. A batch of another incarnation is refused.
 *
 * <p><b>Threads:</b> one thread of the driver commits; not thread-safe.
 */
public sealed interface OutputTable extends BatchTarget permits HiveTable, IcebergTable, PostgresTable {

    String name();

    /** An id that a table keeps for its life and that a table re-created under the same name does not share. */
    String uuid();

    /** Whether the table was created for this output, whatever its columns are. */
    boolean ownedBy(TableSpec spec);

    /** The pipeline and output the table was created for, for messages. */
    String owner();

    /** What the table differs in from the spec; empty when nothing does. */
    List<String> differences(TableSpec spec);

    /** The last batch of a query that this table holds, or nothing where it holds none. */
    @Nullable
    BatchIdentity lastBatch(String pipeline, String query);

    /** What tasks need to write files of this table; travels to executors. */
    RowWriterFactory writerFactory();

    /** Packs what tasks wrote for a record that may be read by another process after this one is gone. */
    FilesRecord pack(List<String> files);

    /** Removes what only past readers needed: snapshots older than the time and not among the newest. */
    void expireSnapshots(long olderThanEpochMillis, int retainNewest);
}
