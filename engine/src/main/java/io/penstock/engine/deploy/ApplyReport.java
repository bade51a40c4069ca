package io.penstock.engine.deploy;

import java.util.List;

/**
 * What applying a file did, or in a dry run would do.
 *
 * @param name the pipeline's name
 * @param action what was done with it
 * @param changes the differences, each in a sentence; none for a new pipeline
 */
public record ApplyReport(String name, Action action, List<String> changes) {

    /** What applying comes to. */
    public enum Action {
        CREATED,
        REPLACED,
        UNCHANGED
    }

    public ApplyReport {
        changes = List.copyOf(changes);
    }
}
