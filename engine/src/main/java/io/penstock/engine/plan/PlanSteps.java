package io.penstock.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BindReferences;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.package$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.DataType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Turns an optimised plan over one source into {@link Step}s, or says which part of it is not computed row by row. */
final class PlanSteps {

    private static final Map<String, String> OPERATORS = Map.of(
            "Aggregate", "an aggregation or DISTINCT",
            "Join", "a join or a subquery",
            "Window", "a window function",
            "Sort", "ORDER BY",
            "GlobalLimit", "LIMIT",
            "LocalLimit", "LIMIT",
            "Offset", "OFFSET",
            "Union", "UNION",
            "OneRowRelation", "a SELECT without FROM");

    private PlanSteps() {}

    /** @throws NotRowByRowException when the plan has an operator that needs more than one row */
    static List<Step> of(LogicalPlan plan) {
        List<Step> steps = new ArrayList<>();
        collect(plan, steps, LogicalRDD.class::isInstance);
        return steps.contains(new Step.Nothing()) ? List.of(new Step.Nothing()) : steps;
    }

    /**
     * The steps from the rows of a node to those of the plan; none where it is the plan itself.
     *
     * @throws NotRowByRowException when there is an operator between them that needs more than one row
     */
    static List<Step> between(LogicalPlan node, LogicalPlan plan) {
        List<Step> steps = new ArrayList<>();
        collect(plan, steps, node::equals);
        return steps;
    }

    private static void collect(LogicalPlan plan, List<Step> steps, Predicate<LogicalPlan> isInput) {
        if (isInput.test(plan)) {
            return;
        } else if (plan instanceof LocalRelation relation && relation.data().isEmpty()) {
            steps.add(new Step.Nothing());
        } else if (plan instanceof Project project) {
            collect(project.child(), steps, isInput);
            steps.add(new Step.Project(bind(project.projectList(), project.child())));
        } else if (plan instanceof Filter filter) {
            collect(filter.child(), steps, isInput);
            steps.add(new Step.Filter(bind(filter.condition(), filter.child())));
        } else if (plan instanceof Generate generate) {
            collect(generate.child(), steps, isInput);
            steps.add(generateStep(generate));
        } else {
            throw new NotRowByRowException(OPERATORS.getOrDefault(plan.nodeName(), "the operator " + plan.nodeName()));
        }
    }

    private static Step generateStep(Generate generate) {
        List<Attribute> output = CollectionConverters.asJava(generate.output());
        List<Attribute> generated = CollectionConverters.asJava(generate.generatorOutput());
        List<Expression> kept = new ArrayList<>();
        for (Attribute attribute : output.subList(0, output.size() - generated.size())) {
            kept.add(bind((Expression) attribute, generate.child()));
        }
        List<DataType> types = generated.stream().map(Attribute::dataType).toList();
        return new Step.Generate(
                bind((Expression) generate.generator(), generate.child()), generate.outer(), kept, types);
    }

    private static List<Expression> bind(Seq<?> expressions, LogicalPlan input) {
        List<Expression> bound = new ArrayList<>();
        for (Object expression : CollectionConverters.asJava(expressions)) {
            bound.add(bind((Expression) expression, input));
        }
        return bound;
    }

    private static Expression bind(Expression expression, LogicalPlan input) {
        Expression bound =
                BindReferences.bindReference(expression, package$.MODULE$.AttributeSeq(input.output()), false);
        check(bound);
        return bound;
    }

    private static void check(Expression expression) {
        if (expression instanceof SubqueryExpression) {
            throw new NotRowByRowException("a subquery");
        }
        if (expression instanceof Unevaluable) {
            throw new NotRowByRowException("the expression " + expression.sql());
        }
        CollectionConverters.asJava(expression.children()).forEach(PlanSteps::check);
    }

    /** The message names what needs more than one row. */
    static final class NotRowByRowException extends RuntimeException {

        NotRowByRowException(String what) {
            super(what);
        }
    }
}
