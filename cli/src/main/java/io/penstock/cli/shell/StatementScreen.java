package io.penstock.cli.shell;

import io.penstock.cli.runtime.CancelledException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.shell.ShellCommand.Form;
import io.penstock.cli.shell.SqlShell.Settings;
import io.penstock.cli.sql.SqlRequest;
import io.penstock.cli.sql.SqlRequest.End;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.LiveLine;
import io.penstock.cli.terminal.Styles;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs a statement in front of its user: progress, the result, the time that it took; Ctrl-C cancels. */
record StatementScreen(Screen screen, Styles styles, Settings settings) {

    private static final long MAX_BYTES = 16L << 20; // a result is held in this process, which is small
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** Once. @throws RuntimeException what {@link SqlRequest#run} throws */
    @SuppressWarnings("try") // what takes Ctrl-C works by being open
    void run(RuntimeClient client, String statement, Form form) {
        StatementRun run = StatementRun.start(client, request(statement));
        LiveLine live = new LiveLine(screen.out(), true, screen.columns());
        End end;
        try (Interrupts interrupts = Interrupts.to(screen.terminal(), run.cancellation()::cancel)) {
            end = run.await((elapsed, rows) -> live.show(styles.dim(waiting(elapsed, rows))));
        } finally {
            live.erase();
        }
        show(run.result(), form);
        screen.out().println(styles.dim(summary(run.result(), end, run.elapsed())));
    }

    /** Again and again, on a screen that is drawn over; what was shown last stays. @throws RuntimeException as {@link #run} */
    @SuppressWarnings("try") // what takes Ctrl-C works by being open
    void watch(RuntimeClient client, Watch watch, Form form) {
        CountDownLatch stop = new CountDownLatch(1);
        AtomicReference<@Nullable StatementRun> running = new AtomicReference<>();
        String shown = "";
        try (Interrupts interrupts = Interrupts.to(screen.terminal(), () -> stop(stop, running.get()))) {
            screen.enterAlternate();
            do {
                StatementRun run = StatementRun.start(client, request(watch.statement()));
                running.set(run);
                if (stop.getCount() == 0) {
                    run.cancellation().cancel();
                }
                End end = run.await((elapsed, rows) -> {});
                shown = frame(watch, run, end, form);
                screen.redraw(shown);
            } while (!stop.await(watch.interval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (CancelledException e) {
            stop.countDown(); // Ctrl-C while it ran
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            screen.leaveAlternate();
        }
        screen.out().print(shown);
    }

    private static void stop(CountDownLatch stop, @Nullable StatementRun running) {
        stop.countDown();
        if (running != null) {
            running.cancellation().cancel();
        }
    }

    private SqlRequest request(String statement) {
        return SqlRequest.of(statement, settings.write(), settings.maxRows()).upToBytes(MAX_BYTES);
    }

    private static String waiting(Duration elapsed, int rows) {
        String so = rows == 0 ? "" : ", %s so far".formatted(Figures.count(rows, "row"));
        return "running for %d s%s; Ctrl-C cancels".formatted(elapsed.toSeconds(), so);
    }

    private void show(Result result, Form form) {
        if (result.columns().isEmpty()) {
            return;
        }
        ResultText text = ResultText.of(result, form, screen.columns(), styles);
        if (text.headings().size() + text.lines().size() + 2 > screen.rows()) {
            new Pager(screen, styles).show(text);
        } else {
            text.headings().forEach(screen.out()::println);
            text.lines().forEach(screen.out()::println);
        }
    }

    private static String summary(Result result, End end, Duration elapsed) {
        String rows = result.columns().isEmpty() ? "done" : Figures.count(end.rows(), "row");
        return "%s, %s%s".formatted(rows, time(elapsed), end.truncated() ? "; " + end.more() : "");
    }

    private static String time(Duration elapsed) {
        return elapsed.toSeconds() < 60
                ? String.format(Locale.ROOT, "%.2f s", elapsed.toMillis() / 1_000.0)
                : Figures.time(elapsed);
    }

    private String frame(Watch watch, StatementRun run, End end, Form form) {
        return watch.frame(
                ResultText.of(run.result(), form, screen.columns(), styles),
                LocalTime.now().format(CLOCK),
                summary(run.result(), end, run.elapsed()),
                screen.columns(),
                screen.rows(),
                styles);
    }
}
