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

/** One number, in large figures. */
public record NumberPanel(
        @Key(
                        value = "One number, in large figures; its title.",
                        name = "number",
                        example = "trips",
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
                                "What is drawn: `count`, or `sum(c)`, `avg(c)`, `min(c)`, `max(c)`, `distinct(c)` (how many different values), `percentile(95, c)` of a column.",
                        example = "avg(speed)",
                        defaultsTo = "count",
                        notation = Notation.MEASURE)
                Measure y,
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

    public NumberPanel {
        filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
    }

    @Override
    public String kind() {
        return "number";
    }

    @Override
    public void check(Problems problems) {
        Panel.checkRows(this, problems);
    }
}
