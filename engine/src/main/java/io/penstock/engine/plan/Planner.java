package io.penstock.engine.plan;

import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.plan.PlanSteps.NotRowByRowException;
import io.penstock.engine.plan.ViewCatalog.Relation;
import io.penstock.pipeline.Expectation;
import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.Output;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.TopicOutput;
import io.penstock.pipeline.Trigger;
import io.penstock.source.Decoders;
import io.penstock.source.RecordDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a pipeline's file cannot show without Spark, and plans it: schemas, rules, views and the columns of outputs.
 *
 * <p>Needs no broker and no table. Every problem is found in one go; a plan is made only when there is none. Thread-safe: each
 * call has a session of its own.
 */
public final class Planner {

    private final SparkSession session;

    public Planner(SparkSession session) {
        this.session = session;
    }

    /** The problems that keep the pipeline from being planned; empty when nothing does. */
    public List<Problem> check(Pipeline pipeline) {
        Problems problems = new Problems();
        new Planning(pipeline, problems).run();
        return problems.list();
    }

    /** @throws InvalidPipelineException with every problem there is */
    public PipelinePlan plan(Pipeline pipeline) {
        Problems problems = new Problems();
        List<SourcePlan> sources = new Planning(pipeline, problems).run();
        if (problems.count() > 0) {
            throw new InvalidPipelineException(problems.list());
        }
        return new PipelinePlan(pipeline.name(), sources, Fingerprint.of(pipeline));
    }

    private final class Planning {

        private final Pipeline pipeline;
        private final Problems problems;
        private final ViewCatalog relations;
        private final TopicEncoding encoding;
        private final Map<String, StructType> schemas = new HashMap<>();

        Planning(Pipeline pipeline, Problems problems) {
            this.pipeline = pipeline;
            this.problems = problems;
            SparkSession own = session.newSession();
            this.relations = new ViewCatalog(own, problems.at("views"));
            this.encoding = new TopicEncoding(own);
        }

        List<SourcePlan> run() {
            pipeline.sources().forEach(this::declareSource);
            relations.declareViews(pipeline.views());
            Map<String, List<OutputPlan>> outputs = new HashMap<>();
            pipeline.outputs().forEach((name, output) -> planOutput(name, output, outputs));
            checkUnreadViews();
            List<SourcePlan> plans = new ArrayList<>();
            pipeline.sources().forEach((name, source) -> {
                List<RulePlan> rules = planRules(name, source);
                List<OutputPlan> fed = outputs.getOrDefault(name, List.of());
                StructType schema = schemas.get(name);
                if (schema != null && !fed.isEmpty()) {
                    plans.add(new SourcePlan(name, source, schema, rules, fed, relations.usesCurrentTime()));
                }
            });
            checkCurrentTime();
            return plans;
        }

        /** The records of a batch see the same time, that of its start: nobody who wants milliseconds means half a minute ago. */
        private void checkCurrentTime() {
            if (pipeline.trigger() instanceof Trigger.RealTime && relations.usesCurrentTime()) {
                problems.at("trigger")
                        .add(
                                "is realtime, but a view or an expectation uses the current time, which is that of the"
                                        + " batch's start",
                                "use a timestamp of the record, or take an interval as trigger");
            }
        }

        private void declareSource(String name, KafkaSource source) {
            Problems at = problems.at("sources").at(name);
            Problems decode = at.at("decode").at(source.decode().word());
            StructType decoded = parseSchema(source.decode().schema(), decode.at("schema"));
            if (decoded == null) {
                relations.declareUnknown(name);
                return;
            }
            Decoders.check(source.decode(), decoded, decode);
            Columns.check(decoded, decode.at("schema"));
            StructType schema = RecordDecoder.columns(decoded, source.metadata());
            RecordDecoder.check(decoded, source.metadata(), at.at("metadata"));
            source.metadata()
                    .keySet()
                    .forEach(column ->
                            Columns.checkName(column, at.at("metadata").at(column)));
            checkEventTime(source.eventTime(), schema, at.at("event-time"));
            schemas.put(name, schema);
            relations.declareSource(name, schema);
        }

        private @Nullable StructType parseSchema(String ddl, Problems at) {
            try {
                StructType schema = StructType.fromDDL(ddl);
                if (schema.isEmpty()) {
                    at.add("has no column", "write columns as in: url STRING, hits BIGINT");
                    return null;
                }
                return schema;
            } catch (Exception e) { // Spark's parse exception is checked and not declared
                SparkMessages.rethrowUnlessAnalysis(e);
                at.add(
                        "is not a schema: " + SparkMessages.firstLine(e),
                        "write columns as in: url STRING, hits BIGINT");
                return null;
            }
        }

