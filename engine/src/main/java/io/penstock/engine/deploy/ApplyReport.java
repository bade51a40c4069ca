package io.penstock.engine.deploy;

import java.util.List;

/**
 * What applying a file did, or in a dry run would do.
 *
 * @param name the pipeline's name
 * @param action what was done with it
 * @param changes the differences, each in a sentence; none for a new pipeline
 * @param notes what its user has to know, or to do, besides; each a sentence
 */
public record ApplyReport(String name, Action action, List<String> changes, List<String> notes) {

    /** What applying comes to. */
    public enum Action {
        CREATED,
        REPLACED,
        /** What it computes is the same, what is only shown has changed: it runs on. */
        UPDATED,
        UNCHANGED
    }

    public ApplyReport {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }
}
