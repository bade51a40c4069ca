package io.penstock.cli.shell;

import io.penstock.cli.runtime.Cancellation;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.sql.SqlRequest;
import io.penstock.cli.sql.SqlRequest.End;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * One statement on its way in a thread of its own.
 *
 * @param result fills while it runs
 */
record StatementRun(Result result, Cancellation cancellation, CompletableFuture<End> end, long started) {

    private static final long FIRST_MILLIS = 700;
    private static final long NEXT_MILLIS = 200;

    static StatementRun start(RuntimeClient client, SqlRequest request) {
        Result result = new Result();
        Cancellation cancellation = new Cancellation();
        CompletableFuture<End> end = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        end.complete(request.run(client, cancellation, result));
                    } catch (RuntimeException | Error e) {
                        end.completeExceptionally(e);
                    }
                },
                "penstock-statement");
        thread.setDaemon(true);
        thread.start();
        return new StatementRun(result, cancellation, end, System.nanoTime());
    }

    /**
     * Waits for the end.
     *
     * @param waiting told from time to time how long it takes and how many rows there are; never when it is quick
     * @throws RuntimeException what the request throws
     */
    End await(BiConsumer<Duration, Integer> waiting) {
        long patience = FIRST_MILLIS;
        while (true) {
            try {
                return end.get(patience, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                waiting.accept(elapsed(), result.size());
                patience = NEXT_MILLIS;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException("Cannot finish the statement: " + e.getCause(), e);
            } catch (InterruptedException e) {
                cancellation.cancel();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Cannot finish the statement, its thread was interrupted", e);
            }
        }
    }

    /** Since its start. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
