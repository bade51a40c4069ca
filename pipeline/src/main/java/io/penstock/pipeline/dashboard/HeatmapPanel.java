package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Inline;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;

/** A field for each stretch of time and value of a column, the darker the more. */
public record HeatmapPanel(
        @Key(
                        value =
                                "A field for each stretch of time and value of a column, the darker the more; its title.",
                        name = "heatmap",
                        example = "areas by hour",
                        notation = Notation.TEXT)
                String title,
        @Inline PanelSource source,
        @Key(value = "The column along the horizontal axis, a time.", example = "at", notation = Notation.COLUMN)
                String x,
        @Key(value = "The column whose values are rows of fields.", example = "area", notation = Notation.COLUMN)
                String by,
        @Key(value = Measure.TEXT, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
        @Key(
                        value = "How many rows of fields there are at most, those with the most rows of the output.",
                        example = "20",
                        defaultsTo = "20",
                        min = 1,
                        max = 1_000)
                int top)
        implements Panel {

    @Override
    public String kind() {
        return "heatmap";
    }
}
