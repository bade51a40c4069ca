package io.penstock.cli.demo;

import io.penstock.cli.produce.Generator;
import io.penstock.cli.produce.Producing.Pace;
import io.penstock.cli.produce.Records;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The clickstream: events of which some are bad, a table, dead letters, and the proof. */
public final class Clickstream implements Story {

    /** The share of bad events. */
    static final double BAD = 0.01;

    private static final String TABLE = "web.clicks";
    private static final String FILE = "clickstream.yaml";

    @Override
    public String name() {
        return "clickstream";
    }

    @Override
    public String topic() {
        return "blog-replay";
    }

    @Override
    public List<String> indices() {
        return List.of();
    }

    @Override
    public Path unpack(Path folder) throws IOException {
        return Resources.copy("", FILE, folder);
    }

    @Override
    public Records events(long events, double perSecond) {
        return new Generator(events, BAD, System.nanoTime(), InstantSource.system());
    }

    @Override
    public Pace pace(double perSecond) {
        return Pace.perSecond(perSecond);
    }

    @Override
    public long done(Progress progress) {
        return progress.rows() + progress.deadLetters(); // each record comes out at one of the two ends
    }

    @Override
    public boolean settled(Progress progress) {
        return true;
    }

    @Override
    public String page() {
        return "/pipelines/" + name();
    }

    @Override
    public List<String> invitation(String penstock) {
        return List.of(
                "%s sql -e \"SELECT url, count(*) AS hits FROM %s GROUP BY url ORDER BY hits DESC LIMIT 5\""
                        .formatted(penstock, TABLE),
                "%s dead-letters list %s".formatted(penstock, name()),
                "%s verify %s".formatted(penstock, name()),
                "%s status".formatted(penstock));
    }
}
