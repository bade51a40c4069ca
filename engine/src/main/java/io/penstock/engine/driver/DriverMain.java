package io.penstock.engine.driver;

import io.penstock.engine.BatchReport;
import io.penstock.engine.Engine;
import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.Run;
import io.penstock.engine.RunListener;
import io.penstock.engine.state.Json;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.PipelineLoader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A driver for one pipeline: takes a {@link DriverOrder} from its standard input, says on its standard output how it goes, and ends
 * when its run does, when told to stop, or when its standard input ends, since then its parent is gone.
 */
public final class DriverMain {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

    /** Tasks in real time wait more than they compute, and each partition has one. */
    private static final String MASTER = "local[32]";

    private final PrintStream output;
    private volatile @Nullable Run run;

    private DriverMain(PrintStream output) {
        this.output = output;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream output = System.out;
        System.setOut(System.err); // what others print is no message
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String order = input.readLine();
        if (order != null) {
            new DriverMain(output)
                    .drive(Json.parse(order.getBytes(StandardCharsets.UTF_8), DriverOrder.class, "the order"), input);
        }
        Runtime.getRuntime().halt(0); // all that counts is closed; no library's thread is waited for
    }

    private void drive(DriverOrder order, BufferedReader input) {
        try (Engine engine = Engine.open(order.settings().withSparkDefault("spark.master", MASTER))) {
            LoadedPipeline loaded = PipelineLoader.load(order.file(), order.text());
            if (loaded.pipeline() == null) {
                throw new InvalidPipelineException(loaded.problems());
            }
            try (Run started = engine.start(loaded.pipeline(), new Reporter())) {
                run = started;
                say(DriverMessage.started(started.status()));
                stopWhenTold(input, started);
                while (!started.awaitEnd(STATUS_INTERVAL)) {
                    say(DriverMessage.status(started.status()));
                }
            }
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(DriverMain.class).atError().setCause(e).log("driver failed");
            say(DriverMessage.ended(null, e));
        }
    }

    private static void stopWhenTold(BufferedReader input, Run run) {
        Thread waiting = new Thread(
                () -> {
                    try {
                        String line = input.readLine();
                        while (line != null && !line.equals(DriverOrder.STOP)) {
                            line = input.readLine();
                        }
                    } catch (IOException e) {
                        LoggerFactory.getLogger(DriverMain.class)
                                .atWarn()
                                .setCause(e)
                                .log("standard input broke");
                    }
                    run.stop(STOP_LIMIT);
                },
                "penstock-driver-input");
        waiting.setDaemon(true);
        waiting.start();
    }

    private synchronized void say(DriverMessage message) {
        output.println(new String(Json.bytes(message), StandardCharsets.UTF_8));
        output.flush();
    }

    private final class Reporter implements RunListener {

        @Override
        public void batchCommitted(BatchReport batch) {
            Run current = run;
            if (current != null) {
                say(DriverMessage.batch(batch, current.status()));
            }
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            Run current = run;
            say(DriverMessage.ended(current == null ? null : current.status(), failure));
        }
    }
}
