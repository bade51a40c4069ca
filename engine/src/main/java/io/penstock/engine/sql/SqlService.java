package io.penstock.engine.sql;

import io.penstock.sinks.VirtualCatalog;
import io.penstock.sinks.VirtualTables;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Runs SQL statements on the engine's Spark.
 *
 * <p><b>Safety:</b> a statement is read-only unless it says otherwise: then it is one query over tables of the one catalog, or
 * shows or describes them, and anything else is refused before Spark does anything with it. Neither files nor settings,
 * environment variables, variables of a session or Java methods can be reached.
 * <p><b>Isolation:</b> statements run in sessions of their own and in the scheduler pool {@value #POOL}.
 * <p><b>Limits:</b> rows, bytes and time, each statement's own. The driver holds no more of a result than the bytes allowed for
 * each task slot. What Spark computes while it plans, such as an expression of constants, is not interrupted.
 * <p><b>Threads:</b> thread-safe; a statement runs on its caller's thread.
 */
public final class SqlService implements AutoCloseable {

    static final String POOL = "sql";

    private final SqlSessions sessions;
    private final ReadOnlyPlan readOnly;
    private final Set<SqlCall> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "penstock-sql-clock");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param sessions makes a new session, with settings and temporary views of its own, of one Spark application
     * @param catalog the name of the Iceberg catalog that people may read, the default one of the sessions
     * @param virtual what they see beside its tables
     */
    public SqlService(Supplier<SparkSession> sessions, String catalog, VirtualTables virtual) {
        this.sessions = new SqlSessions(sessions, catalog, new VirtualCatalog.Shown(virtual));
        this.readOnly = new ReadOnlyPlan(catalog, new AllowedNames());
    }

    /** Prepares {@code statement}; nothing happens before {@link SqlCall#run}. */
    public SqlCall call(SqlStatement statement) {
        return new SqlCall(statement, sessions, readOnly, running, clock);
    }

    /** Cancels what is running and closes the sessions that are not in use. */
    @Override
    public void close() {
        running.forEach(SqlCall::cancel);
        clock.shutdownNow();
        sessions.close();
    }
}
