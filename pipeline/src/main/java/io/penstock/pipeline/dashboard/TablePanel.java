package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Inline;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as they are. */
public record TablePanel(
        @Key(value = "Rows as they are; its title.", name = "table", example = "last trips", notation = Notation.TEXT)
                String title,
        @Inline PanelSource source,
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
                int top)
        implements Panel {

    public TablePanel {
        columns = List.copyOf(columns);
    }

    @Override
    public String kind() {
        return "table";
    }
}
