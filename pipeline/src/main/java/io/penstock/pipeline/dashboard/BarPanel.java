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

/** A bar for each value of a column, or for each stretch of time. */
public record BarPanel(
        @Key(
                        value =
                                "A bar for each value of a column, the largest first, or for each stretch of time; its title.",
                        name = "bar",
                        example = "busiest areas",
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
                                "The column whose values have bars: a text, a number, a truth value or an address, or a time.",
                        example = "area",
                        notation = Notation.COLUMN)
                String x,
        @Key(value = PanelKeys.Y, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
        @Key(
                        value = "The column whose values each bar is made of.",
                        example = "area",
                        unset = "all rows are drawn together",
                        notation = Notation.COLUMN)
                @Nullable
                String by,
        @Key(
                        value = "How many bars there are at most, the largest, and how many parts each has.",
                        example = "20",
                        defaultsTo = "10",
                        min = 1,
                        max = 1_000)
                int top,
        @Key(
                        value = PanelKeys.TIME,
                        example = "recordtime",
                        unset = "the column of `x` where it is a time, else the first column that is a time",
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

    public BarPanel {
        filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
    }

    @Override
    public String kind() {
        return "bar";
    }

    @Override
    public void check(Problems problems) {
        Panel.checkRows(this, problems);
    }
}
