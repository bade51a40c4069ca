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

/** A line over time, or one for each value of a column. */
public record LinePanel(
        @Key(
                        value = "A line over time; its title.",
                        name = "line",
                        example = "trips per minute",
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
        @Key(
                        value =
                                "The column along the horizontal axis, a time. Rows are brought together by seconds, minutes or days, as the range of time has room for.",
                        example = "at",
                        notation = Notation.COLUMN)
                String x,
        @Key(value = PanelKeys.Y, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
        @Key(
                        value = "The column whose values have lines of their own.",
                        example = "area",
                        unset = "all rows are drawn together",
                        notation = Notation.COLUMN)
                @Nullable
                String by,
        @Key(
                        value = "How many lines there are at most, those with the most rows.",
                        example = "5",
                        defaultsTo = "10",
                        min = 1,
                        max = 100)
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

    public LinePanel {
        filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
    }

    @Override
    public String kind() {
        return "line";
    }

    @Override
    public void check(Problems problems) {
        Panel.checkRows(this, problems);
    }
}
