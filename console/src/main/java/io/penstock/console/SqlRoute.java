package io.penstock.console;

import io.penstock.console.ApiRequests.Sql;
import io.penstock.engine.sql.SqlCall;
import io.penstock.engine.sql.SqlColumn;
import io.penstock.engine.sql.SqlEnd;
import io.penstock.engine.sql.SqlException;
import io.penstock.engine.sql.SqlLimits;
import io.penstock.engine.sql.SqlService;
import io.penstock.engine.sql.SqlSink;
import io.penstock.engine.sql.SqlStatement;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQL.
 *
 * <pre>
 * POST /api/sql  {sql, write?, max_rows?, max_bytes?, timeout_seconds?}
 *   -> {"columns": [{name, type}]}  {"row": [value]}…  {"end": {rows, truncated, limit?, elapsed_millis}} | {"error": message}
 * </pre>
 *
 * One JSON object a line. What fails before the columns are known is an error as everywhere else. A client that goes away
 * cancels its statement, one that reads slowly slows it down.
 */
final class SqlRoute {

    private static final Logger LOG = LoggerFactory.getLogger(SqlRoute.class);

    private final SqlService sql;
    private final Workers workers;
    private final Exchange exchange;

    SqlRoute(SqlService sql, Workers workers, Exchange exchange) {
        this.sql = sql;
        this.workers = workers;
        this.exchange = exchange;
    }

    void addTo(Routes routes) {
        routes.post(Role.VIEWER, "/api/sql", this::accept);
    }

    private void accept(RoutingContext request) {
        SqlCall call;
        try {
            Sql body = Query.body(request, Sql.class);
            if (body.write() && !Caller.of(request).role().includes(Role.EDITOR)) {
                throw new RefusedRequestException(
                        403, "Cannot run a statement that may write, it takes the role editor");
            }
            call = sql.call(statement(body));
        } catch (BadRequestException | RefusedRequestException e) {
            exchange.fail(request, e);
            return;
        }
        JsonLines lines = JsonLines.of(request, call::cancel);
        exchange.execute(request, workers.sql(), () -> {
            try {
                run(call, lines);
            } catch (JsonLines.ClientGoneException e) {
                LOG.atDebug().setCause(e).log("nobody reads the result");
            }
        });
    }

    private static void run(SqlCall call, JsonLines lines) {
        try {
            SqlEnd end = call.run(new SqlSink() {
                @Override
                public void columns(List<SqlColumn> columns) {
                    lines.write(Map.of("columns", columns));
                    lines.flush();
                }

                @Override
                public void row(List<@Nullable Object> values) {
                    lines.write(Map.of("row", values));
                }
            });
            lines.write(Map.of("end", end));
            lines.end();
        } catch (SqlException e) {
            if (!lines.begun()) {
                throw e;
            }
            lines.write(Map.of("error", String.valueOf(e.getMessage())));
            lines.end();
        }
    }

    private static SqlStatement statement(Sql request) {
        SqlLimits usual = SqlLimits.DEFAULT;
        long rows = Objects.requireNonNullElse(request.maxRows(), usual.maxRows());
        long bytes = Objects.requireNonNullElse(request.maxBytes(), usual.maxBytes());
        long seconds = Objects.requireNonNullElse(
                request.timeoutSeconds(), usual.maxTime().toSeconds());
        try {
            return new SqlStatement(
                    Objects.requireNonNull(request.sql()),
                    request.write() ? SqlStatement.Access.WRITE : SqlStatement.Access.READ_ONLY,
                    new SqlLimits(rows, bytes, Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)))
                            .atMost(SqlLimits.HIGHEST));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()), e);
        }
    }
}
