package io.penstock.engine.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to see of a panel.
 *
 * @param range the time of the rows
 * @param filters values of the dashboard's filters, by column; a row has to have one of each
 * @param bounds the part of the earth that a map shows; null for all of it
 * @param refresh whether an index is asked for what was written in this moment, too; costs it work
 */
public record PanelRequest(
        TimeRange range, Map<String, List<String>> filters, @Nullable Bounds bounds, boolean refresh) {

    private static final int MOST_VALUES = 100;
    private static final int LONGEST = 8_191; // what an index finds as a whole

    /** All rows. */
    public static final PanelRequest ALL = new PanelRequest(TimeRange.WHOLE, Map.of(), null, false);

    /** @throws PanelRequestException when there are more or longer values than anybody chooses */
    public PanelRequest {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        filters.forEach((column, values) -> {
            if (values.size() > MOST_VALUES) {
                throw PanelRequestException.wrong("Cannot filter by %s, %d values are more than %d"
                        .formatted(column, values.size(), MOST_VALUES));
            }
            if (values.stream().anyMatch(value -> value.length() > LONGEST)) {
                throw PanelRequestException.wrong(
                        "Cannot filter by %s, a value is longer than %d characters".formatted(column, LONGEST));
            }
            copy.put(column, List.copyOf(values));
        });
        filters = copy;
    }

    /** The same, with the newest documents. */
    public PanelRequest refreshed() {
        return new PanelRequest(range, filters, bounds, true);
    }

    /** A part of the earth in degrees; it does not cross the 180th meridian. */
    public record Bounds(double west, double south, double east, double north) {

        /** @throws PanelRequestException when it is none */
        public Bounds {
            boolean good = west >= -180 && west <= east && east <= 180 && south >= -90 && south <= north && north <= 90;
            if (!good) {
                throw PanelRequestException.wrong(
                        "Cannot read the bounds of the map, expected west to east and south to north in degrees, but was"
                                + " %s, %s, %s, %s".formatted(west, south, east, north));
            }
        }
    }
}
