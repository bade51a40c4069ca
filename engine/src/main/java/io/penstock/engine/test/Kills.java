package io.penstock.engine.test;

import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.commit.Failpoint.TrappedException;
import io.penstock.pipeline.test.Kill;
import io.penstock.pipeline.test.KillPoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The kills that the steps of a case ask for. Each query dies of each of them once, in their order, when it comes to that point:
 * queries have no state in common, so this is what happens when the process dies once for each. Thread-safe.
 */
final class Kills {

    private final List<Asked> asked = new ArrayList<>();
    private final List<Victim> victims = new ArrayList<>();

    /** A step. */
    private static final class Asked {

        private final int step;
        private final KillPoint at;
        private volatile boolean happened;

        Asked(int step, KillPoint at) {
            this.step = step;
            this.at = at;
        }

        Failpoint failpoint() {
            return Failpoint.valueOf(at.name());
        }
    }

    /** One more query that is to die. */
    Victim victim() {
        Victim victim = new Victim();
        victims.add(victim);
        return victim;
    }

    /** @param step number of the step, from 1 */
    void ask(int step, Kill kill) {
        Asked next = new Asked(step, kill.at());
        asked.add(next);
        victims.forEach(victim -> victim.ask(next));
    }

    /** What is wrong where a step has killed nothing. */
    @Nullable
    String unheard() {
        return asked.stream()
                .filter(kill -> !kill.happened)
                .findFirst()
                .map(kill -> ("Cannot kill the run in step %d, no batch behind it came to %s:"
                                + " add a send or advance that does, or take another point")
                        .formatted(
                                kill.step,
                                kill.at.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                .orElse(null);
    }

    /** A query. */
    static final class Victim {

        private final Queue<Asked> waiting = new ArrayDeque<>();

        private synchronized void ask(Asked kill) {
            waiting.add(kill);
        }

        /** Does some work that dies at the point that is asked for next, if one is. */
        void exposed(SparkContext spark, Runnable work) {
            Asked next = next();
            if (next == null) {
                work.run();
            } else {
                next.failpoint().trap(spark, work);
            }
        }

        private synchronized @Nullable Asked next() {
            return waiting.peek();
        }

        /** Whether the failure is a death that was asked for; it is not asked for again. */
        synchronized boolean died(Throwable failure) {
            Asked next = waiting.peek();
            if (next == null || !TrappedException.isCauseOf(failure, next.failpoint())) {
                return false;
            }
            next.happened = true;
            waiting.remove();
            return true;
        }
    }
}
