package io.penstock.engine.plan;

import io.penstock.pipeline.Problems;
import io.penstock.pipeline.View;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The sources and views of one pipeline as relations of a Spark session of their own. Views may stand in any order; a name with
 * a {@code -} is known with a {@code _} too.
 */
final class ViewCatalog {

    /**
     * A source or a view.
     *
     * @param rows its rows: none, but with its schema and plan
     * @param source the one source it reads, or nothing when it reads none
     */
    record Relation(Dataset<Row> rows, @Nullable String source) {}

    private final SparkSession session;
    private final Problems problems;
    private final Map<String, Relation> relations = new HashMap<>();
    private final Map<Integer, String> sourcesByRdd = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();
    private final Set<String> readByViews = new HashSet<>();
    private final Map<String, View> views = new HashMap<>();
    private final Deque<String> beingResolved = new ArrayDeque<>();
    private boolean usesCurrentTime;

    ViewCatalog(SparkSession session, Problems problems) {
        this.session = session;
        this.problems = problems;
    }

    void declareSource(String name, StructType schema) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        Dataset<Row> rows = session.createDataFrame(context.<Row>emptyRDD(), schema);
        LogicalRDD leaf = (LogicalRDD) rows.queryExecution().analyzed();
        sourcesByRdd.put(leaf.rdd().id(), name);
        register(name, new Relation(rows, name));
    }

    /** A source whose schema has a problem of its own: what reads it is not reported as well. */
    void declareUnknown(String name) {
        unknown.add(name);
    }

    void declareViews(Map<String, View> declared) {
        views.putAll(declared);
        declared.keySet().forEach(this::resolve);
    }

    /** The relation of that name, or nothing where it has a problem. */
    @Nullable
    Relation find(String name) {
        return relations.get(name);
    }

    /** Whether another view reads the relation. */
    boolean isReadByAView(String name) {
        return readByViews.contains(name);
    }

    /** Whether anything noted or declared asks for the current time. */
    boolean usesCurrentTime() {
        return usesCurrentTime;
    }

    void note(Dataset<Row> rows) {
        usesCurrentTime |= rows.queryExecution().analyzed().containsPattern(TreePattern.CURRENT_LIKE());
    }

    private void register(String name, Relation relation) {
        relations.put(name, relation);
        relation.rows().createOrReplaceTempView("`" + name + "`");
        if (name.contains("-")) {
            relation.rows().createOrReplaceTempView(name.replace('-', '_'));
        }
    }

    private void resolve(String name) {
        if (relations.containsKey(name) || unknown.contains(name)) {
            return;
        }
        Problems at = problems.at(name);
        if (beingResolved.contains(name)) {
            at.add("reads itself, by way of: " + String.join(", ", beingResolved), null);
            unknown.add(name);
            return;
        }
        beingResolved.addLast(name);
        try {
            LogicalPlan parsed = session.sessionState()
                    .sqlParser()
                    .parseQuery(views.get(name).sql());
            Set<String> read = relationNames(parsed);
            readByViews.addAll(read);
            read.stream().filter(views::containsKey).forEach(this::resolve);
            if (read.stream().anyMatch(unknown::contains)) {
                unknown.add(name);
                return;
            }
            Dataset<Row> rows = Dataset.ofRows(session, parsed);
            note(rows);
            String source = onlySource(rows.queryExecution().analyzed(), at);
            register(name, new Relation(rows, source));
        } catch (Exception e) {
            SparkMessages.rethrowUnlessAnalysis(e);
            unknown.add(name);
            at.add("is not valid SQL: " + SparkMessages.firstLine(e), null);
        } finally {
            beingResolved.removeLast();
        }
    }

    private @Nullable String onlySource(LogicalPlan analysed, Problems at) {
        Set<String> read = new LinkedHashSet<>();
        for (LogicalPlan leaf : CollectionConverters.asJava(analysed.collectLeaves())) {
            if (leaf instanceof LogicalRDD rdd
                    && sourcesByRdd.containsKey(rdd.rdd().id())) {
                read.add(sourcesByRdd.get(rdd.rdd().id()));
            } else if (!(leaf instanceof LogicalRDD) && !leaf.nodeName().equals("OneRowRelation")) {
                at.add("reads something else than the pipeline's sources", "select from one source");
            }
        }
        if (read.size() > 1) {
            at.add("reads " + read.size() + " sources: " + String.join(", ", read), "select from one source");
        }
        return read.isEmpty() ? null : read.iterator().next();
    }

    private Set<String> relationNames(LogicalPlan parsed) {
        Set<String> names = new HashSet<>();
        collectRelationNames(parsed, names);
        return names;
    }

    private void collectRelationNames(LogicalPlan plan, Set<String> names) {
        if (plan instanceof UnresolvedRelation relation) {
            List<String> parts = CollectionConverters.asJava(relation.multipartIdentifier());
            if (parts.size() == 1) {
                names.add(declaredName(parts.get(0)));
            }
        }
        CollectionConverters.asJava(plan.children()).forEach(child -> collectRelationNames(child, names));
        for (Object inner : CollectionConverters.asJava(plan.innerChildren())) {
            if (inner instanceof LogicalPlan innerPlan) {
                collectRelationNames(innerPlan, names);
            }
        }
    }

    private String declaredName(String written) {
        String lower = written.toLowerCase(java.util.Locale.ROOT);
        String dashed = lower.replace('_', '-');
        return views.containsKey(dashed) || relations.containsKey(dashed) || unknown.contains(dashed) ? dashed : lower;
    }
}
