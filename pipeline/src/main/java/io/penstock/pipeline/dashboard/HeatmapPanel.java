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
        @Key(
                        value = "The output whose rows it draws: an index, or a table of the catalog.",
                        example = "trips",
                        unset = "`sql` says the rows",
                        notation = Notation.NAME)
                @Nullable
                String from,
        @Key(
                        value =
                                "In the place of `from`, a query over tables whose rows it draws: one `SELECT`, which only reads.",
                        example = "SELECT url, hits FROM web.hits",
                        unset = "`from` says the rows",
                        notation = Notation.SQL)
                @Nullable
                String sql,
        @Key(value = "The column along the horizontal axis, a time.", example = "at", notation = Notation.COLUMN)
                String x,
        @Key(value = "The column whose values are rows of fields.", example = "area", notation = Notation.COLUMN)
                String by,
        @Key(
                        value =
                                "What is drawn: `count`, or `sum(c)`, `avg(c)`, `min(c)`, `max(c)`, `distinct(c)` (how many different values), `percentile(95, c)` of a column.",
                        example = "avg(speed)",
                        defaultsTo = "count",
                        notation = Notation.MEASURE)
                Measure y,
        @Key(
                        value = "How many rows of fields there are at most, those with the most rows of the output.",
                        example = "20",
                        defaultsTo = "20",
                        min = 1,
                        max = 1_000)
                int top,
        @Key(
                        value = "The column that a range of time is about.",
                        example = "recordtime",
                        unset = "the column of `x`",
                        notation = Notation.COLUMN)
                @Nullable
                String time,
        @Key(
                        value =
                                "Draws only the rows that have these values: one, or a list of which any will do, by column.",
                        example = "{ status: paid, area: [soho, chelsea] }",
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
