package io.penstock.cli.simulate;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A grid of streets that lies as San Francisco's does, turned by nine degrees. Crossings have two whole numbers, eastwards and northwards;
 * metres are counted from the middle of the city. Each crossing has a traffic light.
 */
final class Streets {

    /** From one crossing to the next, in metres. */
    static final double BLOCK = 125;

    /** Metres of a degree of latitude. */
    static final double METRES_PER_DEGREE = 111_195;

    private static final double MIDDLE_LAT = 37.7699;
    private static final double MIDDLE_LON = -122.4294;
    private static final double TURN = Math.toRadians(9);
    private static final int WEST = -38;
    private static final int EAST = 26;
    private static final int SOUTH = -34;
    private static final int NORTH = 24;
    private static final int LIGHT_SECONDS = 30; // green for one direction, then for the other

    /** Where satellites or telephones do not reach: middle and radius in metres. */
    private static final List<double[]> DEAD_SPOTS = List.of(
            new double[] {1_200, 1_400, 220},
            new double[] {-1_500, 600, 260},
            new double[] {600, -1_800, 240},
            new double[] {-3_400, -600, 200});

    /** Where people look for cabs, in the order of how many: crossings. */
    private static final List<Crossing> HOT_SPOTS = List.of(
            new Crossing(14, 12),
            new Crossing(19, 15),
            new Crossing(12, 4),
            new Crossing(4, -6),
            new Crossing(8, 19),
            new Crossing(-4, -2),
            new Crossing(-22, 8),
            new Crossing(-26, -14));

    /** @param east to the east @param north to the north */
    record Crossing(int east, int north) {

        Crossing towards(Heading heading) {
            return new Crossing(east + heading.east, north + heading.north);
        }

        int blocksTo(Crossing other) {
            return Math.abs(east - other.east) + Math.abs(north - other.north);
        }
    }

    /** Where a street leads. */
    enum Heading {
        NORTHWARDS(0, 1),
        EASTWARDS(1, 0),
        SOUTHWARDS(0, -1),
        WESTWARDS(-1, 0);

        private final int east;
        private final int north;

        Heading(int east, int north) {
            this.east = east;
            this.north = north;
        }

        Heading left() {
            return values()[(ordinal() + 3) % 4];
        }

        Heading right() {
            return values()[(ordinal() + 1) % 4];
        }

        Heading back() {
            return values()[(ordinal() + 2) % 4];
        }

        /** Whether it leads nearer to a crossing. */
        boolean nears(Crossing from, Crossing to) {
            return from.towards(this).blocksTo(to) < from.blocksTo(to);
        }
    }

    private Streets() {}

    static Crossing anyCrossing(SplittableRandom random) {
        return new Crossing(random.nextInt(WEST, EAST + 1), random.nextInt(SOUTH, NORTH + 1));
    }

    /** One of those where people look for cabs, the first ones more often. */
    static Crossing anyHotSpot(SplittableRandom random) {
        return HOT_SPOTS.get(Math.min(random.nextInt(HOT_SPOTS.size()), random.nextInt(HOT_SPOTS.size())));
    }

    /** Whether people look for cabs here: within four blocks of a hot spot. */
    static boolean isBusy(Crossing crossing) {
        return HOT_SPOTS.stream().anyMatch(spot -> spot.blocksTo(crossing) <= 4);
    }

    static boolean isInside(Crossing crossing) {
        return crossing.east >= WEST && crossing.east <= EAST && crossing.north >= SOUTH && crossing.north <= NORTH;
    }

    /** Whether the light is green for those who come by this heading. */
    static boolean isGreen(Crossing crossing, Heading heading, double epochSeconds) {
        long phase = Math.floorMod((long) epochSeconds + 7L * crossing.east + 11L * crossing.north, 2L * LIGHT_SECONDS);
        return phase < LIGHT_SECONDS == (heading.east == 0);
    }

    static boolean isDeadSpot(double east, double north) {
        return DEAD_SPOTS.stream().anyMatch(spot -> Math.hypot(east - spot[0], north - spot[1]) < spot[2]);
    }

    /** Metres along the turned grid as degrees of latitude. */
    static double lat(double east, double north) {
        return MIDDLE_LAT + (north * Math.cos(TURN) - east * Math.sin(TURN)) / METRES_PER_DEGREE;
    }

    /** Metres along the turned grid as degrees of longitude. */
    static double lon(double east, double north) {
        return MIDDLE_LON
                + (east * Math.cos(TURN) + north * Math.sin(TURN))
                        / (METRES_PER_DEGREE * Math.cos(Math.toRadians(MIDDLE_LAT)));
    }
}
