package io.penstock.engine.batch;

import io.penstock.engine.plan.Step;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Evaluates {@link Step}s on one row at a time, with Spark's generated code for the expressions.
 *
 * <p>Evaluating outside of a Spark plan is what makes an error of an expression the fault of one record instead of the whole
 * batch's. Not thread-safe.
 */
public final class StepChain {

    private final List<Step> steps;
    private final int partition;

    /** @param partition of the task, for expressions that depend on it */
    public StepChain(List<Step> steps, int partition) {
        this.steps = steps;
        this.partition = partition;
    }

    /** Gives the consumer every row that the source row becomes; a row may be reused after the consumer returns. */
    public Consumer<InternalRow> into(Consumer<InternalRow> consumer) {
        Consumer<InternalRow> next = consumer;
        for (int i = steps.size() - 1; i >= 0; i--) {
            next = stage(steps.get(i), next);
        }
        return next;
    }

    private Consumer<InternalRow> stage(Step step, Consumer<InternalRow> next) {
        if (step instanceof Step.Project project) {
            UnsafeProjection projection = projection(project.expressions());
            return row -> next.accept(projection.apply(row));
        } else if (step instanceof Step.Filter filter) {
            BasePredicate predicate = Predicate$.MODULE$.create(filter.condition());
            predicate.initialize(partition);
            return row -> {
                if (predicate.eval(row)) {
                    next.accept(row);
                }
            };
        } else if (step instanceof Step.Generate generate) {
            return generate(generate, next);
        } else if (step instanceof Step.Nothing) {
            return row -> {};
        }
        throw new IllegalStateException("Cannot evaluate step " + step);
    }

    private Consumer<InternalRow> generate(Step.Generate step, Consumer<InternalRow> next) {
        UnsafeProjection kept = projection(step.kept());
        Generator generator = (Generator) step.generator();
        InternalRow nulls = new GenericInternalRow(step.generatedTypes().size());
        JoinedRow joined = new JoinedRow();
        return row -> {
            InternalRow left = kept.apply(row);
            Iterator<InternalRow> generated = generator.eval(row).iterator();
            if (step.outer() && !generated.hasNext()) {
                next.accept(joined.apply(left, nulls));
            }
            while (generated.hasNext()) {
                next.accept(joined.apply(left, generated.next()));
            }
        };
    }

    private UnsafeProjection projection(List<Expression> expressions) {
        UnsafeProjection projection = UnsafeProjection$.MODULE$.create(
                CollectionConverters.asScala(expressions).toSeq());
        projection.initialize(partition);
        return projection;
    }
}
