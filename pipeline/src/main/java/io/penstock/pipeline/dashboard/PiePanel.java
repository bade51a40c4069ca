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

/** A slice for each value of a column. */
public record PiePanel(
        @Key(
                        value = "A slice for each value of a column; its title.",
                        name = "pie",
                        example = "payments",
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
        @Key(value = "The column whose values have slices.", example = "payment", notation = Notation.COLUMN) String by,
        @Key(
                        value =
                                "What is drawn: `count`, or `sum(c)`, `avg(c)`, `min(c)`, `max(c)`, `distinct(c)` (how many different values), `percentile(95, c)` of a column.",
                        example = "avg(speed)",
                        defaultsTo = "count",
                        notation = Notation.MEASURE)
                Measure y,
        @Key(
                        value = "How many slices there are at most, the largest.",
                        example = "5",
                        defaultsTo = "10",
                        min = 1,
                        max = 100)
                int top,
        @Key(
                        value = "The column that a range of time is about.",
                        example = "recordtime",
                        unset = "the first column that is a time",
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

    public PiePanel {
        filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
    }

    @Override
    public String kind() {
        return "pie";
    }

    @Override
    public void check(Problems problems) {
        Panel.checkRows(this, problems);
    }
}
