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

/**
 * The rows that a panel draws, of whatever kind it is.
 *
 * @param from null where {@code sql} says them
 * @param time null for the usual one
 */
public record PanelSource(
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
        implements Checked {

    public PanelSource {
        filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
    }

    /** All rows of an output. */
    public static PanelSource of(String output) {
        return new PanelSource(output, null, null, Map.of());
    }

    @Override
    public void check(Problems problems) {
        if (from != null && sql != null) {
            problems.at("sql").add("is there beside from", "leave one of the two out");
        } else if (from == null && sql == null) {
            problems.at("from").add("is missing", "name an output, or write a query: sql: SELECT …");
        }
        filter.forEach((column, value) -> {
            boolean plain = value instanceof Value.Scalar
                    || value instanceof Value.Items items
                            && !items.items().isEmpty()
                            && items.items().stream().allMatch(Value.Scalar.class::isInstance);
            if (!plain) {
                problems.at("filter")
                        .at(column)
                        .add(
                                "is neither a value nor a list of values",
                                "write 'status: paid' or 'status: [paid, open]'");
            }
        });
    }
}
