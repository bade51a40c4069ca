package io.penstock.engine.plan;

import io.penstock.pipeline.DedupView;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.ProcessorView;
import io.penstock.pipeline.SqlView;
import io.penstock.pipeline.View;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.streaming.StreamingRelationV2;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The sources, references and views of one pipeline as relations of a Spark session of their own. Views may stand in any order; a name with
 * a {@code -} is known with a {@code _} too.
 */
final class ViewCatalog {

    /**
     * A source or a view.
     *
     * @param rows its rows: none, but with its schema and plan
     * @param sources the sources it reads
     * @param references the references it joins with
     * @param views the views it is made of, itself included where it is one
     */
    record Relation(Dataset<Row> rows, Set<String> sources, Set<String> references, Set<String> views) {}

    private final SparkSession session;
    private final Problems problems;
    private final Map<String, Relation> relations = new HashMap<>();
    private final Map<Object, Relation> relationsByLeaf = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();
    private final Set<String> readByViews = new HashSet<>();
    private final Map<String, View> views = new HashMap<>();
    private final Deque<String> beingResolved = new ArrayDeque<>();
    private boolean usesCurrentTime;

    ViewCatalog(SparkSession session, Problems problems) {
        this.session = session;
        this.problems = problems;
    }

    /** A catalog of what has been checked: any problem in it is ours. */
    static ViewCatalog checked(SparkSession session) {
        return new ViewCatalog(session, new Problems());
    }

    /** A source without rows, for what needs no more than its columns. @param streaming whether it is a stream */
    void declareSource(String name, StructType schema, boolean streaming) {
        declareSource(name, none(schema, streaming));
    }

    /** No rows of these columns. @param streaming whether they are a stream */
    Dataset<Row> none(StructType schema, boolean streaming) {
        RDD<InternalRow> none = session.sparkContext().emptyRDD(ClassTag$.MODULE$.apply(InternalRow.class));
        return session.internalCreateDataFrame(none, schema, streaming);
    }

    /** A source with these rows. */
    void declareSource(String name, org.apache.spark.sql.Dataset<Row> rows) {
        declare(name, new Relation((Dataset<Row>) rows, Set.of(name), Set.of(), Set.of()));
    }

    /** A reference with these rows. */
    void declareReference(String name, org.apache.spark.sql.Dataset<Row> rows) {
        declare(name, new Relation((Dataset<Row>) rows, Set.of(), Set.of(name), Set.of()));
    }

    /** Registers a relation whose leaves tell, wherever they stand, what is read. */
    private void declare(String name, Relation relation) {
        LogicalPlan analysed = relation.rows().queryExecution().analyzed();
        for (LogicalPlan leaf : CollectionConverters.asJava(analysed.collectLeaves())) {
            relationsByLeaf.put(key(leaf), relation);
        }
        register(name, relation);
    }

    /** What stays the same in all copies of a leaf. */
    private static Object key(LogicalPlan leaf) {
        if (leaf instanceof LogicalRDD rdd) {
            return rdd.rdd().id();
        }
        if (leaf instanceof DataSourceV2Relation relation) {
            return relation.table();
        }
        return leaf instanceof StreamingRelationV2 stream ? stream.table() : leaf;
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

    /** The relation of that name. @throws IllegalStateException where it has a problem */
    Relation require(String name) {
        Relation found = find(name);
        if (found == null) {
            throw new IllegalStateException("Cannot compute view " + name + ": " + problems.list());
        }
        return found;
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
            if (views.get(name) instanceof ProcessorView processor) {
                resolve(name, processor, at);
            } else if (views.get(name) instanceof DedupView dedup) {
                resolve(name, dedup, at);
            } else if (views.get(name) instanceof SqlView view) {
                resolve(name, view, at);
            }
        } finally {
            beingResolved.removeLast();
        }
    }

    private void resolve(String name, ProcessorView view, Problems at) {
        Relation read = readFrom(view.from(), at.at("from"));
        StructType columns = Columns.parse(view.columns(), at.at("columns"));
        if (columns == null || read == null) {
            unknown.add(name);
            return;
        }
        register(name, new Relation(none(columns, false), read.sources(), read.references(), made(name, read)));
    }

