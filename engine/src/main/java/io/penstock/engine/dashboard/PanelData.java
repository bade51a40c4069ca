package io.penstock.engine.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a panel draws, wherever it comes from.
 *
 * <p>Values are null, Boolean, Long, Double, String, and in tables List and Map. A time is ISO-8601 in UTC. What has no rows is not there:
 * an hour without events is no row.
 *
 * <ul>
 *   <li>{@code line}, {@code heatmap}: beginning of the stretch of time, value of {@code by} where there is one, number; by time, then value
 *   <li>{@code bar}: value of {@code x} or beginning of the stretch of time, value of {@code by} where there is one, number
 *   <li>{@code histogram}: beginning and end of the range, number of rows
 *   <li>{@code pie}: value, number
 *   <li>{@code map}: of points latitude, longitude, {@code by} and further columns; of a grid west, south, east, north, number; of areas key, number
 *   <li>{@code table}: the columns
 *   <li>{@code number}: one row with the number, which is null where there is nothing to compute it of
 * </ul>
 *
 * @param truncated whether there is more than is told
 * @param intervalMillis how long a stretch of time is; null where there is none
 * @param tookMillis how long it took to find out
 */
public record PanelData(
        List<Column> columns,
        List<List<@Nullable Object>> rows,
        boolean truncated,
        @Nullable Long intervalMillis,
        long tookMillis) {

    public PanelData {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** A column. @param name a field, or a measure as the file has it: {@code avg(speed)} */
    public record Column(String name, FieldKind type) {}
}
