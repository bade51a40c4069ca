package io.penstock.pipeline.test;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All rows of an output or of a state, or how many there are. */
public record ExpectedRows(
        @Key(
                        value =
                                "All rows, in any order, each by column. A column that is left out may be anything; so may a field of a"
                                        + " struct.",
                        example = "[{ url: /a, hits: 2 }]",
                        names = Notation.COLUMN,
                        unset = "only `count` is looked at")
                List<Map<String, Value>> rows,
        @Key(value = "How many rows there are.", example = "3", unset = "as many as `rows` has") @Nullable Long count)
        implements Checked {

    public ExpectedRows {
        rows = List.copyOf(rows);
    }

    @Override
    public void check(Problems problems) {
        if (rows.isEmpty() && count == null) {
            problems.add("has no rows", "add rows:, or count: 0 where none is to be there");
        } else if (!rows.isEmpty() && count != null && count != rows.size()) {
            problems.at("count").add("is %d, and there are rows: %d".formatted(count, rows.size()), "leave count out");
        }
    }
}
