package io.penstock.engine.sql;

import java.util.Objects;

/**
 * One statement to run.
 *
 * @param text the SQL, one statement, a closing semicolon allowed
 * @param access whether it may change anything
 * @param limits what it may return and take
 */
public record SqlStatement(String text, Access access, SqlLimits limits) {

    /** What a statement may do. */
    public enum Access {
        /** One query, or a statement that shows or describes tables; everything else is refused. */
        READ_ONLY,
        /** Any single statement that Spark knows, with all the rights of the runtime's process. */
        WRITE
    }

    public SqlStatement {
        Objects.requireNonNull(text);
        Objects.requireNonNull(access);
        Objects.requireNonNull(limits);
    }
}
