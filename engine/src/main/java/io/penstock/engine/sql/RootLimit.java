package io.penstock.engine.sql;

import org.apache.spark.sql.catalyst.catalog.HiveTableRelation;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * A query whose last step is {@code LIMIT n} on a plain scan, without that step: Spark would gather n rows of every partition
 * in a shuffle first, we stop at the partition that has enough.
 *
 * @param query what to run
 * @param rows how many of its rows are wanted
 */
record RootLimit(QueryExecution query, long rows) {

    static RootLimit of(QueryExecution query) {
        if (query.analyzed() instanceof GlobalLimit limit
                && limit.limitExpr() instanceof Literal literal
                && literal.value() instanceof Integer rows
                && limit.child() instanceof LocalLimit local
                && isScan(local.child())) {
            return new RootLimit(
                    query.sparkSession().sessionState().executePlan(local, CommandExecutionMode.SKIP()), rows);
        }
        return new RootLimit(query, Long.MAX_VALUE);
    }

    private static boolean isScan(LogicalPlan plan) {
        if (plan instanceof Project || plan instanceof Filter || plan instanceof SubqueryAlias) {
            return isScan(((UnaryNode) plan).child());
        }
        return plan instanceof DataSourceV2Relation
                || plan instanceof HiveTableRelation
                || plan instanceof LogicalRelation;
    }
}
