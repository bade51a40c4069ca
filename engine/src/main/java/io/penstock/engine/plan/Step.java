package io.penstock.engine.plan;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;

/** A step of a view, with expressions that are bound to the columns of the row that comes in. */
public sealed interface Step extends Serializable {

    /** Lets a row pass when the condition is true. */
    record Filter(Expression condition) implements Step {}

    /** Makes a row of the expressions. */
    record Project(List<Expression> expressions) implements Step {

        public Project {
            expressions = List.copyOf(expressions);
        }
    }

    /**
     * Makes a row of each row that the generator gives, behind columns that are kept.
     *
     * @param generator a Spark generator such as {@code explode}
     * @param outer whether a row without any is kept, with NULLs
     * @param kept columns of the incoming row that are kept
     * @param generatedTypes types of the generated columns
     */
    record Generate(Expression generator, boolean outer, List<Expression> kept, List<DataType> generatedTypes)
            implements Step {

        public Generate {
            kept = List.copyOf(kept);
            generatedTypes = List.copyOf(generatedTypes);
        }
    }

    /** Lets nothing pass: Spark has proved that the view is always empty. */
    record Nothing() implements Step {}
}
