package io.penstock.console;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The runtime's process: one Spark driver for many pipelines, SQL, and the HTTP API.
 *
 * <p>Ends on SIGTERM, on {@code POST /api/shutdown}, and if told so when standard input ends, since then its parent is gone.
 * In each case the batches in flight are committed first. Prints nothing unless it cannot start; then one line on standard
 * error, and exit code 1, or 2 for a wrong command line.
 */
public final class RuntimeMain {

    /** For an exit of another's: before Spark's own hook, which has 50 + 10 at most, and higher ones go first. */
    private static final int BEFORE_SPARK = 100;

    private static final long STOP_SECONDS = 55; // `penstock down` waits a minute

    private static final int TERMINATED = 143; // as shells have it: 128 and the number of the signal

    private static volatile @Nullable RuntimeProcess running;

    private RuntimeMain() {}

    /** See {@link RuntimeOptions#USAGE}. */
    public static void main(String[] arguments) {
        System.setProperty("log4j2.shutdownHookEnabled", "false"); // the end is worth a line too
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        RuntimeOptions options;
        try {
            options = RuntimeOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        run(options);
    }

    private static void run(RuntimeOptions options) {
        Logger log = LoggerFactory.getLogger(RuntimeMain.class);
        try {
            RuntimeProcess process = RuntimeProcess.start(options, () -> end(0));
            running = process;
            Signal.handle(new Signal("TERM"), signal -> end(TERMINATED));
            ShutdownHookManager.get().addShutdownHook(process::close, BEFORE_SPARK, STOP_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException | Error e) {
            log.atError().setCause(e).log("runtime did not start");
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            System.exit(1);
        }
        if (options.exitOnStdinEof()) {
            exitWithParent();
        }
    }

    /**
     * Commits the batches in flight and ends the process, in threads of its own: the one that asks has an answer to give.
     * It is no shutdown hook that does this: those run all at once, and Iceberg's takes the threads away that a commit needs.
     */
    private static void end(int exitCode) {
        Thread closing = new Thread(
                () -> {
                    RuntimeProcess process = running;
                    if (process != null) {
                        process.close();
                    }
                },
                "penstock-close");
        closing.setDaemon(true);
        Thread exit = new Thread(
                () -> {
                    closing.start();
                    try {
                        closing.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    System.exit(exitCode);
                },
                "penstock-exit");
        exit.setDaemon(true);
        exit.start();
    }

    private static void exitWithParent() {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            continue;
                        }
                    } catch (IOException e) {
                        LoggerFactory.getLogger(RuntimeMain.class)
                                .atWarn()
                                .setCause(e)
                                .log("standard input broke");
                    }
                    end(0);
                },
                "penstock-stdin");
        thread.setDaemon(true);
        thread.start();
    }
}
