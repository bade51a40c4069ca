package io.penstock.engine.sql;

import io.penstock.engine.UnavailableException;
import io.penstock.engine.sql.virtual.VirtualTableException;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.sinks.ReadOnlyTableException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong with a statement in the words of the cause, without plans and stack traces. */
final class SqlErrors {

    private SqlErrors() {}

    /** Returns the exception for a statement that failed by itself. */
    static SqlException of(Throwable failure) {
        if (failure instanceof SqlException known) {
            return known;
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            SqlException.Kind kind = kindOfOurs(t);
            if (kind != null) {
                return new SqlException(kind, String.valueOf(t.getMessage()), failure);
            }
        }
        if (failure instanceof StackOverflowError) {
            return new SqlException(
                    SqlException.Kind.INVALID, "Cannot run SQL, the statement is nested too deeply", failure);
        }
        if (failure instanceof AnalysisException analysis) {
            return new SqlException(SqlException.Kind.INVALID, place(analysis) + firstLine(analysis), failure);
        }
        Throwable cause = cause(failure);
        return new SqlException(SqlException.Kind.FAILED, firstLine(cause), failure);
    }

    /** Whose fault it is that one of our own parts refused; its message says more than what it comes wrapped in. */
    private static SqlException.@Nullable Kind kindOfOurs(Throwable failure) {
        if (failure instanceof VirtualTableException) {
            return SqlException.Kind.INVALID;
        } else if (failure instanceof ReadOnlyTableException) {
            return SqlException.Kind.REFUSED;
        }
        boolean ours = failure instanceof UnavailableException || failure instanceof CorruptStateException;
        return ours ? SqlException.Kind.FAILED : null;
    }

    /** Returns the deepest of Spark's own errors that names its condition: it says more than the job that died of it. */
    private static Throwable cause(Throwable failure) {
        Throwable found = null;
        Throwable last = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            last = t;
            if (t instanceof SparkThrowable spark && spark.getCondition() != null) {
                found = t;
            }
        }
        return found == null ? last : found;
    }

    private static String place(AnalysisException failure) {
        return failure.line().isEmpty() || failure.startPosition().isEmpty()
                ? ""
                : "line %s, column %d: "
                        .formatted(
                                failure.line().get(),
                                (Integer) failure.startPosition().get() + 1);
    }

    /** Below the first line Spark puts advice, the statement with a marker, or a plan. */
    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getName();
        }
        return message.strip()
                .lines()
                .findFirst()
                .orElseThrow()
                .replaceFirst(" *SQLSTATE: \\w+.*$", "")
                .strip();
    }
}
