package io.penstock.console;

import io.penstock.pipeline.DedupView;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.JdbcOutput;
import io.penstock.pipeline.Output;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.ProcessorView;
import io.penstock.pipeline.SqlView;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.TopicOutput;
import io.penstock.pipeline.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;

/** What a pipeline's file says leads where. */
final class PipelineGraph {

    private final Pipeline pipeline;

    private PipelineGraph(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * @param kind source, reference, view or output
     * @param form what it is, such as {@code topic} or {@code table}
     * @param detail which one
     * @param inputs names of the nodes that lead into it; outputs have a name space of their own
     */
    record Node(String kind, String name, String form, String detail, List<String> inputs) {}

    static List<Node> of(Pipeline pipeline) {
        return new PipelineGraph(pipeline).nodes();
    }

    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        pipeline.sources()
                .forEach((name, source) -> nodes.add(
                        new Node("source", name, "topic", source.kafka().topic(), List.of())));
        pipeline.references()
                .forEach((name, reference) ->
                        nodes.add(new Node("reference", name, "reference", reference.origin(), List.of())));
        pipeline.views().forEach((name, view) -> nodes.add(new Node("view", name, form(view), "", inputs(view))));
        pipeline.outputs()
                .forEach((name, output) ->
                        nodes.add(new Node("output", name, form(output), target(output), List.of(output.from()))));
        return nodes;
    }

    private static String form(View view) {
        if (view instanceof SqlView) {
            return "SQL";
        }
        return view instanceof DedupView ? "dedup" : "processor";
    }

    private static String form(Output output) {
        if (output instanceof TopicOutput) {
            return "topic";
        }
        return output instanceof IndexOutput ? "index" : "table";
    }

    private static String target(Output output) {
        if (output instanceof TableOutput table) {
            return table.table();
        } else if (output instanceof TopicOutput topic) {
            return topic.topic();
        } else if (output instanceof IndexOutput index) {
            return index.index();
        }
        return ((JdbcOutput) output).jdbc().toString();
    }

    private List<String> inputs(View view) {
        if (view instanceof SqlView sql) {
            Set<String> read = new HashSet<>();
            collect(CatalystSqlParser$.MODULE$.parsePlan(sql.sql()), read);
            List<String> names = new ArrayList<>(pipeline.sources().keySet());
            names.addAll(pipeline.references().keySet());
            names.addAll(pipeline.views().keySet());
            return names.stream().filter(name -> read.contains(plain(name))).toList();
        }
        return List.of(view instanceof ProcessorView processor ? processor.from() : ((DedupView) view).from());
    }

    private static void collect(LogicalPlan plan, Set<String> names) {
        if (plan instanceof UnresolvedRelation relation) {
            List<String> parts = CollectionConverters.asJava(relation.multipartIdentifier());
            if (parts.size() == 1) {
                names.add(plain(parts.get(0)));
            }
        }
        CollectionConverters.asJava(plan.children()).forEach(child -> collect(child, names));
        for (Object inner : CollectionConverters.asJava(plan.innerChildren())) {
            if (inner instanceof LogicalPlan innerPlan) {
                collect(innerPlan, names);
            }
        }
    }

    /** In SQL a hyphen of a name is written as an underscore. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
