package io.penstock.engine;

import io.penstock.engine.state.StateFolder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Asks a pipeline that runs somewhere to stop: a file {@value #FILE} in the folder of its state, which its driver looks for. It
 * takes no connection to the driver, so it works on every cluster whose files can be written.
 *
 * <p>All methods do I/O and throw {@link java.io.UncheckedIOException} where that fails. Thread-safe.
 */
public final class StopRequest {

    private static final String FILE = "stop";

    private final StateFolder folder;

    private StopRequest(StateFolder folder) {
        this.folder = folder;
    }

    /** The request for a pipeline whose state is where the settings say; whether it is made is another matter. */
    public static StopRequest of(EngineSettings settings, String pipeline) {
        return new StopRequest(
                StateFolder.at(settings.state(), settings.hadoopConfiguration()).folder(pipeline));
    }

    /** Whether somebody has asked, and nobody has done it yet. */
    public boolean made() {
        return folder.exists(FILE);
    }

    public void make() {
        folder.replace(FILE, (Instant.now() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** It is done, or nobody wants it any more. */
    public void withdraw() {
        folder.deleteIfExists(FILE);
    }

    /** The file. */
    public String where() {
        return folder.where(FILE);
    }
}
