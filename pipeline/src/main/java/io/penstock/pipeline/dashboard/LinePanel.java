package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Inline;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import org.jspecify.annotations.Nullable;

/** A line over time, or one for each value of a column. */
public record LinePanel(
        @Key(
                        value = "A line over time; its title.",
                        name = "line",
                        example = "trips per minute",
                        notation = Notation.TEXT)
                String title,
        @Inline PanelSource source,
        @Key(
                        value =
                                "The column along the horizontal axis, a time. Rows are brought together by seconds, minutes or days, as the range of time has room for.",
                        example = "at",
                        notation = Notation.COLUMN)
                String x,
        @Key(value = Measure.TEXT, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
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
                int top)
        implements Panel {

    @Override
    public String kind() {
        return "line";
    }
}
