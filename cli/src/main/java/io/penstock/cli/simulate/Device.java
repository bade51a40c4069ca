package io.penstock.cli.simulate;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** What the device of a cab makes of where it is, with all that can go wrong. Not thread-safe. */
final class Device {

    private static final double GPS_METRES = 4;
    private static final double GARBLED = 0.003;
    private static final double JUMP = 0.002;
    private static final double JUMP_METRES = 30_000;
    private static final int CLOCKS = 50; // in so many devices, one clock is ahead and one behind
    private static final int AHEAD = 7;
    private static final int BEHIND = 23;

    /**
     * What a device has to say at some time. Not yet a record: the hub's time is part of that.
     *
     * @param at by its clock
     * @param before the record up to the time of the hub
     * @param behind the rest of it
     * @param damage what garbles it
     */
    record Report(Instant at, String before, String behind, Kind kind, int damage, boolean endsTrip) {

        /** The record as it comes to the hub then. */
        byte[] value(Instant received) {
            String whole = before + seconds(received) + behind;
            return kind == Kind.GARBLED ? garble(whole, damage) : whole.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** What a record is. */
    enum Kind {
        GOOD,
        GARBLED,
        WRONG_CLOCK,
        JUMP
    }

    private final String name;
    private final byte[] key;
    private final Cab cab;
    private final SplittableRandom random;
    private final Duration clock;
    private boolean heard;
    private boolean wasOccupied;
    private boolean onTrip;

    Device(int number, Instant start, SplittableRandom random) {
        this.name = "cab-" + number;
        this.key = name.getBytes(StandardCharsets.US_ASCII);
        this.cab = new Cab(random.split(), start);
        this.random = random;
        this.clock = switch (number % CLOCKS) {
            case AHEAD -> Duration.ofSeconds(random.nextInt(240, 900));
            case BEHIND -> Duration.ofSeconds(-random.nextInt(20, 60));
            default -> Duration.ZERO;
        };
    }

    byte[] key() {
        return key;
    }

    void drive(double seconds) {
        cab.drive(seconds);
    }

    /** Whether nothing can be sent from where it is. */
    boolean isCutOff() {
        return clock.isZero() && Streets.isDeadSpot(cab.east(), cab.north());
    }

    /** What it has to say now. @param now by the clock of everybody else */
    Report report(Instant now) {
        boolean garbled = random.nextDouble() < GARBLED;
        boolean ahead = clock.compareTo(Duration.ZERO) > 0;
        boolean jump = heard && !garbled && !ahead && random.nextDouble() < JUMP;
        double where = random.nextDouble(2 * Math.PI);
        double east = cab.east() + random.nextGaussian() * GPS_METRES + (jump ? JUMP_METRES * Math.cos(where) : 0);
        double north = cab.north() + random.nextGaussian() * GPS_METRES + (jump ? JUMP_METRES * Math.sin(where) : 0);
        Instant at = now.plus(clock);
        String before = "{\"cab\":\"%s\",\"at\":%s,\"received\":".formatted(name, seconds(at));
        String behind = ",\"lat\":%s,\"lon\":%s,\"occupied\":%s,\"speed\":%s}"
                .formatted(
                        decimal(Streets.lat(east, north), 6),
                        decimal(Streets.lon(east, north), 6),
                        cab.occupied(),
                        decimal(cab.kmh(), 1));
        Kind kind = garbled ? Kind.GARBLED : ahead ? Kind.WRONG_CLOCK : jump ? Kind.JUMP : Kind.GOOD;
        return new Report(at, before, behind, kind, random.nextInt(Integer.MAX_VALUE), kind == Kind.GOOD && seeTrip());
    }

    /** What somebody sees who has this place, and all good ones before it. @return whether a trip has ended */
    private boolean seeTrip() {
        boolean ends = onTrip && !cab.occupied();
        onTrip = cab.occupied() && (onTrip || heard && !wasOccupied);
        heard = true;
        wasOccupied = cab.occupied();
        return ends;
    }

    /** None of it can be read: half a record, a byte that is nowhere in UTF-8, a word in the place of a number, no object. */
    private static byte[] garble(String text, int damage) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int where = damage / 4 % text.length();
        return switch (damage % 4) {
            case 0 -> text.substring(0, Math.max(1, where)).getBytes(StandardCharsets.US_ASCII);
            case 1 -> {
                bytes[where] = (byte) 0xFF;
                yield bytes;
            }
            case 2 -> text.replaceFirst("\"lat\":[^,]*", "\"lat\":\"north\"").getBytes(StandardCharsets.US_ASCII);
            default -> ("[" + text + "]").getBytes(StandardCharsets.US_ASCII);
        };
    }

    private static String seconds(Instant at) {
        return BigDecimal.valueOf(at.toEpochMilli(), 3).toPlainString();
    }

    private static String decimal(double value, int digits) {
        return BigDecimal.valueOf(Math.round(value * Math.pow(10, digits)), digits)
                .toPlainString();
    }
}
