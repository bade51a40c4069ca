package io.penstock.pipeline;

import io.penstock.pipeline.dashboard.Dashboard;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline file: where events come from, what they must look like, what is computed and where it goes. Made by
 * {@link PipelineLoader}, which lets no unchecked spec out.
 *
 * <p>The maps keep the order of the file and cannot be modified. Names are unique across sources, references and views.
 *
 * <p>Jars are as they are written, until somebody who knows where the file lies says where they are: {@link #withJarsBeside}.
 */
public record Pipeline(
        @Key(
                        value =
                                "Name of the pipeline. Its checkpoint, ledger and dead letters are kept under it, so a renamed pipeline"
                                        + " is a new one.",
                        name = "pipeline",
                        example = "clickstream",
                        notation = Notation.NAME)
                String name,
        @Key(
                        value =
                                "Who answers for the pipeline: a team, a person or an address. It is shown, never interpreted.",
                        example = "web-analytics",
                        unset = "nobody is named")
                @Nullable
                String owner,
        @Key(
                        value =
                                "Where events come from, by name. SQL and `from` use the name; in SQL a `-` is written `_`, or the"
                                        + " name is put in back-quotes.",
                        example = "{ clicks: … }")
                Map<String, KafkaSource> sources,
        @Key(
                        value =
                                "Rows for views to join with, by name: those of a file or a table, read again as it changes.",
                        example = "{ zones: { file: zones.csv, schema: \"id INT, borough STRING\" } }",
                        unset = "views know the sources only")
                Map<String, Reference> references,
        @Key(
                        value = "Jars with the classes of processors, seen from the folder of this file.",
                        example = "[lib/fraud.jar]",
                        notation = Notation.JAR_FILE,
                        unset = "there are no processors")
                List<String> jars,
        @Key(
                        value =
                                "What is computed, by name: SQL queries over sources and other views, processors, or rows without"
                                        + " repetitions. A query that needs no other row than"
                                        + " its own (select, where, expressions, explode) is computed record by record; one that aggregates over"
                                        + " windows of time, joins, or brings sources together is a query of its own that keeps state, and so is a"
                                        + " processor.",
                        example = "{ long-urls: SELECT url FROM clicks WHERE length(url) > 80 }",
                        notation = Notation.SQL,
                        unset = "no views")
                Map<String, View> views,
        @Key(
                        value =
                                "What is written where, by name. Progress is kept under the name, so it should stay as it is.",
                        example = "{ clicks-table: { table: web.clicks, from: clicks } }")
                Map<String, Output> outputs,
        @Key(
                        value =
                                "What people look at, by name: pages of panels over the outputs. They compute nothing and keep nothing, so they"
                                        + " may change at any time.",
                        example = "{ trips: { panels: [{ number: trips, from: trips }] } }",
                        unset = "there are none")
                Map<String, Dashboard> dashboards,
        @Key(
                        value =
                                "When a batch is started: an interval, `available-now` to process what is there and end, or `realtime` to"
                                        + " send each record as it comes, which only outputs to topics do. There a batch is what is"
                                        + " accounted for together; it lasts 30 seconds, or as long as is said behind it:"
                                        + " `realtime 10 seconds`, 5 seconds at least.",
                        example = "5 seconds",
                        defaultsTo = "1 second",
                        notation = Notation.TRIGGER)
                Trigger trigger) {

    public Pipeline {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
        jars = List.copyOf(jars);
        views = Collections.unmodifiableMap(new LinkedHashMap<>(views));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        dashboards = Collections.unmodifiableMap(new LinkedHashMap<>(dashboards));
    }

    /** The same, with the paths of its references and maps seen from the folder of its file. */
    Pipeline seenFrom(String file) {
        Map<String, Reference> seen = new LinkedHashMap<>(references);
        seen.replaceAll((reference, spec) -> spec instanceof FileReference rows ? rows.seenFrom(file) : spec);
        Map<String, Dashboard> drawn = new LinkedHashMap<>(dashboards);
        drawn.replaceAll((dashboard, spec) -> spec.withFiles(path -> FileReference.seenFrom(path, file)));
        return new Pipeline(name, owner, sources, seen, jars, views, outputs, drawn, trigger);
    }

    /** The same pipeline, which starts its batches otherwise. */
    public Pipeline withTrigger(Trigger other) {
        return new Pipeline(name, owner, sources, references, jars, views, outputs, dashboards, other);
    }

    /** The same pipeline with these sources, of the same names. */
    Pipeline withSources(Map<String, KafkaSource> others) {
        return new Pipeline(name, owner, others, references, jars, views, outputs, dashboards, trigger);
    }

    /** The same pipeline with other dashboards. */
    public Pipeline withDashboards(Map<String, Dashboard> others) {
        return new Pipeline(name, owner, sources, references, jars, views, outputs, others, trigger);
    }

    /** The same pipeline with its jars at these places, in their order. */
    public Pipeline withJars(List<String> places) {
        return new Pipeline(name, owner, sources, references, places, views, outputs, dashboards, trigger);
    }

    /** The same pipeline with its jars as absolute paths. @param file the pipeline's file */
    public Pipeline withJarsBeside(Path file) {
        return withJars(jars.stream()
                .map(jar ->
                        file.toAbsolutePath().resolveSibling(jar).normalize().toString())
                .toList());
    }
}
