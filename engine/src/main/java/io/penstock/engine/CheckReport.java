package io.penstock.engine;

import io.penstock.pipeline.Problem;
import java.util.List;

/**
 * What there is to say of a pipeline before it runs.
 *
 * @param problems for which it cannot run
 * @param notes what its user has to know, or to do, besides; each a sentence
 */
public record CheckReport(List<Problem> problems, List<String> notes) {

    public CheckReport {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    static CheckReport of(List<Problem> problems) {
        return new CheckReport(problems, List.of());
    }
}