        private void checkEventTime(@Nullable String column, StructType schema, Problems at) {
            if (column == null) {
                return;
            }
            StructField field = Columns.find(schema, column);
            if (field == null) {
                at.add("is not a column of the schema: " + column, "the columns are " + Columns.names(schema));
            } else if (!(field.dataType() instanceof TimestampType)) {
                at.add("is " + field.dataType().sql() + ", expected TIMESTAMP: " + column, null);
            }
        }

        private List<RulePlan> planRules(String name, KafkaSource source) {
            List<RulePlan> rules = new ArrayList<>();
            Relation relation = relations.find(name);
            for (int i = 0; i < source.expect().size(); i++) {
                Expectation expectation = source.expect().get(i);
                Problems at = problems.at("sources").at(name).at("expect").at(i).at("check");
                List<Step> check = relation == null ? null : planRule(relation, expectation, at);
                if (check != null) {
                    rules.add(new RulePlan(expectation.name(), expectation.onViolation(), check));
                }
            }
            return rules;
        }

        private @Nullable List<Step> planRule(Relation relation, Expectation expectation, Problems at) {
            try {
                Dataset<Row> checked = relation.rows().select(functions.expr(expectation.check()));
                StructField result = checked.schema().fields()[0];
                if (checked.schema().length() != 1 || !DataTypes.BooleanType.equals(result.dataType())) {
                    at.add("is " + result.dataType().sql() + ", expected BOOLEAN", "compare it with something");
                    return null;
                }
                relations.note(checked);
                return PlanSteps.of(checked.queryExecution().optimizedPlan());
            } catch (NotRowByRowException e) {
                at.add("uses " + e.getMessage() + ", a check sees one row", null);
            } catch (Exception e) {
                SparkMessages.rethrowUnlessAnalysis(e);
                at.add("is not a valid expression: " + SparkMessages.firstLine(e), null);
            }
            return null;
        }

        private void planOutput(String name, Output output, Map<String, List<OutputPlan>> bySource) {
            Problems at = problems.at("outputs").at(name);
            Relation relation = relations.find(output.from());
            if (relation == null) {
                return; // the source or view has its own problem
            }
            StructType columns = relation.rows().schema();
            if (output instanceof TableOutput table) {
                if (pipeline.views().containsKey(output.from())) {
                    Columns.check(columns, problems.at("views").at(output.from()));
                }
                Columns.checkPartitions(table.partitionBy(), columns, at.at("partition-by"));
            }
            List<Step> encode = output instanceof TopicOutput topic ? encoding.plan(topic, columns, at) : List.of();
            try {
                List<Step> steps = PlanSteps.of(relation.rows().queryExecution().optimizedPlan());
                String source = relation.source();
                if (source == null) {
                    at.at("from").add("reads no source: " + output.from(), "select from one of the pipeline's sources");
                    return;
                }
                bySource.computeIfAbsent(source, key -> new ArrayList<>())
                        .add(
                                output instanceof TableOutput
                                        ? new OutputPlan(
                                                name,
                                                output,
                                                StoredRows.columns(columns),
                                                StoredRows.steps(steps, columns),
                                                encode)
                                        : new OutputPlan(name, output, columns, steps, encode));
            } catch (NotRowByRowException e) {
                refuse(output.from(), e);
            }
        }

        /** A view that nothing reads is still a view of the file: its faults are told now, not when an output is added. */
        private void checkUnreadViews() {
            Set<String> read = new HashSet<>();
            pipeline.outputs().values().forEach(output -> read.add(output.from()));
            for (String view : pipeline.views().keySet()) {
                Relation relation = relations.find(view);
                if (relation != null && !read.contains(view) && !relations.isReadByAView(view)) {
                    try {
                        PlanSteps.of(relation.rows().queryExecution().optimizedPlan());
                    } catch (NotRowByRowException e) {
                        refuse(view, e);
                    }
                }
            }
        }

        private void refuse(String view, NotRowByRowException why) {
            problems.at("views")
                    .at(view)
                    .add(
                            "uses " + why.getMessage() + ", which needs more than one row",
                            "a view is computed row by row: select, where, expressions, explode");
        }
    }
}
