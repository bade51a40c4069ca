package io.penstock.cli;

import io.penstock.cli.produce.Producing;
import io.penstock.cli.produce.Producing.Sent;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.LiveLine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Follows a sending on a terminal: a bar where the end is known, a line where it is not. */
final class ProducingBar implements AutoCloseable {

    static final long UNKNOWN = -1;

    private static final int REFRESH_MILLIS = 200;

    private final Producing producing;
    private final Display display;
    private final Thread follower = new Thread(this::follow, "penstock-progress");

    private ProducingBar(Producing producing, Display display) {
        this.producing = producing;
        this.display = display;
    }

    /** What is seen of it. */
    private interface Display extends AutoCloseable {

        void show(Sent progress);

        @Override
        void close();
    }

    /** @param expected how many records there will be, or {@link #UNKNOWN} */
    static ProducingBar show(Context context, Producing producing, long expected) {
        if (!context.terminal()) {
            return new ProducingBar(producing, new Nothing());
        }
        ProducingBar shown =
                new ProducingBar(producing, expected == UNKNOWN ? new Line(context) : new Bar(context, expected));
        shown.follower.setDaemon(true);
        shown.follower.start();
        return shown;
    }

    private void follow() {
        while (!Thread.currentThread().isInterrupted()) {
            display.show(producing.progress());
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(REFRESH_MILLIS));
        }
    }

    @Override
    public void close() {
        follower.interrupt();
        try {
            follower.join(); // it only writes to the terminal
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        display.show(producing.progress());
        display.close();
    }

    private static final class Nothing implements Display {

        @Override
        public void show(Sent progress) {}

        @Override
        public void close() {}
    }

    private static final class Line implements Display {

        private final LiveLine line;

        Line(Context context) {
            this.line = new LiveLine(context.err(), true, context.columns());
        }

        @Override
        public void show(Sent progress) {
            line.show("sending  %s  %s/s"
                    .formatted(Figures.count(progress.sent(), "record"), Figures.rate(progress.perSecond())));
        }

        @Override
        public void close() {
            line.end();
        }
    }

    private static final class Bar implements Display {

        private final ProgressBar bar;

        Bar(Context context, long expected) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName("sending")
                    .setInitialMax(expected)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(context.err(), context.columns() - 1))
                    .build();
        }

        @Override
        public void show(Sent progress) {
            bar.stepTo(progress.sent());
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
