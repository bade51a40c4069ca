package io.penstock.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.Cancellation;
import io.penstock.cli.runtime.CancelledException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.runtime.UnavailableException;
import io.penstock.cli.terminal.Json;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One statement for the runtime.
 *
 * @param write whether it may change tables
 * @param maxBytes of the result as Spark holds it; null for the runtime's usual limit
 */
public record SqlRequest(String statement, boolean write, long maxRows, @Nullable Long maxBytes) {

    /** For one who was refused, see {@link #refusedAsReadOnly}. */
    public static final String WRITE_HINT = "hint: penstock sql --write allows statements that change tables";

    private static final String REFUSED_STATEMENT = "Cannot run as read-only SQL, statement is not on the list";
    private static final Duration SILENCE = Duration.ofMinutes(10); // the runtime ends a query before that

    /**
     * How a statement ended.
     *
     * @param rows those that came
     * @param truncated whether there are more
     * @param byRows whether it was the limit on rows that cut it off, and not that on bytes
     * @param elapsed in the runtime
     */
    public record End(long rows, boolean truncated, boolean byRows, Duration elapsed) {

        private static End of(JsonNode json) {
            return new End(
                    json.path("rows").asLong(),
                    json.path("truncated").asBoolean(),
                    json.path("limit").asText("rows").equals("rows"),
                    Duration.ofMillis(json.path("elapsed_millis").asLong()));
        }

        /** Why there are more rows than came. */
        public String more() {
            return byRows
                    ? "there are more: --max-rows sets the limit"
                    : "there are more than the runtime hands out at once";
        }
    }

    public static SqlRequest of(String statement, boolean write, long maxRows) {
        return new SqlRequest(statement, write, maxRows, null);
    }

    public SqlRequest upToBytes(long bytes) {
        return new SqlRequest(statement, write, maxRows, bytes);
    }

    /** Whether it was refused since it is no query; with {@code write} it might have run. */
    public static boolean refusedAsReadOnly(ApiException e) {
        return String.valueOf(e.getMessage()).startsWith(REFUSED_STATEMENT);
    }

    public End run(RuntimeClient client, Rows rows) {
        return run(client, new Cancellation(), rows);
    }

    /**
     * Runs it and returns when all rows have been handed over.
     *
     * @throws ApiException when the runtime refuses it, or it fails
     * @throws UnavailableException when the runtime does not answer, or ends the result without saying so
     * @throws CancelledException when it was cancelled
     */
    public End run(RuntimeClient client, Cancellation cancellation, Rows rows) {
        ObjectNode body =
                Json.object().put("sql", statement).put("write", write).put("max_rows", maxRows);
        if (maxBytes != null) {
            body.put("max_bytes", maxBytes);
        }
        Reader reader = new Reader(rows);
        client.stream("/api/sql", body, SILENCE, cancellation, reader::line);
        if (reader.end == null) {
            throw client.unavailable("Cannot tell whether the result is whole, the runtime ended it without saying so");
        }
        return reader.end;
    }

    private static final class Reader {

        private final Rows rows;
        private @Nullable End end;

        Reader(Rows rows) {
            this.rows = rows;
        }

        private void line(JsonNode line) {
            if (line.has("row")) {
                rows.row(line.path("row"));
            } else if (line.has("columns")) {
                rows.columns(columns(line.path("columns")));
            } else if (line.has("end")) {
                end = End.of(line.path("end"));
            }
        }

        private static List<ResultColumn> columns(JsonNode columns) {
            return StreamSupport.stream(columns.spliterator(), false)
                    .map(column -> new ResultColumn(
                            column.path("name").asText(), column.path("type").asText()))
                    .toList();
        }
    }
}
