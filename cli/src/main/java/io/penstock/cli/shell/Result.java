package io.penstock.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.sql.ResultColumn;
import io.penstock.cli.sql.Rows;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a statement as texts, all of them in memory. One thread adds, others may ask for {@link #size}. */
final class Result implements Rows {

    private List<ResultColumn> columns = List.of();
    private final List<List<@Nullable String>> rows = new ArrayList<>();
    private volatile int size;

    @Override
    public void columns(List<ResultColumn> found) {
        columns = List.copyOf(found);
    }

    @Override
    public void row(JsonNode values) {
        List<@Nullable String> cells = new ArrayList<>(values.size());
        values.forEach(value -> cells.add(value.isNull() ? null : Text.harmless(Json.text(value))));
        rows.add(cells);
        size = rows.size();
    }

    List<ResultColumn> columns() {
        return columns;
    }

    /** Cells that cannot steer the terminal; null for NULL. */
    List<List<@Nullable String>> rows() {
        return Collections.unmodifiableList(rows);
    }

    int size() {
        return size;
    }
}
