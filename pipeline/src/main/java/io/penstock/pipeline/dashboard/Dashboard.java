package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A page of panels over the outputs of a pipeline. It computes nothing and keeps nothing: what it shows is in indices and tables.
 *
 * @param last null for all that there is
 */
public record Dashboard(
        @Key(value = "What stands above it.", example = "Trips of today", unset = "its name", notation = Notation.TEXT)
                @Nullable
                String title,
        @Key(
                        value = "The range of time that is shown at first, up to now.",
                        example = "1 hour",
                        unset = "all that there is",
                        notation = Notation.DURATION)
                @Nullable
                Duration last,
        @Key(
                        value = "How often it is drawn again while somebody looks at it; one second at least.",
                        example = "10 seconds",
                        unset = "it is drawn again when somebody asks for it",
                        notation = Notation.DURATION)
                @Nullable
                Duration refresh,
        @Key(
                        value =
                                "The columns by which it can be narrowed, also by a click on a value. A filter is for all panels whose rows have"
                                        + " the column.",
                        example = "[cab, area]",
                        unset = "it has no filters",
                        notation = Notation.COLUMN)
                List<String> filters,
        @Key(
                        value =
                                "What is drawn, in this order. The key that says how stands first, with the panel's title: `line`, `bar`,"
                                        + " `histogram`, `pie`, `heatmap`, `map`, `table` or `number`.",
                        example = "[{ line: trips per minute, from: trips, x: at }]")
                List<Panel> panels)
        implements Checked {

    private static final int MOST_PANELS = 100;

    public Dashboard {
        filters = List.copyOf(filters);
        panels = List.copyOf(panels);
    }

    @Override
    public void check(Problems problems) {
        if (panels.isEmpty()) {
            problems.at("panels").add("is empty", "add a panel, such as '- { number: trips, from: trips }'");
        }
        if (panels.size() > MOST_PANELS) {
            problems.at("panels")
                    .add("has %d panels, expected at most %d".formatted(panels.size(), MOST_PANELS), "make two of it");
        }
        if (last != null && last.isZero()) {
            problems.at("last").add("is no time at all", "write how far back it shows: 1 hour");
        }
        if (refresh != null && refresh.toMillis() < 1_000) {
            problems.at("refresh").add("is shorter than a second", "use 1 second or more");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < filters.size(); i++) {
            if (!seen.add(filters.get(i).toLowerCase(Locale.ROOT))) {
                problems.at("filters").at(i).add("is there twice: " + filters.get(i), "leave one out");
            }
        }
    }

    /** The same, with files where {@code places} finds them. */
    public Dashboard withFiles(UnaryOperator<String> places) {
        List<Panel> placed = panels.stream()
                .map(panel -> panel instanceof MapPanel map && map.areas() != null
                        ? map.withAreas(places.apply(map.areas()))
                        : panel)
                .toList();
        return new Dashboard(title, last, refresh, filters, placed);
    }
}
