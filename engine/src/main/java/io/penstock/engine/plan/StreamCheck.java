package io.penstock.engine.plan;

import io.penstock.pipeline.Problems;
import java.util.Locale;
import org.apache.spark.sql.catalyst.analysis.StreamingJoinHelper;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.streaming.OutputMode;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Says of a view over streams what cannot be computed without end. The rules are Spark's own; those that people meet have words
 * and hints of ours, and come before Spark's, which stops at the first.
 */
final class StreamCheck {

    private final Problems at;
    private final OutputMode mode;

    /** @param at where the view stands in the file @param mode how its rows are written */
    StreamCheck(Problems at, OutputMode mode) {
        this.at = at;
        this.mode = mode;
    }

    /** Whether rows wait for others from batch to batch. */
    static boolean keepsState(LogicalPlan plan) {
        if (!plan.isStreaming()) {
            return false;
        }
        boolean waits =
                switch (plan.nodeName()) {
                    case "Aggregate", "Distinct", "Deduplicate", "DeduplicateWithinWatermark" -> true;
                    case "Join" ->
                        CollectionConverters.asJava(plan.children()).stream().allMatch(LogicalPlan::isStreaming);
                    default -> plan.nodeName().contains("State");
                };
        return waits || CollectionConverters.asJava(plan.children()).stream().anyMatch(StreamCheck::keepsState);
    }

    /** @param plan the view, analysed over streams */
    void check(LogicalPlan plan) {
        int before = at.count();
        walk(plan);
        if (at.count() > before) {
            return;
        }
        try {
            UnsupportedOperationChecker.checkForStreaming(plan, mode);
            UnsupportedOperationChecker.checkStreamingQueryGlobalWatermarkLimit(plan, mode);
        } catch (Exception e) { // Spark's exception is checked and not declared
            SparkMessages.rethrowUnlessAnalysis(e);
            at.add("cannot be computed on a stream: " + SparkMessages.firstLine(e), null);
        }
    }

    private void walk(LogicalPlan plan) {
        if (!plan.isStreaming()) {
            return;
        }
        switch (plan.nodeName()) {
            case "Sort" -> at.add("uses ORDER BY, a stream has no end to sort up to", "sort where the table is read");
            case "GlobalLimit", "Offset", "Tail" ->
                at.add("uses LIMIT or OFFSET, of a stream without end", "limit where the table is read");
            case "Window" ->
                at.add(
                        "uses a window function (OVER), which needs all rows that there will be",
                        "aggregate by window(…) of the event time; max_by and min_by find the last and the first row of a group");
            case "Distinct" ->
                at.add(
                        "uses SELECT DISTINCT, whose memory would grow for ever",
                        "group by the columns and window(…) of the event time");
            default -> {}
        }
        if (plan instanceof Aggregate aggregate) {
            checkGroups(aggregate);
            checkDistinct(aggregate);
        } else if (plan instanceof Join join
                && join.left().isStreaming()
                && join.right().isStreaming()) {
            checkBounds(join);
        } else if (plan instanceof Join join) {
            checkKept(join);
        }
        CollectionConverters.asJava(plan.children()).forEach(this::walk);
    }

    /** A group has to be over some time: by a window of an event time, or the event time itself. */
    private void checkGroups(Aggregate aggregate) {
        boolean ends = CollectionConverters.asJava(aggregate.groupingExpressions()).stream()
                .anyMatch(StreamCheck::hasWatermark);
        if (!ends && mode.equals(OutputMode.Append())) {
            at.add(
                    "aggregates without a window of event time, its groups would never be complete",
                    "group by window(…) of the event time of a source that has a watermark, or write it with mode: upsert");
        }
    }

    private static boolean hasWatermark(Expression expression) {
        return expression instanceof NamedExpression named
                && expression.resolved()
                && named.metadata().contains(EventTimeWatermark.delayKey());
    }

    private void checkDistinct(Aggregate aggregate) {
        boolean distinct = CollectionConverters.asJava(aggregate.aggregateExpressions()).stream()
                .anyMatch(expression ->
                        ((Expression) expression).sql().toUpperCase(Locale.ROOT).contains("(DISTINCT "));
        if (distinct) {
            at.add(
                    "uses an aggregate over DISTINCT values, which Spark does not compute on a stream",
                    "use approx_count_distinct, or size(collect_set(…)) where there are few");
        }
    }

    /** Each side has to know from the other's time which of its rows will find no partner any more. */
    private void checkBounds(Join join) {
        if (StreamingJoinHelper.isWatermarkInJoinKeys(join)
                || (bounded(join.left(), join.right(), join) && bounded(join.right(), join.left(), join))) {
            return;
        }
        at.add(
                "joins streams without a bound in time, the rows that wait for a partner would grow for ever",
                "give both sources a watermark, and add a condition such as b.time BETWEEN a.time AND a.time + INTERVAL 1"
                        + " HOUR");
    }

    /** Of a row that does not come in a stream, nobody knows whether its partner is still to come. */
    private void checkKept(Join join) {
        String kind = join.joinType().sql();
        boolean keeps =
                switch (kind) {
                    case "LEFT OUTER", "LEFT SEMI", "LEFT ANTI" -> !join.left().isStreaming();
                    case "RIGHT OUTER" -> join.left().isStreaming();
                    case "FULL OUTER" -> true;
                    default -> false;
                };
        if (keeps) {
            at.add(
                    "has a %s JOIN that keeps rows of a reference, of which nobody knows what is still to come for them"
                            .formatted(kind),
                    "keep the rows of the stream: FROM clicks LEFT JOIN zones ON …");
        }
    }

    private static boolean bounded(LogicalPlan side, LogicalPlan other, Join join) {
        return StreamingJoinHelper.getStateValueWatermark(
                        attributes(side), attributes(other), join.condition(), Option.apply((Object) 0L))
                .isDefined();
    }

    private static AttributeSet attributes(LogicalPlan plan) {
        return plan.outputSet();
    }
}
