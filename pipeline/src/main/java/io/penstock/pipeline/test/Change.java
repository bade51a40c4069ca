package io.penstock.pipeline.test;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference has other rows, from the next records on.
 *
 * @param file null where the rows are in the list
 */
public record Change(
        @Key(value = "The reference.", example = "zones", notation = Notation.NAME) String reference,
        @Key(
                        value = "All its rows from now on, each by column. A column that is left out is NULL.",
                        example = "[{ id: 1, borough: Queens }]",
                        names = Notation.COLUMN,
                        unset = "those of `file`")
                List<Map<String, Value>> rows,
        @Key(
                        value =
                                "A file with its rows, seen from the folder of this one, in the format that the pipeline says of the reference;"
                                        + " of a table, as CSV with a header.",
                        example = "new-zones.csv",
                        unset = "those of `rows`")
                @Nullable
                String file)
        implements Step, Checked {

    public Change {
        rows = List.copyOf(rows);
    }

    @Override
    public void check(Problems problems) {
        if (rows.isEmpty() == (file == null)) {
            problems.add(
                    file == null ? "has no rows" : "has both rows and file",
                    file == null ? "add rows: or file:" : "leave one out");
        }
    }
}
