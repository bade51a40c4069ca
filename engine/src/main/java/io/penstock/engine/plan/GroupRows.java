package io.penstock.engine.plan;

import io.penstock.engine.plan.PlanSteps.NotRowByRowException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.DeclarativeAggregate;
import org.apache.spark.sql.catalyst.planning.PhysicalAggregation$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple4;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How the rows of a view that aggregates last are computed from what Spark keeps of each group: its key, and the buffers of its
 * aggregate functions. The row is the one that the view would give if the group ended now.
 *
 * @param key types of what it groups by, in their order
 * @param buffers types of the buffers, in their order
 * @param steps from a row of key and buffers to one of the view, if any
 */
public record GroupRows(List<DataType> key, List<DataType> buffers, List<Step> steps) implements Serializable {

    public GroupRows {
        key = List.copyOf(key);
        buffers = List.copyOf(buffers);
        steps = List.copyOf(steps);
    }

    /**
     * Those of a view; nothing where its last operator with state is no aggregation, or one whose buffers are known to the function alone.
     *
     * @param session where the names of sources and views will mean this view's
     */
    public static @Nullable GroupRows of(ViewPlan view, SparkSession session) {
        ViewCatalog none = ViewCatalog.checked(session);
        Map<String, Dataset<Row>> streams = new HashMap<>();
        view.sources().forEach(source -> streams.put(source.name(), none.none(source.columns(), true)));
        LogicalPlan analysed = ((org.apache.spark.sql.classic.Dataset<Row>) view.over(session, streams))
                .queryExecution()
                .analyzed();
        LogicalPlan plan = session.sessionState().optimizer().execute(analysed);
        Aggregate aggregate = lastAggregate(plan);
        if (aggregate == null) {
            return null;
        }
        try {
            return of(aggregate, plan);
        } catch (NotRowByRowException e) {
            return null;
        }
    }

    private static @Nullable Aggregate lastAggregate(LogicalPlan plan) {
        if (plan instanceof Aggregate aggregate) {
            return aggregate;
        } else if (plan instanceof Project project) {
            return lastAggregate(project.child());
        } else if (plan instanceof Filter filter) {
            return lastAggregate(filter.child());
        }
        return null;
    }

    private static @Nullable GroupRows of(Aggregate aggregate, LogicalPlan plan) {
        Option<Tuple4<Seq<NamedExpression>, Seq<AggregateExpression>, Seq<NamedExpression>, LogicalPlan>> physical =
                PhysicalAggregation$.MODULE$.unapply(aggregate);
        if (physical.isEmpty()) {
            return null;
        }
        Map<ExprId, Expression> places = new HashMap<>();
        List<DataType> key = new ArrayList<>();
        for (NamedExpression group : CollectionConverters.asJava(physical.get()._1())) {
            Attribute attribute = group.toAttribute();
            places.put(attribute.exprId(), new BoundReference(key.size(), attribute.dataType(), true));
            key.add(attribute.dataType());
        }
        List<DataType> buffers = new ArrayList<>();
        Map<ExprId, Expression> results = new HashMap<>(places);
        for (AggregateExpression expression :
                CollectionConverters.asJava(physical.get()._2())) {
            if (!(expression.aggregateFunction() instanceof DeclarativeAggregate function)) {
                return null;
            }
            for (AttributeReference buffer : CollectionConverters.asJava(function.aggBufferAttributes())) {
                int place = key.size() + buffers.size();
                places.put(buffer.exprId(), new BoundReference(place, buffer.dataType(), true));
                buffers.add(buffer.dataType());
            }
            results.put(expression.resultAttribute().exprId(), replaced(function.evaluateExpression(), places));
        }
        List<Expression> row = new ArrayList<>();
        for (NamedExpression result : CollectionConverters.asJava(physical.get()._3())) {
            row.add(replaced((Expression) result, results));
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Project(row));
        steps.addAll(PlanSteps.between(aggregate, plan));
        return new GroupRows(key, buffers, steps);
    }

    private static Expression replaced(Expression expression, Map<ExprId, Expression> by) {
        if (expression instanceof Attribute attribute) {
            return by.getOrDefault(attribute.exprId(), expression);
        }
        List<Expression> children = new ArrayList<>();
        CollectionConverters.asJava(expression.children()).forEach(child -> children.add(replaced(child, by)));
        return (Expression) expression.withNewChildren(
                CollectionConverters.asScala(children).toSeq());
    }

    /** Whether a state of these columns is one of key and buffers. */
    public boolean fit(StructType stateKey, StructType stateValue) {
        return names(types(stateKey)).equals(names(key))
                && names(types(stateValue)).equals(names(buffers));
    }

    /** Whether a state of this value has key and buffers in it, as that of sessions has. */
    public boolean fitWithin(StructType stateValue) {
        List<DataType> all = new ArrayList<>(key);
        all.addAll(buffers);
        return names(types(stateValue)).equals(names(all));
    }

    private static List<DataType> types(StructType columns) {
        return List.of(columns.fields()).stream().map(StructField::dataType).toList();
    }

    /** Without what may be NULL, in which plan and state differ. */
    private static List<String> names(List<DataType> types) {
        return types.stream().map(DataType::catalogString).toList();
    }
}
