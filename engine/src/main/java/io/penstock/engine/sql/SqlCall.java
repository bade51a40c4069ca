package io.penstock.engine.sql;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.CompoundBody;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** One statement on its way. {@link #run} once; {@link #cancel} from any thread, before or while it runs. */
public final class SqlCall {

    private static final int MAX_NESTING = 500; // Spark's parser takes minutes for 10,000, and gives up on 400 or so

    private final String group = "penstock-sql-" + UUID.randomUUID();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicReference<SqlException.@Nullable Kind> stopped = new AtomicReference<>();
    private final SqlStatement statement;
    private final SqlSessions sessions;
    private final ReadOnlyPlan readOnly;
    private final Set<SqlCall> running;
    private final ScheduledExecutorService clock;
    private volatile @Nullable SparkContext context;

    SqlCall(
            SqlStatement statement,
            SqlSessions sessions,
            ReadOnlyPlan readOnly,
            Set<SqlCall> running,
            ScheduledExecutorService clock) {
        this.statement = statement;
        this.sessions = sessions;
        this.readOnly = readOnly;
        this.running = running;
        this.clock = clock;
    }

    /**
     * Runs the statement on this thread and hands its result to {@code sink}.
     *
     * @throws SqlException when it is refused, wrong, fails, takes too long or is cancelled
     * @throws RuntimeException what {@code sink} throws
     */
    public SqlEnd run(SqlSink sink) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("Cannot run a statement, it ran already: " + group);
        }
        running.add(this);
        ScheduledFuture<?> alarm = clock.schedule(
                () -> stop(SqlException.Kind.TIMED_OUT),
                statement.limits().maxTime().toMillis(),
                TimeUnit.MILLISECONDS);
        SparkSession session = sessions.borrow(statement.access());
        try {
            return run(session, new Delivery(sink, statement.limits(), this::throwIfStopped));
        } catch (Delivery.SinkFailure e) {
            throw e.unwrap();
        } catch (Exception | Error e) { // Spark throws errors of all kinds, and the thread lives on
            throwIfStopped();
            throw SqlErrors.of(e);
        } finally {
            alarm.cancel(false);
            running.remove(this);
            sessions.giveBack(session, statement.access());
        }
    }

    /**
     * The columns that the result of a read-only statement would have; nothing is run.
     *
     * @throws SqlException when it is refused or wrong
     */
    public StructType schema() {
        if (statement.access() != SqlStatement.Access.READ_ONLY) {
            throw new IllegalStateException("Cannot tell the columns of a statement that may write: " + group);
        }
        SparkSession session = sessions.borrow(statement.access());
        SparkSession.setActiveSession(session); // the parser reads its settings from it
        try {
            return judged(session).analyzed().schema();
        } catch (Exception | Error e) { // Spark throws errors of all kinds, and the thread lives on
            throw SqlErrors.of(e);
        } finally {
            SparkSession.clearActiveSession();
            sessions.giveBack(session, statement.access());
        }
    }

    /** Ends the statement soon; {@link #run} then throws. Does nothing when it has ended. */
    public void cancel() {
        stop(SqlException.Kind.CANCELLED);
    }

    private void stop(SqlException.Kind why) {
        SparkContext spark = context;
        if (stopped.compareAndSet(null, why) && spark != null) {
            spark.cancelJobGroupAndFutureJobs(group, "the SQL statement was stopped");
        }
    }

    private void throwIfStopped() {
        SqlException.Kind why = stopped.get();
        if (why == SqlException.Kind.TIMED_OUT) {
            throw new SqlException(
                    why,
                    "Cannot finish the statement, it ran longer than allowed: %d s"
                            .formatted(statement.limits().maxTime().toSeconds()),
                    null);
        } else if (why != null) {
            throw new SqlException(why, "Cannot finish the statement, it was cancelled", null);
        }
    }

    private SqlEnd run(SparkSession session, Delivery delivery) throws ParseException {
        SparkContext spark = session.sparkContext();
        SparkSession.setActiveSession(session); // the parser reads its settings from it
        spark.setJobGroup(group, statement.text(), true);
        spark.setLocalProperty("spark.scheduler.pool", SqlService.POOL);
        context = spark;
        try {
            throwIfStopped();
            QueryExecution query =
                    statement.access() == SqlStatement.Access.READ_ONLY ? judged(session) : executed(session);
            return SQLExecution.withNewExecutionId(query, Option.empty(), () -> delivery.deliver(query));
        } finally {
            context = null;
            spark.setLocalProperty("spark.scheduler.pool", null);
            spark.clearJobGroup();
            SparkSession.clearActiveSession();
        }
    }

    /** Returns the query, judged and not yet run: what runs is the very plan that was judged. */
    private QueryExecution judged(SparkSession session) throws ParseException {
        LogicalPlan parsed = parse(session);
        LogicalPlan query = explained(parsed);
        readOnly.check(query);
        QueryExecution execution = session.sessionState().executePlan(query, CommandExecutionMode.SKIP());
        readOnly.check(execution.analyzed());
        if (query != parsed) {
            return session.sessionState().executePlan(parsed, CommandExecutionMode.SKIP());
        }
        return execution;
    }

    /** Returns the query that {@code parsed} explains or describes, else {@code parsed}; these two run no query. */
    private static LogicalPlan explained(LogicalPlan parsed) {
        if (parsed instanceof ExplainCommand explain) {
            return explain.logicalPlan();
        }
        return parsed instanceof DescribeQueryCommand describe ? describe.plan() : parsed;
    }

    private QueryExecution executed(SparkSession session) throws ParseException {
        if (parse(session) instanceof CompoundBody) {
            throw new SqlException(
                    SqlException.Kind.REFUSED, "Cannot run a script, one statement at a time: BEGIN … END", null);
        }
        return session.sql(statement.text()).queryExecution();
    }

    private LogicalPlan parse(SparkSession session) throws ParseException {
        if (nesting(statement.text()) > MAX_NESTING) {
            throw new SqlException(
                    SqlException.Kind.INVALID,
                    "Cannot run SQL, more parentheses are open at once than allowed: " + MAX_NESTING,
                    null);
        }
        return session.sessionState().sqlParser().parsePlan(statement.text());
    }

    /** Counts without regard to quotes: a text with that many open parentheses is no statement either. */
    private static int nesting(String text) {
        int open = 0;
        int most = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            open = c == '(' ? open + 1 : c == ')' ? Math.max(0, open - 1) : open;
            most = Math.max(most, open);
        }
        return most;
    }
}
