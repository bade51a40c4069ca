package io.penstock.engine.batch;

import org.apache.spark.sql.execution.ColumnarToRowTransition;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.jspecify.annotations.Nullable;

/** Finds the part of a plan that gives columns, below what Spark puts above it to make rows of them. */
final class ColumnarPlan {

    private ColumnarPlan() {}

    static @Nullable SparkPlan find(SparkPlan plan) {
        if (plan.supportsColumnar()) {
            return plan;
        }
        boolean makesRows = plan instanceof WholeStageCodegenExec
                || plan instanceof InputAdapter
                || plan instanceof ColumnarToRowTransition;
        return makesRows ? find(plan.children().head()) : null;
    }
}
