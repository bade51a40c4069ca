package io.penstock.engine.plan;

import io.penstock.pipeline.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Whether the key of a table that rows replace each other in is that of the groups of a view: only then has a batch one row for
 * each key, computed by one task.
 */
final class GroupKey {

    private static final String HINT =
            "group by the key columns: SELECT ip, max_by(url, time) AS last_url FROM clicks GROUP BY ip";

    private final LogicalPlan view;

    /** @param view analysed */
    GroupKey(LogicalPlan view) {
        this.view = view;
    }

    /** @param at where the key stands in the file */
    void check(List<String> key, String from, Problems at) {
        Map<ExprId, Expression> computed = new HashMap<>();
        Aggregate aggregate = findAggregate(view, computed);
        if (aggregate == null) {
            at.add("needs a view that aggregates by it, and does nothing with the groups after that: " + from, HINT);
            return;
        }
        List<Expression> groups = new ArrayList<>();
        for (Expression group : CollectionConverters.asJava(aggregate.groupingExpressions())) {
            if (groups.stream().noneMatch(group::semanticEquals)) {
                groups.add(group);
            }
        }
        Set<Expression> named = new HashSet<>();
        for (int i = 0; i < key.size(); i++) {
            Attribute column = find(key.get(i));
            if (column == null) {
                at.at(i)
                        .add(
                                "is not a column of " + from + ": " + key.get(i),
                                "the columns are " + Columns.names(view.schema()));
                continue;
            }
            Expression group = group(column, computed, groups);
            if (group == null) {
                at.at(i).add("is not what %s groups by: %s".formatted(from, key.get(i)), HINT);
            } else {
                named.add(group);
            }
        }
        if (at.count() == 0 && named.size() < groups.size()) {
            at.add(
                    "does not name all that %s groups by: several rows of a batch would have the same key"
                            .formatted(from),
                    "add the other columns of GROUP BY to the view's columns and to the key; of a window, its start");
        }
    }

    private @Nullable Attribute find(String column) {
        return CollectionConverters.asJava(view.output()).stream()
                .filter(attribute -> attribute.name().toLowerCase(Locale.ROOT).equals(column.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    /** The last aggregate of the view, where behind it columns are only chosen and computed. */
    private static @Nullable Aggregate findAggregate(LogicalPlan plan, Map<ExprId, Expression> computed) {
        if (plan instanceof Aggregate aggregate) {
            note(CollectionConverters.asJava(aggregate.aggregateExpressions()), computed);
            return aggregate;
        }
        boolean transparent =
                switch (plan.nodeName()) {
                    case "Project", "SubqueryAlias", "View" -> true;
                    default -> false;
                };
        if (!transparent) {
            return null;
        }
        if (plan instanceof Project project) {
            note(CollectionConverters.asJava(project.projectList()), computed);
        }
        List<LogicalPlan> children = new ArrayList<>(CollectionConverters.asJava(plan.children()));
        return children.size() == 1 ? findAggregate(children.get(0), computed) : null;
    }

    private static void note(List<NamedExpression> expressions, Map<ExprId, Expression> computed) {
        for (NamedExpression expression : expressions) {
            if (expression instanceof Alias alias) {
                computed.put(alias.exprId(), alias.child());
            }
        }
    }

    /** The grouping expression that a column is, or the window whose start or end it is; nothing where it is none. */
    private static @Nullable Expression group(
            Expression column, Map<ExprId, Expression> computed, List<Expression> groups) {
        Expression expression = column;
        while (true) {
            Expression group = groups.stream()
                    .filter(expression::semanticEquals)
                    .findFirst()
                    .orElse(null);
            if (group != null) {
                return group;
            } else if (expression instanceof Attribute attribute) {
                Expression from = computed.get(attribute.exprId());
                if (from == null) {
                    return null;
                }
                expression = from;
            } else if (expression instanceof GetStructField field) {
                expression = field.child();
            } else if (expression instanceof Alias alias) {
                expression = alias.child();
            } else {
                return null;
            }
        }
    }
}
