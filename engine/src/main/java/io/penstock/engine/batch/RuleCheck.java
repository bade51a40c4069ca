package io.penstock.engine.batch;

import io.penstock.engine.plan.RulePlan;
import io.penstock.engine.plan.SparkMessages;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Evaluates an expectation on one row at a time. */
final class RuleCheck {

    private final Consumer<InternalRow> steps;
    private @Nullable Boolean result;

    RuleCheck(RulePlan rule, int partition) {
        this.steps =
                new StepChain(rule.check(), partition).into(row -> result = row.isNullAt(0) ? null : row.getBoolean(0));
    }

    /** Why the row violates the expectation, or nothing when it holds. */
    @Nullable
    String violation(InternalRow decoded) {
        result = null;
        try {
            steps.accept(decoded);
        } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
            return "the check cannot be computed: " + SparkMessages.firstLine(e);
        }
        if (result == null) {
            return "the check is NULL";
        }
        return result ? null : "the check is false";
    }
}
