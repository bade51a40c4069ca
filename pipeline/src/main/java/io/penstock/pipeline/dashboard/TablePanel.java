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
        @Key(
                        value = "The output whose rows it draws: an index, or a table of the catalog.",
                        example = "trips",
                        unset = "`sql` says the rows",
                        notation = Notation.NAME)
                @Nullable
                String from,
        @Key(
                        value =
                                "In the place of `from`, a query over tables whose rows it draws: one `SELECT`, which only reads.",
                        example = "SELECT url, hits FROM web.hits",
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
                        value = "The column that a range of time is about.",
                        example = "recordtime",
                        unset = "the first column that is a time",
                        notation = Notation.COLUMN)
                @Nullable
                String time,
        @Key(
                        value =
                                "Draws only the rows that have these values: one, or a list of which any will do, by column.",
                        example = "{ status: paid, area: [soho, chelsea] }",
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
