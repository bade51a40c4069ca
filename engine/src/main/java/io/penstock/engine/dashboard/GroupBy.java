package io.penstock.engine.dashboard;

/** What brings rows together. */
sealed interface GroupBy {

    /** A stretch of time; the group is its beginning. */
    record Time(Field field, long millis) implements GroupBy {}

    /** A range of numbers; the group is its number, counted from that at 0. */
    record Bin(Field field, double width) implements GroupBy {}

    /**
     * A value.
     *
     * @param top at most so many
     * @param largest whether those with the largest measure; else those with the most rows
     */
    record Value(Field field, int top, boolean largest) implements GroupBy {}

    /** A square of the web's maps; the group is {@code zoom/x/y}. @param top at most so many, those with the most rows */
    record Tile(int zoom, int top) implements GroupBy {}
}
