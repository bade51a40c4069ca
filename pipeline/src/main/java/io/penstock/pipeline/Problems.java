package io.penstock.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Collects the faults of one file. {@link #at} narrows the path, so that what checks a value never knows where it sits in
 * the file. A hostile file costs no more than {@link #MAX_LISTED} problems; the rest are only counted.
 *
 * <p>Not thread-safe.
 */
public final class Problems {

    /** More than anybody corrects in one go. */
    public static final int MAX_LISTED = 100;

    private final Collected collected;
    private final @Nullable Problems outer;
    private final String step; // paths are put together only where there is a problem: a file has many values

    /** Problems whose lines are not known; {@link LoadedPipeline#locate} adds them. */
    public Problems() {
        this(path -> 0);
    }

    /** @param lines gives the line of a path, or 0 */
    public Problems(ToIntFunction<String> lines) {
        this(new Collected(lines), null, "");
    }

    private Problems(Collected collected, @Nullable Problems outer, String step) {
        this.collected = collected;
        this.outer = outer;
        this.step = step;
    }

    /** The same collection, one key deeper. */
    public Problems at(String key) {
        return new Problems(collected, this, outer == null ? Excerpt.key(key) : "." + Excerpt.key(key));
    }

    /** The same collection, at an item of a list, counted from 0. */
    public Problems at(int index) {
        return new Problems(collected, this, "[" + index + "]");
    }

    /** Adds a problem of the value at this path. */
    public void add(String reason, @Nullable String hint) {
        collected.add(this, 0, reason, hint);
    }

    /** Adds a problem at a line that the path does not lead to. */
    void addAtLine(int line, String reason, @Nullable String hint) {
        collected.add(this, line, reason, hint);
    }

    /** Whether a further problem will be listed, so that it is worth a hint. */
    boolean isListing() {
        return collected.listed.size() < MAX_LISTED;
    }

    /** How many problems there are, listed or not, at any path. */
    public int count() {
        return collected.listed.size() + collected.unlisted;
    }

    /** The problems in the order of their lines; those without a line come last. */
    public List<Problem> list() {
        List<Problem> problems = new ArrayList<>(collected.listed);
        problems.sort(Comparator.comparingInt(problem -> problem.line() == 0 ? Integer.MAX_VALUE : problem.line()));
        if (collected.unlisted > 0) {
            problems.add(new Problem(
                    "", 0, "has %,d more problems".formatted(collected.unlisted), "correct the ones above first"));
        }
        return List.copyOf(problems);
    }

    private String path() {
        return outer == null ? step : outer.path() + step;
    }

    private static final class Collected {
        private final ToIntFunction<String> lines;
        private final List<Problem> listed = new ArrayList<>();
        private int unlisted;

        Collected(ToIntFunction<String> lines) {
            this.lines = lines;
        }

        void add(Problems at, int line, String reason, @Nullable String hint) {
            if (listed.size() < MAX_LISTED) {
                String path = at.path();
                listed.add(new Problem(path, line > 0 ? line : lines.applyAsInt(path), reason, hint));
            } else {
                unlisted++;
            }
        }
    }
}
