package io.penstock.engine.dashboard;

import io.penstock.engine.dashboard.PanelRequest.Bounds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who answers the questions of one panel about its rows, those that the request asks for. */
interface RowSource {

    /** Some rows. @param truncated whether there are more */
    record Rows(List<List<@Nullable Object>> rows, boolean truncated) {}

    /** The smallest and the largest value; nothing where there is none. */
    @Nullable
    Extent extent(Field field);

    /** Where the points are; nothing where there is none. */
    @Nullable
    Bounds bounds();

    /**
     * Groups of rows: the keys, from the outer to the inner, and the panel's measure.
     *
     * <p>A time is its milliseconds. Groups of values come with the largest first where they are asked for by that, others in no order. Rows
     * that have no value to be brought together by are left out.
     */
    Rows groups(List<GroupBy> by);

    /** Rows as they are; of points latitude and longitude first. */
    Rows rows();
}
