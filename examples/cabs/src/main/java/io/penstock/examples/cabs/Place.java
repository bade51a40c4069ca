package io.penstock.examples.cabs;

import io.penstock.api.Row;
import java.time.Duration;
import java.time.Instant;

/** Where a cab was. */
record Place(Instant at, double lat, double lon) {

    private static final double METRES_PER_DEGREE = 111_195; // of latitude, on a sphere of 6,371 km
    private static final double MILLIS_PER_HOUR = 3_600_000;

    static Place of(Row row, Instant at) {
        return new Place(at, row.doubleValue("lat"), row.doubleValue("lon"));
    }

    /** As the crow flies, on a plane: right to a thousandth within a city. */
    double metresTo(Place other) {
        double north = (other.lat - lat) * METRES_PER_DEGREE;
        double east = (other.lon - lon) * METRES_PER_DEGREE * Math.cos(Math.toRadians((lat + other.lat) / 2));
        return Math.hypot(north, east);
    }

    /** How fast one has to be to get there; infinite where it is the same time and another place. */
    double kmhTo(Place other) {
        double metres = metresTo(other);
        return metres == 0
                ? 0
                : metres / 1_000 / (Duration.between(at, other.at).toMillis() / MILLIS_PER_HOUR);
    }
}
