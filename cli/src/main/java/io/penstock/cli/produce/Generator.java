package io.penstock.cli.produce;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The classic clickstream: {@code epochMillis,n,www.example<0-254>.com,192.168.2.<0-254>}, keyed by the ip, with n counted
 * from 1.
 *
 * <p>The same seed gives the same events at the same places, but for the time, which is that of the call. Of N events exactly
 * {@code round(N * bad)} are bad, and every kind of {@link BadRecord} comes by turns.
 */
public final class Generator implements Records {

    /** In place of a number of events: as many as are asked for. */
    public static final long ENDLESS = Long.MAX_VALUE;

    private static final int NAMES = 255;
    private static final byte[][] URLS = numbered("www.example", ".com");
    private static final byte[][] IPS = numbered("192.168.2.", "");

    private final long events;
    private final InstantSource clock;
    private final SplittableRandom random;
    private final BadPositions badPositions;
    private long made;
    private long bad;

    /**
     * @param events how many, or {@link #ENDLESS}
     * @param share of bad events, from 0 to 1
     */
    public Generator(long events, double share, long seed, InstantSource clock) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("Cannot make that share of bad events, expected 0 to 1: " + share);
        }
        this.events = events;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
        this.badPositions = new BadPositions(events, share, random.split());
    }

    @Override
    public @Nullable Outgoing next() {
        if (made >= events) {
            return null;
        }
        made++;
        byte[] url = URLS[random.nextInt(NAMES)];
        byte[] ip = IPS[random.nextInt(NAMES)];
        long now = clock.millis();
        if (badPositions.next()) {
            byte[] value = BadRecord.of(bad++).value(Long.toString(now), made, text(url), text(ip));
            return new Outgoing(ip, value, true, 0);
        }
        return new Outgoing(ip, value(now, made, url, ip), false, 0);
    }

    /** As {@code "%d,%d,%s,%s"} would, at a tenth of its cost: a generator has to be faster than what it feeds. */
    private static byte[] value(long time, long id, byte[] url, byte[] ip) {
        int timeLength = length(time);
        int idLength = length(id);
        byte[] value = new byte[timeLength + idLength + url.length + ip.length + 3];
        int at = number(value, 0, time, timeLength);
        value[at++] = ',';
        at = number(value, at, id, idLength);
        value[at++] = ',';
        System.arraycopy(url, 0, value, at, url.length);
        at += url.length;
        value[at++] = ',';
        System.arraycopy(ip, 0, value, at, ip.length);
        return value;
    }

    private static int length(long number) {
        int length = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            length++;
        }
        return length;
    }

    private static int number(byte[] value, int from, long number, int length) {
        long rest = number;
        for (int at = from + length - 1; at >= from; at--) {
            value[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return from + length;
    }

    private static byte[][] numbered(String before, String behind) {
        byte[][] names = new byte[NAMES][];
        for (int number = 0; number < NAMES; number++) {
            names[number] = (before + number + behind).getBytes(StandardCharsets.US_ASCII);
        }
        return names;
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
