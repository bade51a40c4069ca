package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.test.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the values of a column are spread: how many rows there are in each of some ranges of it. */
public record HistogramPanel(
        @Key(
                        value = "How the values of a column are spread; its title.",
                        name = "histogram",
                        example = "fares",
                        notation = Notation.TEXT)
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
        @Key(value = "The column, a number.", example = "fare", notation = Notation.COLUMN) String x,
        @Key(
                        value = "How many ranges of equal width there are at most.",
                        example = "50",
                        defaultsTo = "20",
                        min = 1,
                        max = 1_000)
                int bins,
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

    public HistogramPanel {
        filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
    }

    @Override
    public String kind() {
        return "histogram";
    }

    @Override
    public void check(Problems problems) {
        Panel.checkRows(this, problems);
    }
}
