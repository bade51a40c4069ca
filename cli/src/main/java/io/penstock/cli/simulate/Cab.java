package io.penstock.cli.simulate;

import io.penstock.cli.simulate.Streets.Crossing;
import io.penstock.cli.simulate.Streets.Heading;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A cab on its way through the streets: it speeds up and brakes, waits at red lights, looks for passengers where there are many, and
 * brings them somewhere. The same random numbers give the same way. Not thread-safe.
 */
final class Cab {

    private static final double SPEED_UP = 1.8; // metres per second, each second
    private static final double BRAKE = 2.5;
    private static final double STREET_LIMIT = 12;
    private static final double AVENUE_LIMIT = 16;
    private static final int AVENUES = 6; // every sixth street is one
    private static final double STOP_SECONDS = 20; // to get in or out
    private static final double STRAY = 0.2; // share of crossings at which the way is not the shortest
    private static final double OCCUPIED_AT_FIRST = 0.4;
    private static final double TO_HOT_SPOT = 0.6; // share of trips
    private static final double BUSY_CHANCE = 1 / 100.0; // of being stopped by somebody, each second, at most
    private static final double QUIET_CHANCE = 1 / 900.0;
    private static final int HOURS_BEHIND_UTC = 8;

    /** How many people look for a cab, by the hour of the day, as a share of the most. */
    private static final double[] DEMAND = {
        0.6, 0.5, 0.4, 0.2, 0.15, 0.2, 0.4, 0.7, 0.9, 0.8, 0.6, 0.6,
        0.7, 0.6, 0.6, 0.6, 0.7, 0.9, 1.0, 1.0, 0.9, 0.9, 0.9, 0.8
    };

    private final SplittableRandom random;
    private Crossing from;
    private Heading heading;
    private double along; // metres behind the crossing
    private double speed; // metres per second
    private double stopped; // seconds for which it still stands
    private boolean occupied;
    private Crossing goal;
    private double seconds; // since 1970

    Cab(SplittableRandom random, Instant start) {
        this.random = random;
        this.from = Streets.anyCrossing(random);
        this.heading = Heading.values()[random.nextInt(Heading.values().length)];
        if (!Streets.isInside(from.towards(heading))) {
            heading = heading.back();
        }
        this.along = random.nextDouble(Streets.BLOCK);
        this.occupied = random.nextDouble() < OCCUPIED_AT_FIRST;
        this.goal = occupied ? destination() : Streets.anyHotSpot(random);
        this.seconds = start.toEpochMilli() / 1_000.0;
    }

    boolean occupied() {
        return occupied;
    }

    double kmh() {
        return speed * 3.6;
    }

    /** Metres from the middle of the city, along the streets that lead to the east. */
    double east() {
        return from.east() * Streets.BLOCK + (from.towards(heading).east() - from.east()) * along;
    }

    /** The same to the north. */
    double north() {
        return from.north() * Streets.BLOCK + (from.towards(heading).north() - from.north()) * along;
    }

    /** Goes on for some time. */
    void drive(double time) {
        double rest = time;
        while (rest > 0) {
            double step = Math.min(1, rest);
            step(step);
            seconds += step;
            rest -= step;
        }
    }

    private void step(double time) {
        if (stopped > 0) {
            stopped -= time;
            speed = 0;
            return;
        }
        Crossing next = from.towards(heading);
        double left = Streets.BLOCK - along;
        boolean green = Streets.isGreen(next, heading, seconds);
        boolean brakes = !green && left < speed * speed / (2 * BRAKE) + speed + 2;
        speed = brakes ? Math.max(0, speed - BRAKE * time) : Math.min(limit(), speed + SPEED_UP * time);
        along += speed * time;
        if (along >= Streets.BLOCK) {
            if (green) {
                cross(next);
            } else {
                along = Streets.BLOCK - 0.5;
                speed = 0;
            }
        } else if (!occupied && random.nextDouble() < chance() * time) {
            pickUp();
        }
    }

    private double limit() {
        boolean avenue = Math.floorMod(heading.ordinal() % 2 == 0 ? from.east() : from.north(), AVENUES) == 0;
        return avenue ? AVENUE_LIMIT : STREET_LIMIT;
    }

    private double chance() {
        int hour = Math.floorMod((long) (seconds / 3_600) - HOURS_BEHIND_UTC, 24);
        return DEMAND[hour] * (Streets.isBusy(from) ? BUSY_CHANCE : QUIET_CHANCE);
    }

    private void pickUp() {
        occupied = true;
        goal = destination();
        stopped = STOP_SECONDS;
        speed = 0;
    }

    private Crossing destination() {
        Crossing found = random.nextDouble() < TO_HOT_SPOT ? Streets.anyHotSpot(random) : Streets.anyCrossing(random);
        return found.blocksTo(from) < 3 ? Streets.anyCrossing(random) : found;
    }

    private void cross(Crossing next) {
        along -= Streets.BLOCK;
        from = next;
        if (from.blocksTo(goal) == 0) {
            if (occupied) {
                occupied = false;
                stopped = STOP_SECONDS;
                speed = 0;
            }
            goal = Streets.anyHotSpot(random);
        }
        heading = turn();
    }

    /** The heading behind a crossing: towards the goal, mostly, and never back unless the streets end. */
    private Heading turn() {
        Heading[] ways = {heading, heading.left(), heading.right()};
        Heading any = pick(ways, null);
        Heading nearer = random.nextDouble() < STRAY ? null : pick(ways, goal);
        return nearer != null ? nearer : any != null ? any : heading.back();
    }

    /** One of the ways that lead on, and nearer to the goal where there is one; straight on is taken first, half of the time. */
    private @Nullable Heading pick(Heading[] ways, @Nullable Crossing to) {
        int first = random.nextBoolean() ? 0 : 1 + random.nextInt(2);
        for (int i = 0; i < ways.length; i++) {
            Heading way = ways[(first + i) % ways.length];
            if (Streets.isInside(from.towards(way)) && (to == null || way.nears(from, to))) {
                return way;
            }
        }
        return null;
    }
}
