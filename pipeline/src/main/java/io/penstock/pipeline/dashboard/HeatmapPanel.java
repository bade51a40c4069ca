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

/** A field for each stretch of time and value of a column, the darker the more. */
public record HeatmapPanel(
        @Key(
                        value =
                                "A field for each stretch of time and value of a column, the darker the more; its title.",
                        name = "heatmap",
                        example = "areas by hour",
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
        @Key(value = "The column along the horizontal axis, a time.", example = "at", notation = Notation.COLUMN)
                String x,
        @Key(value = "The column whose values are rows of fields.", example = "area", notation = Notation.COLUMN)
                String by,
        @Key(value = PanelKeys.Y, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
        @Key(
                        value = "How many rows of fields there are at most, those with the most rows of the output.",
                        example = "20",
                        defaultsTo = "20",
                        min = 1,
                        max = 1_000)
                int top,
        @Key(value = PanelKeys.TIME, example = "recordtime", unset = "the column of `x`", notation = Notation.COLUMN)
                @Nullable
                String time,
        @Key(
                        value = PanelKeys.FILTER,
                        example = PanelKeys.FILTER_EXAMPLE,
                        unset = "all rows are drawn",
                        names = Notation.COLUMN)
                Map<String, Value> filter)
        implements Panel, Checked {

    public HeatmapPanel {
        filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
    }

    @Override
    public String kind() {
        return "heatmap";
    }

    @Override
    public void check(Problems problems) {
        Panel.checkRows(this, problems);
    }
}
