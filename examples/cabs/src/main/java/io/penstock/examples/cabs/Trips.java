package io.penstock.examples.cabs;

import io.penstock.api.Context;
import io.penstock.api.Processor;
import io.penstock.api.Row;
import io.penstock.api.Setup;
import io.penstock.api.StateValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The trips of passengers: from the first place where a cab is occupied to the first where it is free again. Places that cannot be are
 * left out, as {@link Tracks} does; a trip that was under way when the cab was first heard of is none.
 */
public final class Trips implements Processor {

    private static final double MILLIS_PER_MINUTE = 60_000;

    /** What a cab does. @param trip nothing where it is free, or its trip began before anybody looked */
    private record Cab(Place last, boolean occupied, @Nullable Trip trip) {}

    private record Trip(Instant pickedUp, String pickup, String area, double metres) {

        Trip plus(double more) {
            return new Trip(pickedUp, pickup, area, metres + more);
        }
    }

    private Judge judge = new Judge(0);
    private StateValue<Cab> cab;

    @Override
    public void open(Setup setup) {
        judge = new Judge(Double.parseDouble(setup.setting("limit", "200")));
        cab = setup.value("cab", Cab.class);
    }

    @Override
    public void row(Row row, Context context) {
        Optional<Cab> before = cab.find();
        Optional<Place> last = before.map(Cab::last);
        Place place = Place.of(row, context.time());
        if (judge.repeats(last, place) || judge.objection(last, place).isPresent()) {
            return;
        }
        boolean occupied = row.booleanValue("occupied");
        String area = Objects.requireNonNull(row.text("area"));
        Trip trip = before.map(Cab::trip)
                .map(going -> going.plus(before.get().last().metresTo(place)))
                .orElse(null);
        if (occupied && before.isPresent() && !before.get().occupied()) {
            trip = new Trip(place.at(), point(place), area, 0);
        } else if (!occupied && trip != null) {
            emit(trip, place, area, context);
            trip = null;
        }
        cab.set(new Cab(place, occupied, trip));
    }

    private static void emit(Trip trip, Place end, String area, Context context) {
        context.emit(out -> out.set("cab", context.key().text("cab"))
                .set("picked_up", trip.pickedUp())
                .set("dropped_off", end.at())
                .set("pickup", trip.pickup())
                .set("pickup_area", trip.area())
                .set("dropoff", point(end))
                .set("dropoff_area", area)
                .set("kilometres", trip.metres() / 1_000)
                .set("minutes", Duration.between(trip.pickedUp(), end.at()).toMillis() / MILLIS_PER_MINUTE));
    }

    /** As a map takes it. */
    private static String point(Place place) {
        return String.format(Locale.ROOT, "%.6f,%.6f", place.lat(), place.lon());
    }
}
