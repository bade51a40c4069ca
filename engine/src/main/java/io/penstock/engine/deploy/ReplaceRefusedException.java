package io.penstock.engine.deploy;

import java.util.List;

/** A file cannot take the place of a deployed one, since something that is kept would be lost. Nothing was changed. */
public final class ReplaceRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> changes;

    ReplaceRefusedException(String name, List<Change> changes) {
        super(
                ("Cannot replace pipeline %s, it would lose what it keeps: %s. Undo these changes, give the pipeline another"
                                + " name, or start over with: penstock reset %s")
                        .formatted(
                                name,
                                String.join(
                                        "; ",
                                        changes.stream()
                                                .filter(change -> change.refusal() != null)
                                                .map(Change::toString)
                                                .toList()),
                                name));
        this.changes = changes.stream().map(Change::toString).toList();
    }

    /** All changes, those that could be made included. */
    public List<String> changes() {
        return changes;
    }
}
