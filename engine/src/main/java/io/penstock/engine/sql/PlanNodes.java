package io.penstock.engine.sql;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.Product;
import scala.collection.Iterable;
import scala.collection.Iterator;

/**
 * Finds every node that a plan holds, wherever it holds it.
 *
 * <p>The walk follows the fields of the nodes, all of which are Scala case classes, and not their {@code children}: a CTE's
 * definition, a subquery, a relation under a time travel or a plan inside a command is no child of its node, but it is
 * always a field. What a node keeps outside its fields does not exist for Spark's own rewriting either.
 */
final class PlanNodes {

    private record Visit(Object value, boolean replacement) {}

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Visit> open = new ArrayDeque<>();

    private PlanNodes() {}

    /**
     * Calls {@code visitor} with each node reachable from {@code root}, and with whether it lies inside a function that Spark
     * replaces with other expressions when it runs ({@link RuntimeReplaceable}). Deep plans need no deep stack.
     */
    static void visit(TreeNode<?> root, BiConsumer<TreeNode<?>, Boolean> visitor) {
        PlanNodes nodes = new PlanNodes();
        nodes.add(root, false);
        while (!nodes.open.isEmpty()) {
            Visit visit = nodes.open.pop();
            boolean inside = visit.replacement;
            if (visit.value instanceof TreeNode<?> node) {
                visitor.accept(node, inside);
                inside |= node instanceof RuntimeReplaceable;
            }
            nodes.addFields(visit.value, inside);
        }
    }

    private void addFields(Object value, boolean replacement) {
        if (value instanceof Iterable<?> collection) {
            for (Iterator<?> i = collection.iterator(); i.hasNext(); ) {
                add(i.next(), replacement);
            }
        } else if (value instanceof Product product) {
            for (int i = 0; i < product.productArity(); i++) {
                add(product.productElement(i), replacement);
            }
        }
    }

    private void add(Object value, boolean replacement) {
        if ((value instanceof Product || value instanceof Iterable<?>) && seen.add(value)) {
            open.push(new Visit(value, replacement));
        }
    }
}
