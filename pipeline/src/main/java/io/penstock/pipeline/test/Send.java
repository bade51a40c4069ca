package io.penstock.pipeline.test;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records come, as one batch.
 *
 * @param file null where the records are in the list
 */
public record Send(
        @Key(value = "The source whose topic the records lie in.", example = "clicks", notation = Notation.NAME)
                String source,
        @Key(
                        value =
                                "The records, in the order in which they come; each a text, which is its value, or a mapping with more"
                                        + " than a value.",
                        example = "[\"1700000040000,1,/a,10.0.0.1\"]",
                        notation = Notation.RECORD,
                        unset = "those of `file`")
                List<TestRecord> records,
        @Key(
                        value = "A file with a record in each line, seen from the folder of this one.",
                        example = "sample.csv",
                        unset = "those of `records`")
                @Nullable
                String file)
        implements Step, Checked {

    public Send {
        records = List.copyOf(records);
    }

    @Override
    public void check(Problems problems) {
        if (records.isEmpty() == (file == null)) {
            problems.add(
                    file == null ? "has no records" : "has both records and file",
                    file == null ? "add records: or file:" : "leave one out, or make it two steps");
        }
    }
}
