package io.penstock.pipeline.test;

import io.penstock.pipeline.Key;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is there behind the last step of a case. */
public record Expected(
        @Key(
                        value = "The rows of outputs, by output.",
                        example = "{ clicks-table: { count: 3 } }",
                        unset = "no output is looked at")
                Map<String, ExpectedRows> outputs,
        @Key(
                        value = "The rows that views keep, by view: what they have counted and not yet written.",
                        example = "{ hits: { rows: [{ url: /a, hits: 2 }] } }",
                        unset = "no state is looked at")
                Map<String, ExpectedRows> state,
        @Key(
                        value = "All dead letters, in any order.",
                        example = "[{ source: clicks, rule: column-count, value: broken }]",
                        unset = "there is none")
                List<ExpectedDeadLetter> deadLetters,
        @Key(
                        value = "All rows that came too late for a view and were kept, in any order.",
                        example = "[{ source: clicks, view: hits }]",
                        unset = "there is none")
                List<ExpectedLateRow> lateRows) {

    public Expected {
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
        deadLetters = List.copyOf(deadLetters);
        lateRows = List.copyOf(lateRows);
    }
}
