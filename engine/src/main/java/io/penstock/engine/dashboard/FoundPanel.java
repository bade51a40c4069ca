package io.penstock.engine.dashboard;

import io.penstock.pipeline.dashboard.Panel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A panel and the fields that it draws, all of which its rows have.
 *
 * @param of what the measure is computed of; null for a count
 * @param time what a range of time is about; null where the rows have no time
 * @param place of a map, where points are
 * @param shown columns of a table, or further ones of a point
 * @param sort what rows are sorted by; null for no order
 * @param conditions those of the file
 */
record FoundPanel(
        Panel panel,
        PanelRows rows,
        @Nullable Field x,
        @Nullable Field by,
        @Nullable Field of,
        @Nullable Field time,
        @Nullable Place place,
        List<Field> shown,
        @Nullable Field sort,
        boolean descending,
        List<Condition> conditions) {

    FoundPanel {
        shown = List.copyOf(shown);
        conditions = List.copyOf(conditions);
    }

    /** Where points are: a field that is one, or two numbers. */
    sealed interface Place {

        /** @param field a point */
        record Point(Field field) implements Place {}

        /** Two numbers. */
        record Degrees(Field latitude, Field longitude) implements Place {}
    }
}
