package io.penstock.cli.demo;

import io.penstock.cli.produce.Producing.Pace;
import io.penstock.cli.produce.Records;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a demo shows: a pipeline of {@code examples/}, and the traffic for it. */
public interface Story {

    /** The name of its pipeline. */
    String name();

    /** The topic that the pipeline reads. */
    String topic();

    /** The indices that the pipeline writes; none where it writes none. */
    List<String> indices();

    /** Writes the pipeline file into a folder, with what lies beside it. @return the file */
    Path unpack(Path folder) throws IOException;

    /**
     * The traffic.
     *
     * @param events how many, or {@link io.penstock.cli.produce.Generator#ENDLESS}
     * @param perSecond 0 for as fast as the broker takes them
     */
    Records events(long events, double perSecond);

    /** How the traffic is sent. @param perSecond as for {@link #events} */
    Pace pace(double perSecond);

    /** How many of the records that were sent the pipeline has dealt with. */
    long done(Progress progress);

    /** Whether nothing waits in the pipeline that could still be written. */
    boolean settled(Progress progress);

    /** The page of the console that shows it best: its path. */
    String page();

    /** What to type in a second terminal. @param penstock how the command is called there */
    List<String> invitation(String penstock);
}
