package io.penstock.engine;

import io.penstock.engine.sql.SqlColumn;
import io.penstock.engine.sql.SqlLimits;
import io.penstock.engine.sql.SqlService;
import io.penstock.engine.sql.SqlSink;
import io.penstock.engine.sql.SqlStatement;
import io.penstock.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL that people have, on a stack with some pipelines deployed. */
final class SqlRows implements AutoCloseable {

    private static final SqlLimits LIMITS = new SqlLimits(10_000, 16 << 20, Duration.ofMinutes(2));

    private final SqlService sql;

    SqlRows(TestStack stack, Pipeline... deployed) {
        sql = stack.engine().sql(() -> List.of(deployed));
    }

    List<List<Object>> rows(String statement) {
        List<List<Object>> rows = new ArrayList<>();
        run(statement, SqlStatement.Access.READ_ONLY, new SqlSink() {
            @Override
            public void columns(List<SqlColumn> columns) {}

            @Override
            public void row(List<@Nullable Object> values) {
                rows.add(values);
            }
        });
        return rows;
    }

    /** The first column of the one row. */
    long number(String statement) {
        return (Long) rows(statement).get(0).get(0);
    }

    List<String> columns(String statement) {
        List<String> names = new ArrayList<>();
        run(statement, SqlStatement.Access.READ_ONLY, new SqlSink() {
            @Override
            public void columns(List<SqlColumn> columns) {
                columns.forEach(column -> names.add(column.name()));
            }

            @Override
            public void row(List<@Nullable Object> values) {}
        });
        return names;
    }

    private void run(String statement, SqlStatement.Access access, SqlSink sink) {
        sql.call(new SqlStatement(statement, access, LIMITS)).run(sink);
    }

    @Override
    public void close() {
        sql.close();
    }
}
