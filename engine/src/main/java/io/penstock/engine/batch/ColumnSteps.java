package io.penstock.engine.batch;

import io.penstock.engine.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Steps that leave values as they are: some rows, some columns.
 *
 * @param conditions which all have to be true, of the row that comes in
 * @param columns indexes of the columns that remain
 */
record ColumnSteps(List<Expression> conditions, int[] columns) {

    /** The same as those steps, or nothing where these compute values. */
    static @Nullable ColumnSteps of(List<Step> steps, int columnsIn) {
        List<Expression> conditions = new ArrayList<>();
        int[] columns = null;
        for (Step step : steps) {
            if (step instanceof Step.Filter filter && columns == null) {
                conditions.add(filter.condition());
            } else if (step instanceof Step.Project project) {
                columns = project(project, columns);
                if (columns == null) {
                    return null;
                }
            } else {
                return null;
            }
        }
        return new ColumnSteps(conditions, columns == null ? all(columnsIn) : columns);
    }

    private static int @Nullable [] project(Step.Project project, int @Nullable [] before) {
        int[] columns = new int[project.expressions().size()];
        for (int i = 0; i < columns.length; i++) {
            Expression expression = project.expressions().get(i);
            if (expression instanceof Alias alias) {
                expression = alias.child();
            }
            if (!(expression instanceof BoundReference reference)) {
                return null;
            }
            columns[i] = before == null ? reference.ordinal() : before[reference.ordinal()];
        }
        return columns;
    }

    private static int[] all(int count) {
        int[] columns = new int[count];
        for (int i = 0; i < count; i++) {
            columns[i] = i;
        }
        return columns;
    }
}
