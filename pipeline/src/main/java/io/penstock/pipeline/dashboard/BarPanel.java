package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Inline;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
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
        @Inline PanelSource source,
        @Key(
                        value =
                                "The column whose values have bars: a text, a number, a truth value or an address, or a time.",
                        example = "area",
                        notation = Notation.COLUMN)
                String x,
        @Key(value = Measure.TEXT, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
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
                int top)
        implements Panel {

    @Override
    public String kind() {
        return "bar";
    }
}
