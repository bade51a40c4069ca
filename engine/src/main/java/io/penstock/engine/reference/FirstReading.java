package io.penstock.engine.reference;

import io.penstock.engine.plan.ReferencePlan;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads references for a pipeline that starts: one that several of its views join with is read, and kept in memory, once. Later
 * each view reads it anew by itself. Not thread-safe.
 */
public final class FirstReading {

    /** @param nanos when it was read */
    record Read(ReferenceRows rows, long nanos) {}

    private final ReferenceReader reader;
    private final Map<ReferencePlan, Read> shared = new HashMap<>();

    public FirstReading(ReferenceReader reader) {
        this.reader = reader;
    }

    ReferenceReader reader() {
        return reader;
    }

    /** The rows of the reference. @throws UnreadableReferenceException when they cannot be read */
    Read read(ReferencePlan reference) {
        Read before = shared.get(reference);
        if (before != null) {
            return before;
        }
        long nanos = System.nanoTime();
        Read read = new Read(reader.read(reference), nanos);
        // a table of a catalog belongs to the session that has found it
        if (read.rows().table() instanceof RowsInMemory) {
            shared.put(reference, read);
        }
        return read;
    }

    /** Gives back the memory of what no view has any more. */
    public void forget() {
        shared.clear();
    }
}
