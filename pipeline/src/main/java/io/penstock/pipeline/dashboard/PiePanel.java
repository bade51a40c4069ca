package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Inline;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;

/** A slice for each value of a column. */
public record PiePanel(
        @Key(
                        value = "A slice for each value of a column; its title.",
                        name = "pie",
                        example = "payments",
                        notation = Notation.TEXT)
                String title,
        @Inline PanelSource source,
        @Key(value = "The column whose values have slices.", example = "payment", notation = Notation.COLUMN) String by,
        @Key(value = Measure.TEXT, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
        @Key(
                        value = "How many slices there are at most, the largest.",
                        example = "5",
                        defaultsTo = "10",
                        min = 1,
                        max = 100)
                int top)
        implements Panel {

    @Override
    public String kind() {
        return "pie";
    }
}
