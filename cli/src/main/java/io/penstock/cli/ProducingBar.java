package io.penstock.cli;

import io.penstock.cli.produce.Producing;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that follows a sending on a terminal, and nothing elsewhere. */
final class ProducingBar implements AutoCloseable {

    static final long UNKNOWN = -1;

    private static final int REFRESH_MILLIS = 200;

    private final @Nullable ProgressBar bar;
    private final Producing producing;
    private final Thread follower = new Thread(this::follow, "penstock-progress");

    private ProducingBar(@Nullable ProgressBar bar, Producing producing) {
        this.bar = bar;
        this.producing = producing;
    }

    /** @param expected how many records there will be, or {@link #UNKNOWN} */
    static ProducingBar show(Context context, Producing producing, long expected) {
        if (!context.terminal()) {
            return new ProducingBar(null, producing);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("sending")
                .setInitialMax(expected)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(context.err(), context.columns() - 1))
                .build();
        ProducingBar shown = new ProducingBar(bar, producing);
        shown.follower.setDaemon(true);
        shown.follower.start();
        return shown;
    }

    private void follow() {
        while (!Thread.interrupted()) {
            step();
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(REFRESH_MILLIS));
        }
    }

    private void step() {
        if (bar != null) {
            bar.stepTo(producing.progress().sent());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            follower.interrupt();
            step();
            bar.close();
        }
    }
}
