package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Inline;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;

/** One number, in large figures. */
public record NumberPanel(
        @Key(
                        value = "One number, in large figures; its title.",
                        name = "number",
                        example = "trips",
                        notation = Notation.TEXT)
                String title,
        @Inline PanelSource source,
        @Key(value = Measure.TEXT, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y)
        implements Panel {

    @Override
    public String kind() {
        return "number";
    }
}
