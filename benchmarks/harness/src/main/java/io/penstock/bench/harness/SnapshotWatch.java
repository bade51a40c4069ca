package io.penstock.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks every few milliseconds whether a table has a new snapshot, and notes when it saw it first. */
final class SnapshotWatch implements AutoCloseable {

    private static final long LOOK_NANOS = 5_000_000;

    private final TableFolder table;
    private final Thread thread = new Thread(this::watch, "bench-snapshots");
    private final Map<Long, Long> seenMillis = new LinkedHashMap<>();
    private volatile boolean closed;
    private volatile long rows;

    private SnapshotWatch(TableFolder table) {
        this.table = table;
    }

    static SnapshotWatch start(TableFolder table) {
        SnapshotWatch watch = new SnapshotWatch(table);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        @Nullable Path last = null;
        while (!closed) {
            try {
                last = look(last);
            } catch (UncheckedIOException e) {
                // the file is being written, or was deleted as an old one: the next look sees more
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private @Nullable Path look(@Nullable Path last) {
        Optional<Path> newest = table.metadata();
        if (newest.isEmpty() || newest.get().equals(last)) {
            return last;
        }
        long now = System.currentTimeMillis();
        List<Long> snapshots = TableFolder.snapshots(newest.get());
        long found = TableFolder.content(newest.get()).rows();
        synchronized (seenMillis) {
            snapshots.forEach(snapshot -> seenMillis.putIfAbsent(snapshot, now));
        }
        rows = found;
        return newest.get();
    }

    /** How many rows the table had when it was last looked at. */
    long rows() {
        return rows;
    }

    /** A line {@code <snapshot> <epoch milliseconds>} for each snapshot seen. */
    void store(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        synchronized (seenMillis) {
            seenMillis.forEach((snapshot, millis) -> lines.add(snapshot + " " + millis));
        }
        Files.write(file, lines);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
