package io.penstock.cli.demo;

import io.penstock.cli.produce.Producing.Pace;
import io.penstock.cli.produce.Records;
import io.penstock.cli.produce.Records.Outgoing;
import io.penstock.cli.simulate.CabSimulator;
import io.penstock.cli.simulate.CabSimulator.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Cabs of a city: places, speeds and trips, in tables and in indices. */
public final class Cabs implements Story {

    private static final String FOLDER = "cabs/";
    private static final String FILE = "cabs.yaml";
    private static final int CABS = 200;
    private static final Duration INTERVAL = Duration.ofSeconds(5); // where the traffic is as fast as can be
    private static final Duration BEFORE = Duration.ofMinutes(10); // twice as long as rows wait for late ones
    private static final double NANOS = 1e9;

    @Override
    public String name() {
        return "cabs";
    }

    @Override
    public String topic() {
        return "cab-telemetry";
    }

    @Override
    public List<String> indices() {
        return List.of("cab-positions", "cab-minutes", "cab-tracks", "cab-trips");
    }

    @Override
    public Path unpack(Path folder) throws IOException {
        Resources.copy(FOLDER, "areas.geojson", folder);
        Resources.copy(FOLDER, "target/cabs.jar", folder);
        return Resources.copy(FOLDER, FILE, folder);
    }

    /**
     * What happened until now; or at this rate what happens from now on, of more cabs where more are asked for. Where there is no end, it begins
     * {@link #BEFORE} now, all of which is sent at once: trips that have ended, for dashboards to draw.
     */
    @Override
    public Records events(long events, double perSecond) {
        Instant now = Instant.now();
        long seed = System.nanoTime();
        if (perSecond > 0) {
            int cabs = (int) Math.max(1, Math.min(perSecond, CABS)); // each is heard of every second, or more often
            Duration interval = Duration.ofNanos((long) (NANOS * cabs / perSecond));
            Duration before = events == CabSimulator.ENDLESS ? BEFORE : Duration.ZERO;
            return due(new CabSimulator(new Settings(events, cabs, interval, now.minus(before), true, seed)), before);
        }
        Settings until = new Settings(events, CABS, INTERVAL, now, false, seed);
        return new CabSimulator(new Settings(events, CABS, INTERVAL, now.minus(until.length()), false, seed));
    }

    /** The same records, earlier. */
    private static Records due(Records records, Duration earlier) {
        return () -> {
            Outgoing next = records.next();
            return next == null
                    ? null
                    : new Outgoing(
                            next.key(), next.value(), next.bad(), Math.max(0, next.dueNanos() - earlier.toNanos()));
        };
    }

    @Override
    public Pace pace(double perSecond) {
        return Pace.UNLIMITED; // the simulation knows when a record is due
    }

    @Override
    public long done(Progress progress) {
        return progress.records();
    }

    @Override
    public boolean settled(Progress progress) {
        return progress.secondsBehind() == 0;
    }

    @Override
    public String page() {
        return "/dashboards/" + name() + "/city";
    }

    @Override
    public List<String> invitation(String penstock) {
        return List.of(
                "%s sql -e \"SELECT area, count(*) AS minutes, avg(speed) AS kmh, avg(occupied) AS occupied FROM cabs.minutes GROUP BY area\""
                        .formatted(penstock),
                "%s sql -e \"SELECT pickup_area, dropoff_area, kilometres, minutes FROM cabs.trips LIMIT 10\""
                        .formatted(penstock),
                "%s dead-letters summary %s".formatted(penstock, name()),
                "%s verify %s".formatted(penstock, name()),
                "%s status".formatted(penstock));
    }
}
