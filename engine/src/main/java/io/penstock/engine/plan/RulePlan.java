package io.penstock.engine.plan;

import io.penstock.pipeline.OnViolation;
import java.io.Serializable;
import java.util.List;

/**
 * An expectation to be evaluated on a decoded row.
 *
 * @param name its name
 * @param onViolation what happens when it does not hold
 * @param check steps that end in a row of one boolean; NULL is a violation
 */
public record RulePlan(String name, OnViolation onViolation, List<Step> check) implements Serializable {

    public RulePlan {
        check = List.copyOf(check);
    }
}
