package io.penstock.engine.dashboard;

import io.penstock.engine.dashboard.PanelRequest.Bounds;
import java.util.List;

/** The squares that the web's maps are made of: at zoom 0 one for the earth, at each further zoom four for one. */
final class Tiles {

    /** The latitude where the map ends. */
    static final double LAST_LATITUDE = 85.0511287798066;

    private static final int MOST_ACROSS = 48; // fields that can be told apart in a picture
    private static final int FINEST = 18; // some 150 metres
    private static final double EARTH = 360;

    private Tiles() {}

    /** The zoom at which at most so many tiles cover the bounds as can be told apart. */
    static int zoom(Bounds bounds) {
        double span = Math.max(bounds.east() - bounds.west(), bounds.north() - bounds.south());
        int zoom = 0;
        while (zoom < FINEST && span * (1L << (zoom + 1)) / EARTH <= MOST_ACROSS) {
            zoom++;
        }
        return zoom;
    }

    /** West, south, east and north of a tile. @param key {@code zoom/x/y} */
    static List<Double> sides(String key) {
        String[] parts = key.split("/", -1);
        int zoom = Integer.parseInt(parts[0]);
        long x = Long.parseLong(parts[1]);
        long y = Long.parseLong(parts[2]);
        return List.of(longitude(x, zoom), latitude(y + 1, zoom), longitude(x + 1, zoom), latitude(y, zoom));
    }

    private static double longitude(long x, int zoom) {
        return x * EARTH / (1L << zoom) - EARTH / 2;
    }

    private static double latitude(long y, int zoom) {
        return Math.toDegrees(Math.atan(Math.sinh(Math.PI * (1 - 2.0 * y / (1L << zoom)))));
    }
}