    private void resolve(String name, DedupView view, Problems at) {
        Relation read = readFrom(view.from(), at.at("from"));
        Dataset<Row> rows = read == null ? null : withoutRepetitions(name, view, read.rows(), at);
        if (read == null || rows == null) {
            unknown.add(name);
            return;
        }
        Relation relation = new Relation(rows, read.sources(), read.references(), made(name, read));
        if (rows.isStreaming()) {
            register(name, relation); // its leaves are those of what it reads
        } else {
            declare(name, relation);
        }
    }

    private @Nullable Dataset<Row> withoutRepetitions(String name, DedupView view, Dataset<Row> rows, Problems at) {
        if (rows.isStreaming()) {
            return Repetitions.leftOut(name, view, rows, at);
        }
        return Repetitions.checked(view, rows.schema(), at) ? none(rows.schema(), false) : null;
    }

    /** What a view reads that is no query, or nothing where that has a problem, or cannot be read by it. */
    private @Nullable Relation readFrom(String from, Problems at) {
        readByViews.add(from);
        if (views.containsKey(from)) {
            resolve(from);
        }
        boolean refused = !unknown.contains(from) && refuseProcessor(from, at);
        return refused ? null : relations.get(from);
    }

    private static Set<String> made(String name, Relation read) {
        Set<String> made = new LinkedHashSet<>(read.views());
        made.add(name);
        return made;
    }

    /** What a processor gives has no event time that an operator behind it could go by. */
    private boolean refuseProcessor(String read, Problems at) {
        if (!(views.get(read) instanceof ProcessorView)) {
            return false;
        }
        at.add(
                "reads what a processor computes: " + read,
                "compute it in the processor, or select from its table where it is read");
        return true;
    }

    private void resolve(String name, SqlView view, Problems at) {
        try {
            LogicalPlan parsed = session.sessionState().sqlParser().parseQuery(view.sql());
            Set<String> read = relationNames(parsed);
            readByViews.addAll(read);
            read.stream().filter(views::containsKey).forEach(this::resolve);
            boolean refused = false;
            for (String other : new TreeSet<>(read)) {
                refused |= refuseProcessor(other, at);
            }
            if (refused) {
                unknown.add(name);
                return;
            }
            if (read.stream().anyMatch(unknown::contains)) {
                unknown.add(name);
                return;
            }
            Dataset<Row> rows = Dataset.ofRows(session, parsed);
            note(rows);
            Set<String> made = new LinkedHashSet<>();
            read.stream()
                    .filter(views::containsKey)
                    .forEach(other -> made.addAll(relations.get(other).views()));
            made.add(name);
            Set<String> sources = new LinkedHashSet<>();
            Set<String> references = new LinkedHashSet<>();
            collectRead(rows.queryExecution().analyzed(), at, sources, references);
            register(name, new Relation(rows, sources, references, made));
        } catch (Exception e) {
            SparkMessages.rethrowUnlessAnalysis(e);
            unknown.add(name);
            at.add("is not valid SQL: " + SparkMessages.firstLine(e), null);
        }
    }

    private void collectRead(LogicalPlan analysed, Problems at, Set<String> sources, Set<String> references) {
        for (LogicalPlan leaf : CollectionConverters.asJava(analysed.collectLeaves())) {
            Relation read = relationsByLeaf.get(key(leaf));
            if (read != null) {
                sources.addAll(read.sources());
                references.addAll(read.references());
            }
            boolean empty =
                    leaf instanceof LocalRelation rows && rows.data().isEmpty(); // state that begins with nothing
            if (read == null && !empty && !leaf.nodeName().equals("OneRowRelation")) {
                at.add(
                        "reads something else than the pipeline's sources and references",
                        "select from the pipeline's sources, and declare other tables and files under references");
            }
        }
        for (LogicalPlan subquery : CollectionConverters.asJava(analysed.subqueriesAll())) {
            collectRead(subquery, at, sources, references);
        }
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
