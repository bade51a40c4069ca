package io.penstock.engine.deploy;

import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.JdbcOutput;
import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.KafkaTopic;
import io.penstock.pipeline.LateRows;
import io.penstock.pipeline.Output;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.StartingOffsets;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.TopicOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds what changes between two versions of a pipeline, and what of it would lose something that is kept.
 *
 * <p>Kept are each source's progress in its topic, and for each output of it one account from the first offset on. So a source
 * stays on its topic, an output on its table and source, and neither comes or goes in mid-stream. A view with state stays as it
 * is, since its state is of what it computed; the code of a processor may change, and keep more. All else that is computed on the way may change: it holds from the next batch on.
 */
final class Changes {

    private static final String KEPT_PROGRESS = "its progress and the account of what it fed would be lost";

    private final List<Change> found = new ArrayList<>();

    private Changes() {}

    static List<Change> between(Pipeline before, Flow flowBefore, Pipeline after, Flow flowAfter) {
        Changes changes = new Changes();
        changes.compare("owner", before.owner(), after.owner());
        changes.compare("trigger", before.trigger(), after.trigger());
        changes.sources(before.sources(), after.sources());
        changes.named("references", before.references(), after.references());
        changes.views(before, flowBefore, after, flowAfter);
        changes.outputs(before.outputs(), flowBefore.feeds(), after.outputs(), flowAfter.feeds());
        changes.fields(before.outputs(), after.outputs(), flowAfter.anew());
        changes.named("dashboards", before.dashboards(), after.dashboards());
        return List.copyOf(changes.found);
    }

