package io.penstock.engine.plan;

import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A view that needs more than one row at a time, computed by a query of its own.
 *
 * @param name name of the view
 * @param sources what is done with the records of each source that it reads; without outputs
 * @param references what it joins with beside them
 * @param views the SQL views that it is made of, itself included where it is one, by name
 * @param columns its columns, as Spark gives them
 * @param outputs outputs that take its rows
 * @param keepsState whether rows wait for others from batch to batch, so that a row can come too late
 * @param unrepeatable why its rows cannot be computed a second time; nothing where they can
 * @param processor what computes it from the last of the views, or from its one source; nothing where SQL does
 */
public record ViewPlan(
        String name,
        List<SourcePlan> sources,
        List<ReferencePlan> references,
        Map<String, View> views,
        StructType columns,
        List<OutputPlan> outputs,
        boolean keepsState,
        @Nullable String unrepeatable,
        @Nullable ProcessorPlan processor)
        implements QueryPlan {

    private static final String STATE_FORMAT = "spark.sql.streaming.stateStore.encodingFormat";

    public ViewPlan {
        sources = List.copyOf(sources);
        references = List.copyOf(references);
        views = new LinkedHashMap<>(views);
        outputs = List.copyOf(outputs);
    }

    /** Whether a row replaces the earlier one of its group, and does not wait until the group is complete. */
    public boolean upserts() {
        return outputs.stream().anyMatch(OutputPlan::upserts);
    }

    /** The column in which a row of {@link #over} is one that the processor rejects, behind those of the view; -1 where there is none. */
    public int rejection() {
        return processor == null ? -1 : columns.length();
    }

    /** How Spark gives its rows. */
    public OutputMode outputMode() {
        return upserts() ? OutputMode.Update() : OutputMode.Append();
    }

    public SourcePlan source(String source) {
        return sources.stream()
                .filter(plan -> plan.name().equals(source))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot find source " + source + " of view " + name));
    }

    /** Whether a row of the source can be late for the view. */
    public boolean splitsLate(SourcePlan source) {
        return keepsState && source.spec().watermark() != null;
    }

    /** Names of the topics that it reads. */
    public Set<String> topicNames() {
        return sources.stream().map(source -> source.spec().kafka().topic()).collect(Collectors.toSet());
    }

    /**
     * The view over streams of its sources' rows. Where a processor computes it, those that it rejects are among the rows
     * ({@link #rejection}).
     *
     * @param session where the names of sources, references and views mean these
     * @param streams rows of each source, with the source's columns
     * @param referenced rows of each reference, with the reference's columns
     */
    public Dataset<Row> over(
            SparkSession session, Map<String, Dataset<Row>> streams, Map<String, Dataset<Row>> referenced) {
        return over(session, streams, referenced, (source, rows) -> {});
    }

    /** The same. @param watermarked is told of each source's stream once it has its watermark */
    public Dataset<Row> over(
            SparkSession session,
            Map<String, Dataset<Row>> streams,
            Map<String, Dataset<Row>> referenced,
            BiConsumer<String, Dataset<Row>> watermarked) {
        ViewCatalog catalog = ViewCatalog.checked(session);
        for (SourcePlan source : sources) {
            Dataset<Row> rows = watermarked(streams.get(source.name()), source.spec());
            watermarked.accept(source.name(), rows);
            catalog.declareSource(source.name(), rows);
        }
        references.forEach(reference -> catalog.declareReference(reference.name(), referenced.get(reference.name())));
        catalog.declareViews(views);
        if (processor == null) {
            return catalog.require(name).rows();
        }
        session.conf().set(STATE_FORMAT, "avro"); // in which what is kept may gain fields
        return processor.over(name, catalog.require(processor.spec().from()).rows());
    }

    static Dataset<Row> watermarked(Dataset<Row> rows, KafkaSource source) {
        return source.watermark() == null || source.eventTime() == null
                ? rows
                : rows.withWatermark(source.eventTime(), source.watermark().toMillis() + " milliseconds");
    }

    /** Changes with everything that changes what is computed. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder(definition());
        if (processor != null) {
            text.append(processor.version());
        }
        for (SourcePlan source : sources) {
            KafkaSource spec = source.spec();
            text.append(spec.decode()).append(spec.metadata()).append(spec.expect());
            text.append(source.takesTombstones() ? " tombstones" : "");
        }
        return Fingerprint.of(text.toString());
    }

    /** The types of all that its processor keeps, by their paths: they may become more. Nothing where SQL computes it. */
    public Map<String, String> kept() {
        return processor == null ? Map.of() : processor.kept();
    }

    /** What its state depends on, as text: equal texts can go on from one another's state. */
    public String definition() {
        Map<String, String> inputs = new TreeMap<>();
        for (SourcePlan source : sources) {
            KafkaSource spec = source.spec();
            inputs.put(source.name(), "%s %s %s".formatted(source.columns().sql(), spec.eventTime(), spec.watermark()));
        }
        for (ReferencePlan reference : references) {
            inputs.put(reference.name(), reference.columns().sql());
        }
        return (processor == null ? "" : processor.definition() + " over ") + new TreeMap<>(views) + " over " + inputs;
    }
}
