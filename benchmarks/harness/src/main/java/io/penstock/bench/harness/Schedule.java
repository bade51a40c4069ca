package io.penstock.bench.harness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The steps of a call of the command, one after the other, and how long those still take that are left.
 *
 * <p>A step that has been there before, in another round, is expected to take as long as then. Any other takes what was guessed,
 * times what the finished steps took against what was guessed for them.
 *
 * <p>Not thread-safe.
 */
final class Schedule {

    private static final double SECONDS_OF_A_MINUTE = 60;
    private static final double NANOS_OF_A_SECOND = 1e9;
    private static final double PRIOR_SECONDS = 60; // that the first short steps do not make the pace

    /**
     * @param workload the workload
     * @param part what is done: a contender's word, or the harness's own work
     * @param seconds how long it is guessed to take
     */
    record Step(String workload, String part, double seconds) {

        private boolean is(String otherWorkload, String otherPart) {
            return workload.equals(otherWorkload) && part.equals(otherPart);
        }
    }

    private final Progress progress;
    private final LongSupplier nanos;
    private final List<Step> left;
    private final Map<String, Double> taken = new HashMap<>();
    private double guessed;
    private double took;
    private long last;

    /**
     * The clock starts now.
     *
     * @param nanos the clock
     */
    Schedule(Progress progress, LongSupplier nanos, List<Step> steps) {
        this.progress = progress;
        this.nanos = nanos;
        this.left = new ArrayList<>(steps);
        this.last = nanos.getAsLong();
    }

    /** Says a line and how much time is left. */
    void say(String line) {
        progress.say(line + remaining());
    }

    /** One step of that kind is done: it has taken all the time since the step before. Says the line. */
    void done(String workload, String part, String line) {
        long now = nanos.getAsLong();
        double seconds = (now - last) / NANOS_OF_A_SECOND;
        last = now;
        left.stream().filter(step -> step.is(workload, part)).findFirst().ifPresent(step -> {
            left.remove(step);
            guessed += step.seconds();
            took += seconds;
            taken.put(workload + " " + part, seconds);
        });
        say(line);
    }

    /** No step of that kind will come any more. Says why. */
    void dropped(String workload, String part, String line) {
        left.removeIf(step -> step.is(workload, part));
        last = nanos.getAsLong();
        say(line);
    }

    /** No step of that workload will come any more. */
    void ended(String workload) {
        left.removeIf(step -> step.workload().equals(workload));
        last = nanos.getAsLong();
    }

    private String remaining() {
        double pace = (PRIOR_SECONDS + took) / (PRIOR_SECONDS + guessed);
        double seconds = left.stream()
                .mapToDouble(step -> taken.getOrDefault(step.workload() + " " + step.part(), step.seconds() * pace))
                .sum();
        if (left.isEmpty()) {
            return "";
        }
        long minutes = Math.round(seconds / SECONDS_OF_A_MINUTE);
        return minutes == 0 ? "; less than a minute left" : "; about %d min left".formatted(minutes);
    }
}