    private void compare(String path, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            add(path, "changes", null);
        }
    }

    private void add(String path, String what, @Nullable String refusal) {
        found.add(new Change(path, what, refusal));
    }

    private void sources(Map<String, KafkaSource> before, Map<String, KafkaSource> after) {
        for (String name : names(before, after)) {
            String path = "sources." + name;
            KafkaSource was = before.get(name);
            KafkaSource is = after.get(name);
            if (was == null) {
                add(path, "is added", null);
            } else if (is == null) {
                add(path, "is removed", KEPT_PROGRESS);
            } else {
                topic(path + ".kafka", was.kafka(), is.kafka());
                compare(path + ".decode", was.decode(), is.decode());
                compare(path + ".metadata", was.metadata(), is.metadata());
                compare(path + ".event-time", was.eventTime(), is.eventTime());
                compare(path + ".watermark", was.watermark(), is.watermark());
                lateRows(path + ".late-rows", was.lateRows(), is.lateRows());
                compare(path + ".idle-after", was.idleAfter(), is.idleAfter());
                compare(path + ".expect", was.expect(), is.expect());
            }
        }
    }

    private void lateRows(String path, LateRows was, LateRows is) {
        if (was != is) {
            add(path, "changes", is == LateRows.SIDE_TABLE ? "the late rows so far were not kept" : null);
        }
    }

    private void topic(String path, KafkaTopic was, KafkaTopic is) {
        if (!was.topic().equals(is.topic())) {
            add(path + ".topic", "changes from '%s' to '%s'".formatted(was.topic(), is.topic()), KEPT_PROGRESS);
        }
        if (!was.startingOffsets().equals(is.startingOffsets())) {
            add(
                    path + ".starting-offsets",
                    "changes from %s to %s".formatted(text(was.startingOffsets()), text(is.startingOffsets())),
                    "it has begun to read, and goes on where it is");
        }
        compare(path + ".partitions", was.partitions(), is.partitions());
        compare(path + ".max-records-per-batch", was.maxRecordsPerBatch(), is.maxRecordsPerBatch());
        compare(path + ".on-data-loss", was.onDataLoss(), is.onDataLoss());
    }

    private static String text(StartingOffsets offsets) {
        return offsets instanceof StartingOffsets.At at
                ? at.time().toString()
                : offsets.toString().toLowerCase(Locale.ROOT);
    }

    /** What has a name and may come, go and change, wherever nothing that is kept depends on it. */
    private void named(String section, Map<String, ?> before, Map<String, ?> after) {
        for (String name : names(before, after)) {
            String path = section + "." + name;
            if (!before.containsKey(name)) {
                add(path, "is added", null);
            } else if (!after.containsKey(name)) {
                add(path, "is removed", null);
            } else {
                compare(path, before.get(name), after.get(name));
            }
        }
    }

    private void views(Pipeline before, Flow flowBefore, Pipeline after, Flow flowAfter) {
        flowBefore.states().forEach((view, definition) -> {
            String next = flowAfter.states().get(view);
            if (next != null && !next.equals(definition)) {
                add("views." + view, "is computed otherwise", "its state is of what it computed so far");
            }
        });
        flowBefore.kept().forEach((view, types) -> {
            Map<String, String> next = flowAfter.kept().get(view);
            if (next != null) {
                kept("views." + view + ".processor", types, next);
            }
        });
        flowBefore.code().forEach((view, version) -> {
            String next = flowAfter.code().get(view);
            if (next != null && !next.equals(version)) {
                add("views." + view + ".processor", "has other jars", null);
            }
        });
        named("views", before.views(), after.views());
    }

    /** What is kept may gain parts; what there is stays as it is. */
    private void kept(String path, Map<String, String> before, Map<String, String> after) {
        new TreeMap<>(before).forEach((part, type) -> {
            String next = after.get(part);
            if (next == null) {
                add(path, "no longer keeps " + part, "its state has it");
            } else if (!next.equals(type)) {
                add(path, "keeps %s as %s instead of %s".formatted(part, next, type), "its state has it as it was");
            }
        });
        List<String> more = after.keySet().stream()
                .filter(part -> !before.containsKey(part))
                .sorted()
                .toList();
        if (!more.isEmpty()) {
            add(path, "keeps more: " + String.join(", ", more), null);
        }
    }

    private void outputs(
            Map<String, Output> before,
            Map<String, String> sourcesBefore,
            Map<String, Output> after,
            Map<String, String> sourcesAfter) {
        for (String name : names(before, after)) {
            String path = "outputs." + name;
            Output was = before.get(name);
            Output is = after.get(name);
            if (is == null) {
                boolean kept = !(was instanceof TopicOutput || was instanceof IndexOutput);
                add(path, "is removed", kept ? "its table would no longer be accounted for" : null);
            } else if (was == null) {
                // a topic or an index is what is sent from now on: its account begins with the first batch that has it
                boolean complete = is instanceof TopicOutput
                        || is instanceof IndexOutput
                        || !sourcesBefore.containsValue(sourcesAfter.get(name));
                add(
                        path,
                        "is added",
                        complete ? null : "its source has begun, the records read so far would be missing");
            } else if (was instanceof TableOutput tableBefore && is instanceof TableOutput tableAfter) {
                output(path, tableBefore, sourcesBefore.get(name), tableAfter, sourcesAfter.get(name));
            } else if (was instanceof JdbcOutput jdbcBefore && is instanceof JdbcOutput jdbcAfter) {
                output(path, jdbcBefore, sourcesBefore.get(name), jdbcAfter, sourcesAfter.get(name));
            } else if (was instanceof TopicOutput topicBefore && is instanceof TopicOutput topicAfter) {
                output(path, topicBefore, sourcesBefore.get(name), topicAfter, sourcesAfter.get(name));
            } else if (was instanceof IndexOutput indexBefore && is instanceof IndexOutput indexAfter) {
                output(path, indexBefore, sourcesBefore.get(name), indexAfter, sourcesAfter.get(name));
            } else {
                add(path, "becomes " + kind(is), "what it wrote so far would no longer be accounted for");
            }
        }
    }

    private void output(
            String path, TableOutput was, @Nullable String sourceBefore, TableOutput is, @Nullable String sourceAfter) {
        place(path + ".table", was.table(), is.table(), "rows");
        from(path, was, sourceBefore, is, sourceAfter);
        if (was.mode() != is.mode()) {
            add(path + ".mode", "changes", "its rows so far were written otherwise");
        } else if (!was.key().equals(is.key())) {
            add(path + ".key", "changes", "its table tells rows apart by the other");
        }
        if (!was.partitionBy().equals(is.partitionBy())) {
            add(path + ".partition-by", "changes", "its table is partitioned already");
        }
    }

    private void output(
            String path, JdbcOutput was, @Nullable String sourceBefore, JdbcOutput is, @Nullable String sourceAfter) {
        place(path + ".jdbc", was.jdbc(), is.jdbc(), "rows");
        from(path, was, sourceBefore, is, sourceAfter);
        if (!was.key().equals(is.key())) {
            add(path + ".key", "changes", "its table tells rows apart by the other");
        }
    }

    private void output(
            String path, TopicOutput was, @Nullable String sourceBefore, TopicOutput is, @Nullable String sourceAfter) {
        place(path + ".topic", was.topic(), is.topic(), "records");
        from(path, was, sourceBefore, is, sourceAfter);
        compare(path + ".key", was.key(), is.key());
        compare(path + ".format", was.format(), is.format());
        compare(path + ".partitions", was.partitions(), is.partitions());
    }

    private void output(
            String path, IndexOutput was, @Nullable String sourceBefore, IndexOutput is, @Nullable String sourceAfter) {
        place(path + ".index", was.index(), is.index(), "documents");
        from(path, was, sourceBefore, is, sourceAfter);
        if (!was.id().equals(is.id())) {
            add(path + ".id", "changes", "its index tells documents apart by the other");
        }
        if (was.mode() != is.mode()) {
            add(path + ".mode", "changes", "its documents so far were written otherwise");
        }
        if (!Objects.equals(was.splitBy(), is.splitBy())) {
            add(path + ".split-by", "changes", "its documents so far are in other indices");
        }
        compare(path + ".keep", was.keep(), is.keep());
        compare(path + ".when-unavailable", was.whenUnavailable(), is.whenUnavailable());
        compare(path + ".tombstones", was.tombstones(), is.tombstones());
    }

    /** Fields of an index may change where it can be made anew. */
    private void fields(Map<String, Output> before, Map<String, Output> after, Set<String> anew) {
        for (String name : names(before, after)) {
            if (before.get(name) instanceof IndexOutput was
                    && after.get(name) instanceof IndexOutput is
                    && !was.fields().equals(is.fields())) {
                add(
                        "outputs." + name + ".fields",
                        "changes",
                        anew.contains(name) ? null : "its documents so far are indexed otherwise");
            }
        }
    }

    private void place(String path, Object was, Object is, String what) {
        if (!was.equals(is)) {
            add(
                    path,
                    "changes from '%s' to '%s'".formatted(was, is),
                    "the " + what + " so far would stay behind in the old one");
        }
    }

    private static String kind(Output output) {
        if (output instanceof IndexOutput) {
            return "an index";
        }
        return output instanceof TopicOutput ? "a topic" : "a table";
    }

    private void from(String path, Output was, @Nullable String sourceBefore, Output is, @Nullable String sourceAfter) {
        if (!Objects.equals(sourceBefore, sourceAfter)) {
            add(
                    path + ".from",
                    "comes to be fed by '%s' instead of '%s'".formatted(sourceAfter, sourceBefore),
                    "its account is that of the other");
        } else {
            compare(path + ".from", was.from(), is.from());
        }
    }

    private static Set<String> names(Map<String, ?> before, Map<String, ?> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names;
    }
}
