package io.penstock.pipeline;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A view that a class computes, from the rows of each key in the order of their event time. */
public record ProcessorView(
        @Key(
                        value =
                                "The class that computes the view, an `io.penstock.api.Processor` in one of the `jars`. It gets the rows of each key"
                                        + " in the order of their event time, once the watermark has passed them.",
                        example = "io.penstock.examples.Fraud",
                        notation = Notation.CLASS)
                String processor,
        @Key(
                        value =
                                "The source whose rows the processor gets, or a view that needs no other row than its own. Each source behind it"
                                        + " has an `event-time` and a `watermark`.",
                        example = "clicks",
                        notation = Notation.NAME)
                String from,
        @Key(
                        value =
                                "The columns of `from` by which rows belong together: state and timers are kept for each of their values.",
                        example = "[ip]",
                        notation = Notation.COLUMN)
                List<String> key,
        @Key(
                        value = "The columns of the view: name and type of each, as in a schema.",
                        example = "ip STRING, reason STRING, at TIMESTAMP",
                        notation = Notation.SCHEMA)
                String columns,
        @Key(
                        value = "What the processor is told when it is opened, by name.",
                        example = "{ limit: \"20\" }",
                        notation = Notation.SETTING,
                        unset = "it is told nothing")
                Map<String, String> settings)
        implements View, Checked {

    public ProcessorView {
        key = List.copyOf(key);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    @Override
    public void check(Problems problems) {
        if (key.isEmpty()) {
            problems.at("key").add("is empty", "name the columns by which rows belong together: [ip]");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < key.size(); i++) {
            if (!seen.add(key.get(i).toLowerCase(Locale.ROOT))) {
                problems.at("key").at(i).add("is there twice: " + Excerpt.plain(key.get(i)), "leave one out");
            }
        }
    }
}
