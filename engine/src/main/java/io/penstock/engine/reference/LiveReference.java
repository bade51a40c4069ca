package io.penstock.engine.reference;

import io.penstock.engine.plan.ReferencePlan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A reference of a running query. All that ask for it in one batch get the same rows. Thread-safe. */
final class LiveReference {

    private static final Logger LOG = LoggerFactory.getLogger(LiveReference.class);
    private static final long WAIT_SECONDS = 60;

    private final ReferencePlan plan;
    private final ReferenceReader reader;
    private final String query;
    private ReferenceRows rows;
    private long readNanos;
    private long batch = -1;
    private @Nullable CompletableFuture<ReferenceRows> reading;
    private @Nullable String told;

    /** Reads it. @param query for messages @throws UnreadableReferenceException when it cannot be read */
    LiveReference(ReferencePlan plan, FirstReading first, String query) {
        this.plan = plan;
        this.reader = first.reader();
        this.query = query;
        FirstReading.Read read = first.read(plan);
        this.rows = read.rows();
        this.readNanos = read.nanos();
    }

    ReferencePlan plan() {
        return plan;
    }

    /** The rows that the batch sees. Where they are due, they are read anew, for which a batch waits a minute at most. */
    synchronized ReferenceRows of(long next) {
        if (next != batch) {
            batch = next;
            long age = System.nanoTime() - readNanos;
            if (reading != null || age >= plan.spec().refresh().toNanos()) {
                refresh();
            }
        }
        return rows;
    }

    synchronized String version() {
        return rows.version();
    }

    /** Not in the thread that plans a batch: to read is to plan, and run, another query. */
    private void refresh() {
        if (reading == null) {
            readNanos = System.nanoTime();
            CompletableFuture<ReferenceRows> result = new CompletableFuture<>();
            Thread thread = new Thread(() -> read(result), "penstock-reference-" + plan.name());
            thread.setDaemon(true);
            thread.start();
            reading = result;
        }
        try {
            ReferenceRows read = reading.get(WAIT_SECONDS, TimeUnit.SECONDS);
            reading = null;
            told = null;
            rows = read;
        } catch (TimeoutException e) {
            tell("takes more than %d s to read".formatted(WAIT_SECONDS));
        } catch (ExecutionException e) {
            reading = null;
            tell(String.valueOf(e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the batch is being broken off, and will say so
        }
    }

    private void read(CompletableFuture<ReferenceRows> result) {
        try {
            result.complete(reader.read(plan));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private void tell(String why) {
        if (!why.equals(told)) {
            LOG.atWarn()
                    .addKeyValue("query", query)
                    .addKeyValue("reference", plan.name())
                    .addKeyValue("origin", plan.spec().origin())
                    .addKeyValue("reason", why)
                    .log("reference cannot be read, its rows stay as they are");
        }
        told = why;
    }
}
