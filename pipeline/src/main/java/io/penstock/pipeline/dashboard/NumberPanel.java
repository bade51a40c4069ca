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
        @Key(value = PanelKeys.FROM, example = "trips", unset = "`sql` says the rows", notation = Notation.NAME)
                @Nullable
                String from,
        @Key(
                        value = PanelKeys.SQL,
                        example = PanelKeys.SQL_EXAMPLE,
                        unset = "`from` says the rows",
                        notation = Notation.SQL)
                @Nullable
                String sql,
        @Key(value = PanelKeys.Y, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
        @Key(
                        value = PanelKeys.TIME,
                        example = "recordtime",
                        unset = "the first column that is a time",
                        notation = Notation.COLUMN)
                @Nullable
                String time,
        @Key(
                        value = PanelKeys.FILTER,
                        example = PanelKeys.FILTER_EXAMPLE,
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
