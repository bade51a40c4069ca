package io.penstock.engine.commit;

import io.penstock.sinks.BatchIdentity;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * A place in the protocol where a test may end the process as {@code kill -9} would.
 *
 * <p>Switched by the system property {@value #PROPERTY}{@code =<name>[:<n>[:<query>]]}: the process halts when the place is
 * reached for the n-th time, by default the first; with a query, only where {@linkplain #reached(BatchIdentity) its batches}
 * are. Without the property a failpoint does nothing, but in a {@link #trap}: tests of pipelines share a process with pipelines
 * that are not to die.
 */
public enum Failpoint {
    /** The driver has the batch, nothing is computed. */
    BATCH_STARTED,
    /** A task has closed its files and not yet reported them. */
    TASK_WRITTEN,
    /** A task has written documents that an index lacked and not yet reported them; only where an index is caught up. */
    CAUGHT_UP,
    /** All files are written, no prepared record is. */
    COMPUTED,
    /** The prepared record is written, no table is committed. */
    PREPARED,
    /**
     * A file of a Hive table is moved in, others of the batch may not be; its commit record is not written. Or the rows of a table of a
     * database are merged and noted there, and their stage is still there.
     */
    FILE_MOVED,
    /** One table is committed, others may not be. */
    TABLE_COMMITTED,
    /** All tables are committed, the dead letters are not. */
    TABLES_COMMITTED,
    /** The dead letters are committed, the ledger has no entry. */
    DEAD_LETTERS_COMMITTED,
    /** The dead letters that a replay has taken back are out of their table; only in replays. */
    DEAD_LETTERS_REMOVED,
    /** The ledger has its entry, Spark's checkpoint does not know of the commit. */
    LEDGER_WRITTEN;

    /** Name of the system property. */
    public static final String PROPERTY = "penstock.failpoint";

    /** What the process' exit status shows after a failpoint: that of a process killed by signal 9. */
    public static final int EXIT_STATUS = 137;

    private static final @Nullable Switch ARMED = Switch.parse(System.getProperty(PROPERTY));

    private static final ThreadLocal<@Nullable Failpoint> TRAP = new ThreadLocal<>();

    /**
     * Ends the process when this failpoint is switched on and its turn has come.
     *
     * @throws TrappedException when this thread, or the one that has started the task, is in a trap of this failpoint
     */
    public void reached() {
        reached((String) null);
    }

    /** The same in a batch, which may be of the query that is to die. */
    public void reached(BatchIdentity batch) {
        reached(batch.query());
    }

    private void reached(@Nullable String query) {
        if (ARMED != null && ARMED.isTurnOf(this, query)) {
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
        TaskContext task = TaskContext.get();
        if (task == null ? TRAP.get() == this : name().equals(task.getLocalProperty(PROPERTY))) {
            throw new TrappedException(this);
        }
    }

    /** Does some work in which this failpoint throws: in this thread, and in the tasks that it starts. No other thread notices. */
    public void trap(SparkContext spark, Runnable work) {
        TRAP.set(this);
        spark.setLocalProperty(PROPERTY, name());
        try {
            work.run();
        } finally {
            TRAP.remove();
            spark.setLocalProperty(PROPERTY, null);
        }
    }

    /** What a trap throws. Whoever would go on behind it has to leave all as it is, as a process does that is killed. */
    public static final class TrappedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private TrappedException(Failpoint at) {
            super(message(at));
        }

        private static String message(Failpoint at) {
            return "Cannot go on, the run was killed at " + at;
        }

        /** Whether a trap at the failpoint is what led to the failure, perhaps in a task. */
        public static boolean isCauseOf(Throwable failure, Failpoint at) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                // what is thrown while a task closes its readers reaches the driver as text
                if (String.valueOf(cause.getMessage()).contains(message(at))) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Which failpoint is on, and how many times it is still passed before it acts.
     *
     * @param query whose batches count; nothing where all do
     */
    record Switch(Failpoint point, AtomicInteger remaining, @Nullable String query) {

        static @Nullable Switch parse(@Nullable String property) {
            if (property == null || property.isBlank()) {
                return null;
            }
            String[] parts = property.split(":", 3);
            try {
                Failpoint point =
                        valueOf(parts[0].trim().toUpperCase(Locale.ROOT).replace('-', '_'));
                int n = parts.length == 1 ? 1 : Integer.parseInt(parts[1].trim());
                return new Switch(point, new AtomicInteger(n), parts.length < 3 ? null : parts[2].trim());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "Cannot switch on a failpoint, expected <name>[:<n>[:<query>]] with one of "
                                + Arrays.toString(values()) + ": " + property,
                        e);
            }
        }

        boolean isTurnOf(Failpoint reached, @Nullable String in) {
            return point == reached && (query == null || query.equals(in)) && remaining.decrementAndGet() == 0;
        }
    }
}
