package io.penstock.pipeline;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What makes a row the repetition of another one. */
public record Dedup(
        @Key(
                        value = "The columns that are the same; NULL is a value like others.",
                        example = "[eventid]",
                        notation = Notation.COLUMN)
                List<String> key,
        @Key(
                        value =
                                "How much later in event time a row with the same key is still a repetition of the one that was kept. The first row"
                                        + " behind that is kept again.",
                        example = "1 hour",
                        notation = Notation.DURATION)
                Duration within)
        implements Checked {

    public Dedup {
        key = List.copyOf(key);
    }

    @Override
    public void check(Problems problems) {
        if (key.isEmpty()) {
            problems.at("key").add("is empty", "name the columns that are the same in repetitions: [eventid]");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < key.size(); i++) {
            if (!seen.add(key.get(i).toLowerCase(Locale.ROOT))) {
                problems.at("key").at(i).add("is there twice: " + Excerpt.plain(key.get(i)), "leave one out");
            }
        }
        if (within.isZero()) {
            problems.at("within").add("is no time at all", "write how long repetitions come: 10 minutes");
        }
    }
}
