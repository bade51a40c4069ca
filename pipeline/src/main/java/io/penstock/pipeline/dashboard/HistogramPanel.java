package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Inline;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;

/** How the values of a column are spread: how many rows there are in each of some ranges of it. */
public record HistogramPanel(
        @Key(
                        value = "How the values of a column are spread; its title.",
                        name = "histogram",
                        example = "fares",
                        notation = Notation.TEXT)
                String title,
        @Inline PanelSource source,
        @Key(value = "The column, a number.", example = "fare", notation = Notation.COLUMN) String x,
        @Key(
                        value = "How many ranges of equal width there are at most.",
                        example = "50",
                        defaultsTo = "20",
                        min = 1,
                        max = 1_000)
                int bins)
        implements Panel {

    @Override
    public String kind() {
        return "histogram";
    }
}
