package io.penstock.engine.plan;

import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.geo.GeoFunctions;
import io.penstock.engine.geo.GeoJson;
import io.penstock.engine.plan.PlanSteps.NotRowByRowException;
import io.penstock.engine.plan.ViewCatalog.Relation;
import io.penstock.engine.processor.Code;
import io.penstock.engine.processor.InvalidProcessorException;
import io.penstock.engine.processor.KeyedProcessor;
import io.penstock.engine.processor.Opening;
import io.penstock.pipeline.DedupView;
import io.penstock.pipeline.Expectation;
import io.penstock.pipeline.FileFormat;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.JdbcOutput;
import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.Output;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.ProcessorView;
import io.penstock.pipeline.Reference;
import io.penstock.pipeline.TableFormat;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.TopicOutput;
import io.penstock.pipeline.Trigger;
import io.penstock.pipeline.View;
import io.penstock.source.Decoders;
import io.penstock.source.RecordDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.OutputMode;
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
        GeoFunctions.register();
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
        PipelinePlan plan = new Planning(pipeline, problems).run();
        if (problems.count() > 0) {
            throw new InvalidPipelineException(problems.list());
        }
        return plan;
    }

    private final class Planning {

        private final Pipeline pipeline;
        private final Problems problems;
        private final ViewCatalog relations;
        private final TopicEncoding encoding;
        private final IndexEncoding documents;
        private final Map<String, StructType> schemas = new HashMap<>();
        private final Map<String, SourcePlan> inputs = new HashMap<>();
        private final Map<String, ReferencePlan> references = new HashMap<>();
        private @Nullable List<Code.Jar> jars; // nothing where one of them is missing

        Planning(Pipeline pipeline, Problems problems) {
            this.pipeline = pipeline;
            this.problems = problems;
            SparkSession own = session.newSession();
            this.relations = new ViewCatalog(own, problems.at("views"));
            this.encoding = new TopicEncoding(own);
            this.documents = new IndexEncoding(own);
        }

        PipelinePlan run() {
            jars = findJars();
            pipeline.sources().forEach(this::declareSource);
            pipeline.references().forEach(this::declareReference);
            relations.declareViews(pipeline.views());
            Map<String, List<OutputPlan>> fed = new HashMap<>();
            pipeline.outputs().forEach((name, output) -> planOutput(name, output, fed));
            Map<String, ProcessorView> unread = checkUnreadViews();
            List<SourcePlan> sources = new ArrayList<>();
            pipeline.sources().forEach((name, source) -> {
                List<RulePlan> rules = planRules(name, source);
                StructType schema = schemas.get(name);
                if (schema != null) {
                    boolean now = relations.usesCurrentTime();
                    boolean deletes = takesTombstones(name);
                    inputs.put(name, new SourcePlan(name, source, schema, rules, List.of(), deletes, now));
                    if (fed.containsKey(name)) {
                        sources.add(new SourcePlan(name, source, schema, rules, fed.get(name), deletes, now));
                    }
                }
            });
            checkCurrentTime();
            List<ViewPlan> views = new ArrayList<>();
            pipeline.views().keySet().stream().filter(fed::containsKey).forEach(name -> {
                ViewPlan plan = planView(name, fed.get(name));
                if (plan != null) {
                    views.add(plan);
                }
            });
            unread.forEach((name, processor) -> planProcessor(name, processor, List.of()));
            return new PipelinePlan(pipeline.name(), sources, views, Fingerprint.of(pipeline));
        }

        private boolean takesTombstones(String source) {
            return pipeline.outputs().values().stream()
                    .anyMatch(output -> output instanceof IndexOutput index
                            && index.deletes()
                            && index.from().equals(source));
        }

        /** The plan of a view with state, or nothing where it has a problem. */
        private @Nullable ViewPlan planView(String name, List<OutputPlan> outputs) {
            if (pipeline.views().get(name) instanceof ProcessorView processor) {
                outputs.forEach(this::refuseUpsert);
                return planProcessor(name, processor, outputs);
            }
            Problems at = problems.at("views").at(name);
            int before = problems.count();
            boolean upserts = checkModes(outputs);
            Dataset<Row> rows = checkStream(name, at, upserts ? OutputMode.Update() : OutputMode.Append());
            Relation relation = relations.find(name);
            if (rows == null || relation == null) {
                return null;
            }
            List<SourcePlan> sources = new ArrayList<>();
            relation.sources().forEach(source -> sources.add(inputs.get(source)));
            Map<String, View> views = new LinkedHashMap<>();
            relation.views().forEach(view -> views.put(view, pipeline.views().get(view)));
            if (problems.count() > before || sources.contains(null)) {
                return null;
            }
            LogicalPlan analysed = rows.queryExecution().analyzed();
            if (upserts) {
                for (OutputPlan output : outputs) {
                    if (output.upserts()) {
                        boolean index = output.spec() instanceof IndexOutput;
                        Problems key = problems.at("outputs").at(output.name()).at(index ? "id" : "key");
                        List<String> columns =
                                index ? IndexEncoding.columns(output.key(), rows.schema()) : output.key();
                        new GroupKey(analysed).check(columns, name, key);
                    }
                }
            }
            return new ViewPlan(
                    name,
                    sources,
                    joined(relation),
                    views,
                    rows.schema(),
                    outputs,
                    StreamCheck.keepsState(analysed),
                    unrepeatable(analysed),
                    null);
        }

        private List<ReferencePlan> joined(Relation relation) {
            return relation.references().stream().map(references::get).toList();
        }

        /** The jars where they lie, or nothing and problems. */
        private @Nullable List<Code.Jar> findJars() {
            List<Code.Jar> found = new ArrayList<>();
            for (int i = 0; i < pipeline.jars().size(); i++) {
                Path jar = Path.of(pipeline.jars().get(i));
                if (jar.isAbsolute() && Files.isRegularFile(jar)) {
                    found.add(Code.Jar.at(jar));
                } else {
                    problems.at("jars")
                            .at(i)
                            .add(
                                    "is not there: " + pipeline.jars().get(i),
                                    "build it; it is looked for from the folder of the pipeline file");
                }
            }
            return found.size() == pipeline.jars().size() ? found : null;
        }

        private void refuseUpsert(OutputPlan output) {
            if (output.upserts()) {
                problems.at("outputs")
                        .at(output.name())
                        .at("mode")
                        .add(
                                "is upsert, for rows of a processor: which one of a key is the last is not known",
                                "leave it out, and read the newest row of each key from the table");
            }
        }

        /** The plan of a processor, or nothing where it has a problem. @param outputs may be none */
        private @Nullable ViewPlan planProcessor(String name, ProcessorView spec, List<OutputPlan> outputs) {
            Problems at = problems.at("views").at(name);
            int before = problems.count();
            Relation relation = relations.find(name);
            if (relation == null) {
                return null;
            }
            checkTrigger(at);
            checkTopics(relation.sources(), at);
            Map<String, View> views = new LinkedHashMap<>();
            relation.views().stream()
                    .filter(view -> !view.equals(name))
                    .forEach(view -> views.put(view, pipeline.views().get(view)));
            Dataset<Row> rows = stream(spec.from(), relation, views);
            if (rows == null) {
                return null; // the view that it reads has its own problem
            }
            LogicalPlan analysed = rows.queryExecution().analyzed();
            if (StreamCheck.keepsState(analysed)) {
                at.at("from")
                        .add(
                                "keeps state itself, a processor gets rows that each come from one record: "
                                        + spec.from(),
                                "read its sources, and compute in the processor what it computes");
                return null;
            }
            new StreamCheck(at.at("from"), OutputMode.Append()).check(analysed);
            String eventTime = checkEventTime(spec.from(), relation.sources(), analysed, at.at("from"));
            KeyedInput input = new KeyedInput(spec.from(), rows.schema());
            input.checkKey(spec.key(), at.at("key"));
            input.checkColumns(at.at("from"));
            if (Columns.find(relation.rows().schema(), KeyedProcessor.REJECTED) != null) {
                at.at("columns")
                        .add(
                                "has a column that tells rejected rows apart: " + KeyedProcessor.REJECTED,
                                "give it another name");
            }
            Code code = jars == null ? null : new Code(spec.processor(), jars);
            Map<String, String> kept = Map.of();
            try {
                kept = code == null ? kept : Opening.check(code, spec.settings());
            } catch (InvalidProcessorException e) {
                at.at("processor").add(e.reason(), e.hint());
            }
            List<SourcePlan> sources = new ArrayList<>();
            relation.sources().forEach(source -> sources.add(inputs.get(source)));
            if (problems.count() > before || code == null || eventTime == null || sources.contains(null)) {
                return null;
            }
            Duration delay = sources.stream()
                    .map(source -> Objects.requireNonNull(source.spec().watermark()))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            StructType columns = relation.rows().schema();
            ProcessorPlan processor = new ProcessorPlan(spec, code, eventTime, delay, columns, kept);
            return new ViewPlan(
                    name, sources, joined(relation), views, columns, outputs, true, unrepeatable(analysed), processor);
        }

        /** The column that says when a row of a stream happened, or nothing and a problem. */
        private @Nullable String checkEventTime(String from, Set<String> sources, LogicalPlan analysed, Problems at) {
            for (String source : sources) {
                if (pipeline.sources().get(source).watermark() == null) {
                    at.add(
                            "has no watermark, a processor gets rows once it has passed them: " + source,
                            "add event-time and watermark to source " + source);
                    return null;
                }
            }
            List<String> times = KeyedInput.eventTimes(analysed).stream()
                    .map(Attribute::name)
                    .toList();
            if (times.size() != 1) {
                at.add(
                        times.isEmpty()
                                ? "leaves out the event time, by which a processor gets rows: " + from
                                : "has more than one event time: " + String.join(", ", times),
                        times.isEmpty() ? "select the event time of its source as it is" : "select one of them");
                return null;
            }
            return times.get(0);
        }

        /** A query gives its rows in one way. @return whether rows replace earlier ones */
        private boolean checkModes(List<OutputPlan> outputs) {
            boolean upserts = outputs.get(0).upserts();
            for (OutputPlan output : outputs) {
                if (output.upserts() != upserts) {
                    problems.at("outputs")
                            .at(output.name())
                            .at("mode")
                            .add(
                                    "is not that of output %s, which takes the rows of the same view"
                                            .formatted(outputs.get(0).name()),
                                    "add a view that selects all of it, SELECT * FROM …, and write that one");
                }
            }
            return upserts;
        }

        private static @Nullable String unrepeatable(LogicalPlan analysed) {
            if (analysed.containsPattern(TreePattern.CURRENT_LIKE())) {
                return "it uses the current time";
            }
            return analysed.deterministic() ? null : "it has an expression that is not deterministic";
        }

        /** The view over streams without rows, or nothing where it cannot be analysed. */
        private @Nullable Dataset<Row> checkStream(String name, Problems at, OutputMode mode) {
            Relation relation = relations.find(name);
            if (relation == null) {
                return null;
            }
            checkTrigger(at);
            checkTopics(relation.sources(), at);
            Map<String, View> views = new LinkedHashMap<>();
            relation.views().forEach(view -> views.put(view, pipeline.views().get(view)));
            Dataset<Row> rows = stream(name, relation, views);
            if (rows == null) {
                return null; // what can only be analysed over rows that are all there
            }
            new StreamCheck(at, mode).check(rows.queryExecution().analyzed());
            return rows;
        }

        private void checkTrigger(Problems at) {
            if (pipeline.trigger() instanceof Trigger.RealTime) {
                at.add(
                        "needs more than one row, which trigger realtime does not wait for",
                        "take an interval as trigger");
            }
        }

        /** A source or view over streams without rows, or nothing where it cannot be analysed. */
        private @Nullable Dataset<Row> stream(String name, Relation relation, Map<String, View> views) {
            Set<String> sources = relation.sources();
            if (!schemas.keySet().containsAll(sources)) {
                return null;
            }
            ViewCatalog streams = new ViewCatalog(session.newSession(), problems.at("views"));
            for (String source : sources) {
                streams.declareSource(
                        source,
                        ViewPlan.watermarked(
                                streams.none(schemas.get(source), true),
                                pipeline.sources().get(source)));
            }
            relation.references()
                    .forEach(reference -> streams.declareReference(
                            reference, streams.none(references.get(reference).columns(), false)));
            streams.declareViews(views);
            Relation streaming = streams.find(name);
            return streaming == null ? null : streaming.rows();
        }

        private void checkTopics(Set<String> sources, Problems at) {
            Map<String, String> topics = new HashMap<>();
            for (String source : sources) {
                String topic = pipeline.sources().get(source).kafka().topic();
                String other = topics.putIfAbsent(topic, source);
                if (other != null) {
                    at.add(
                            "reads topic %s twice, by sources %s and %s".formatted(topic, other, source),
                            "read the topic as one source, and tell its kinds of records apart in views");
                }
            }
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
            StructType decoded = Columns.parse(source.decode().schema(), decode.at("schema"));
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
            relations.declareSource(name, schema, false);
        }

        private void declareReference(String name, Reference reference) {
            Problems at = problems.at("references").at(name).at("schema");
            StructType parsed = Columns.parse(reference.schema(), at);
            if (parsed == null) {
                relations.declareUnknown(name);
                return;
            }
            Columns.check(parsed, at);
            boolean areas = reference instanceof FileReference file && file.format() == FileFormat.GEOJSON;
            if (areas && Columns.find(parsed, GeoJson.GEOMETRY) != null) {
                at.add(
                        "has a column " + GeoJson.GEOMETRY + ", which format geojson adds by itself",
                        "leave it out; the other columns are properties of the features");
                relations.declareUnknown(name);
                return;
            }
            StructType columns = (areas ? GeoJson.columns(parsed) : parsed).asNullable();
            references.put(name, new ReferencePlan(name, reference, columns));
            relations.declareReference(name, relations.none(columns, false));
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

        private void planOutput(String name, Output output, Map<String, List<OutputPlan>> byQuery) {
            Problems at = problems.at("outputs").at(name);
            Relation relation = relations.find(output.from());
            if (relation == null) {
                return; // the source or view has its own problem
            }
            StructType columns = relation.rows().schema();
            boolean table = output instanceof TableOutput || output instanceof JdbcOutput;
            boolean stored = !(output instanceof TopicOutput);
            if (table && pipeline.views().containsKey(output.from())) {
                Columns.check(columns, problems.at("views").at(output.from()));
            }
            if (output instanceof TableOutput partitioned) {
                Columns.checkPartitions(partitioned.partitionBy(), columns, at.at("partition-by"));
            }
            List<Step> encode = encode(output, columns, at);
            if (relation.sources().isEmpty()) {
                at.at("from").add("reads no source: " + output.from(), "select from one of the pipeline's sources");
                return;
            }
            String query = relation.sources().iterator().next();
            List<Step> steps = pipeline.views().get(output.from()) instanceof ProcessorView ? null : rowByRow(relation);
            boolean lineage = steps != null;
            if (lineage && output instanceof IndexOutput upserted && upserted.upserts()) {
                at.at("mode")
                        .add(
                                "is upsert, for rows that each come from one record",
                                "leave it out: a document takes the place of an earlier one with its id");
            }
            if (lineage && output instanceof TableOutput upserted && upserted.upserts()) {
                at.at("mode")
                        .add(
                                "is upsert, for rows that each come from one record: which one of a key is the last is not known",
                                "aggregate by the key in a view: SELECT ip, max_by(url, time) AS last_url FROM clicks GROUP BY ip");
            }
            if (steps == null) {
                query = output.from();
                steps = List.of();
                checkResults(output, at);
                if (output instanceof IndexOutput index && index.continues()) {
                    at.at("when-unavailable")
                            .add(
                                    "is continue, for a view that needs more than one row: " + output.from(),
                                    "leave it out to wait: which batch made a row of the table is not known");
                }
            }
            byQuery.computeIfAbsent(query, key -> new ArrayList<>())
                    .add(
                            stored
                                    ? new OutputPlan(
                                            name,
                                            output,
                                            StoredRows.columns(columns),
                                            StoredRows.steps(steps, columns),
                                            encode,
                                            lineage)
                                    : new OutputPlan(name, output, columns, steps, encode, lineage));
        }

        private List<Step> encode(Output output, StructType columns, Problems at) {
            if (output instanceof TopicOutput topic) {
                return encoding.plan(topic, columns, at);
            }
            if (output instanceof IndexOutput index) {
                if (pipeline.trigger() instanceof Trigger.RealTime) {
                    at.at("index")
                            .add("is written in batches, trigger realtime has none", "take an interval as trigger");
                }
                return documents.plan(index, StoredRows.columns(columns), at);
            }
            return List.of();
        }

        /** The steps from a record to its rows, or nothing where the view needs more than one record. */
        private @Nullable List<Step> rowByRow(Relation relation) {
            boolean leavesOut =
                    relation.views().stream().anyMatch(view -> pipeline.views().get(view) instanceof DedupView);
            if (leavesOut || !relation.references().isEmpty()) {
                return null;
            }
            try {
                return PlanSteps.of(relation.rows().queryExecution().optimizedPlan());
            } catch (NotRowByRowException e) {
                return null;
            }
        }

        private void checkResults(Output output, Problems at) {
            if (output instanceof TopicOutput) {
                at.at("from")
                        .add(
                                "needs more than one row, and goes to tables and indices only: " + output.from(),
                                "write it to a table");
            } else if (output instanceof IndexOutput index && index.id().isEmpty()) {
                at.add(
                        "has no id, and rows of a view that needs more than one row have no place in a topic: "
                                + output.from(),
                        "add the columns that tell its documents apart, such as 'id: [minute, url]'");
            } else if (output instanceof TableOutput table && table.format() == TableFormat.HIVE) {
                at.at("format")
                        .add(
                                "is hive, for a view that needs more than one row: " + output.from(),
                                "write it to an Iceberg table: leave format out");
            }
        }

        /**
         * A view that nothing reads is still a view of the file: its faults are told now, not when an output is added.
         *
         * @return processors that nothing reads
         */
        private Map<String, ProcessorView> checkUnreadViews() {
            Map<String, ProcessorView> unread = new LinkedHashMap<>();
            Set<String> read = new HashSet<>();
            pipeline.outputs().values().forEach(output -> read.add(output.from()));
            for (String view : pipeline.views().keySet()) {
                Relation relation = relations.find(view);
                if (relation != null
                        && !read.contains(view)
                        && pipeline.views().get(view) instanceof ProcessorView processor) {
                    unread.put(view, processor);
                } else if (relation != null
                        && !read.contains(view)
                        && !relations.isReadByAView(view)
                        && rowByRow(relation) == null
                        && schemas.keySet().containsAll(relation.sources())) {
                    checkStream(view, problems.at("views").at(view), OutputMode.Append());
                }
            }
            return unread;
        }
    }
}
