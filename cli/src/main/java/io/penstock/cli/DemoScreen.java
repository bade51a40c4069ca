package io.penstock.cli;

import io.penstock.cli.demo.Lag;
import io.penstock.cli.demo.PeakMemory;
import io.penstock.cli.demo.Progress;
import io.penstock.cli.demo.Story;
import io.penstock.cli.terminal.LiveLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What the demo shows: one live line, and once there are rows what to type in a second terminal. Not thread-safe. */
final class DemoScreen {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5); // where a line cannot be written over

    private final Context context;
    private final Story story;
    private final PeakMemory memory;
    private final LiveLine line;
    private final Lag lag = new Lag();
    private final boolean linked;
    private double firstRowSeconds = -1;
    private long shown;

    /** @param linked whether to tell a link to the console, for somebody who stays */
    DemoScreen(Context context, Story story, PeakMemory memory, boolean linked) {
        this.context = context;
        this.story = story;
        this.memory = memory;
        this.linked = linked;
        this.line = new LiveLine(context.err(), context.terminal(), context.columns());
    }

    void show(long sent, Progress progress) {
        if (progress.rows() > 0 && firstRowSeconds < 0) {
            firstRowSeconds = secondsOfProcess();
            invite();
        }
        long now = System.nanoTime();
        if (context.terminal() || shown == 0 || now - shown >= BETWEEN_LINES.toNanos()) {
            line.show(text(sent, progress));
            shown = now;
        }
    }

    /** Shows the last progress once more, and leaves it there. */
    void end(long sent, Progress progress) {
        line.show(text(sent, progress));
        line.end();
    }

    /** From the start of this process to the first row that was seen in the table; negative before. */
    double firstRowSeconds() {
        return firstRowSeconds;
    }

    private String text(long sent, Progress progress) {
        return String.format(
                Locale.ROOT,
                "sent %,d  rows %,d  dead letters %,d  %.1f s behind  %,d MiB",
                sent,
                progress.rows(),
                progress.deadLetters(),
                lag.seconds(System.nanoTime(), sent, story.done(progress)),
                memory.nowMib());
    }

    private void invite() {
        String penstock = System.getProperty("penstock.command", "penstock");
        line.print("The first row was in the table after %.1f s.".formatted(firstRowSeconds));
        line.print("In a second terminal, in this folder:");
        line.print("");
        story.invitation(penstock).forEach(command -> line.print("  " + command));
        if (!story.indices().isEmpty()) {
            line.print("");
            line.print("In OpenSearch, whose port 'status' tells: " + String.join(", ", story.indices()));
        }
        if (linked) {
            ConsoleLink.find(context.home(), story.page()).ifPresent(this::show);
        }
        line.print("");
    }

    private void show(ConsoleLink link) {
        line.print("");
        line.print("In a browser, live (the link is good once, within %d minutes):"
                .formatted(link.life().toMinutes()));
        line.print("  " + link.link());
    }

    private static double secondsOfProcess() {
        Instant now = Instant.now();
        Instant started = ProcessHandle.current().info().startInstant().orElse(now);
        return Duration.between(started, now).toMillis() / 1000.0;
    }
}
