package io.penstock.bench.harness;

import java.io.IOException;
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
            Optional<Path> newest = table.metadata();
            if (newest.isPresent() && !newest.get().equals(last)) {
                last = newest.get();
                long now = System.currentTimeMillis();
                TableFolder.Content content = TableFolder.content(last);
                synchronized (seenMillis) {
                    seenMillis.putIfAbsent(content.id(), now);
                }
                rows = content.rows();
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
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
