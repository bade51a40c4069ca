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
        @Key(
                        value =
                                "The column whose values have bars: a text, a number, a truth value or an address, or a time.",
                        example = "area",
                        notation = Notation.COLUMN)
                String x,
        @Key(
                        value =
                                "What is drawn: `count`, or `sum(c)`, `avg(c)`, `min(c)`, `max(c)`, `distinct(c)` (how many different values), `percentile(95, c)` of a column.",
                        example = "avg(speed)",
                        defaultsTo = "count",
                        notation = Notation.MEASURE)
                Measure y,
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
                        value = "The column that a range of time is about.",
                        example = "recordtime",
                        unset = "the column of `x` where it is a time, else the first column that is a time",
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
