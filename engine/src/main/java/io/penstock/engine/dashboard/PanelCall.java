package io.penstock.engine.dashboard;

import io.penstock.engine.sql.SqlCall;
import io.penstock.engine.sql.SqlEnd;
import io.penstock.engine.sql.SqlException;
import io.penstock.engine.sql.SqlLimits;
import io.penstock.engine.sql.SqlService;
import io.penstock.engine.sql.SqlSink;
import io.penstock.engine.sql.SqlStatement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits for a panel: its statements share the time that a panel may take, which begins now, and end when nobody waits any
 * more. Thread-safe.
 */
public final class PanelCall {

    private final long began = System.nanoTime();
    private @Nullable SqlCall running;
    private boolean cancelled;

    /** Ends the statement that runs, and lets none begin. */
    public synchronized void cancel() {
        cancelled = true;
        if (running != null) {
            running.cancel();
        }
    }

    /** @throws SqlException when the statement is wrong, fails, takes longer than what is left of the time, or is cancelled */
    SqlEnd run(SqlService sql, String statement, SqlSink sink) {
        SqlCall call = sql.call(new SqlStatement(statement, SqlStatement.Access.READ_ONLY, limits()));
        begin(call);
        try {
            return call.run(sink);
        } finally {
            begin(null);
        }
    }

    private synchronized void begin(@Nullable SqlCall call) {
        running = call;
        if (cancelled && call != null) {
            call.cancel();
        }
    }

    private SqlLimits limits() {
        SqlLimits all = TableRows.LIMITS;
        Duration left = all.maxTime().minusNanos(System.nanoTime() - began);
        long seconds = Math.max(1, left.plusMillis(999).toSeconds());
        return new SqlLimits(all.maxRows(), all.maxBytes(), Duration.ofSeconds(seconds));
    }
}
