package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.test.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows as they are. */
public record TablePanel(
        @Key(value = "Rows as they are; its title.", name = "table", example = "last trips", notation = Notation.TEXT)
                String title,
        @Key(value = PanelKeys.FROM, example = "trips", unset = "`sql` says the rows", notation = Notation.NAME)
                @Nullable
                String from,
        @Key(
                        value = PanelKeys.SQL,
                        example = PanelKeys.SQL_EXAMPLE,
                        unset = "`from` says the rows",
                        notation = Notation.SQL)
                @Nullable
                String sql,
        @Key(
                        value = "The columns that are shown.",
                        example = "[at, cab, fare]",
                        unset = "all columns, lineage left out",
                        notation = Notation.COLUMN)
                List<String> columns,
        @Key(
                        value = "The column that rows are sorted by, with `desc` behind it for the largest first.",
                        example = "fare desc",
                        unset = "the newest first, where a column is a time",
                        notation = Notation.SORT)
                @Nullable
                Sort sort,
        @Key(value = "How many rows there are at most.", example = "20", defaultsTo = "100", min = 1, max = 10_000)
                int top,
        @Key(
                        value = PanelKeys.TIME,
                        example = "recordtime",
                        unset = "the first column that is a time",
                        notation = Notation.COLUMN)
                @Nullable
                String time,
        @Key(
                        value = PanelKeys.FILTER,
                        example = PanelKeys.FILTER_EXAMPLE,
                        unset = "all rows are drawn",
                        names = Notation.COLUMN)
                Map<String, Value> filter)
        implements Panel, Checked {

    public TablePanel {
        columns = List.copyOf(columns);
        filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
    }

    @Override
    public String kind() {
        return "table";
    }

    @Override
    public void check(Problems problems) {
        Panel.checkRows(this, problems);
    }
}
