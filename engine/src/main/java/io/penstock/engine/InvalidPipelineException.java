package io.penstock.engine;

import io.penstock.pipeline.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A pipeline cannot run as it is written; nothing was started or changed. */
public final class InvalidPipelineException extends RuntimeException {

    private final List<Problem> problems;

    public InvalidPipelineException(List<Problem> problems) {
        super(problems.stream().map(p -> p.path() + " " + p.reason()).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
