package io.penstock.engine.batch;

import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.plan.SourcePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.streaming.operators.stateful.EventTimeStats;
import org.apache.spark.sql.execution.streaming.operators.stateful.EventTimeWatermarkExec;
import org.apache.spark.sql.execution.streaming.runtime.WatermarkTracker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The watermark of a view, as Spark will have it after a batch.
 *
 * <p>Spark takes the least of all sources, and knows only what it has seen since the query was started: after a restart, and while a
 * source has no records, it would stand still. So each batch tells Spark's operators what is known from the ledger, and of a
 * source that has been idle for long what the others have come to. Of the query's thread.
 */
public final class ViewWatermark {

    /** Behind any event time that a decoder takes, and behind what a join or a window adds to one: under it nothing waits. */
    public static final long END_MILLIS =
            Instant.parse("+20000-01-01T00:00:00Z").toEpochMilli();

    private static final Logger LOG = LoggerFactory.getLogger(ViewWatermark.class);

    private static final Duration TOLD_AFTER = Duration.ofMinutes(1);

    /** A source. @param partitions of its topic, for messages */
    public record Input(SourcePlan source, List<Integer> partitions) {}

    private final String name;
    private final List<Input> inputs;
    private final boolean ends;
    private final LongSupplier nanos;
    private final Map<UUID, String> sources = new HashMap<>(); // by Spark's operator
    private final Map<String, Long> newestMillis = new HashMap<>();
    private final Map<String, Long> activeNanos = new HashMap<>();
    private @Nullable WatermarkTracker tracker;
    private @Nullable String held;
    private @Nullable String waitedFor;

    /**
     * @param name of the query, for messages
     * @param ends whether each batch has all there will ever be: everything is closed behind it
     * @param last the last entry of its ledger, if there is one
     * @param nanos the clock that tells how long a source has been idle, as {@link System#nanoTime}
     */
    public ViewWatermark(
            String name, List<Input> inputs, boolean ends, @Nullable LedgerEntry last, LongSupplier nanos) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.ends = ends;
        this.nanos = nanos;
        if (last != null && last.view() != null) {
            newestMillis.putAll(last.view().newestMillis());
        }
        inputs.forEach(input -> activeNanos.put(input.source().name(), nanos.getAsLong()));
    }

    /** A stream of a source, with its watermark. */
    public void declare(String source, Dataset<Row> rows) {
        QueryExecution execution = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
        if (execution.analyzed() instanceof EventTimeWatermark operator) {
            sources.put(operator.nodeId(), source);
        }
    }

    /**
     * Ends a batch: tells Spark's operators of it what they cannot know.
     *
     * @param planned the watermark of the batch, in milliseconds since the epoch
     * @param active the sources that had records in it
     * @return the watermark of the next one
     */
    public long after(Dataset<Row> rows, SparkPlan plan, long planned, Set<String> active) {
        active.forEach(source -> activeNanos.put(source, nanos.getAsLong()));
        Map<String, Long> seen = new HashMap<>();
        Set<EventTimeWatermarkExec> operators = new HashSet<>();
        collect(plan, operators);
        for (EventTimeWatermarkExec operator : operators) {
            EventTimeStats stats = operator.eventTimeStats().value();
            String source = sources.get(operator.nodeId());
            if (source != null && stats.count() > 0) {
                seen.merge(source, stats.max(), Math::max);
            }
        }
        seen.forEach((source, millis) -> newestMillis.merge(source, millis, Math::max));
        passIdle(active);
        for (EventTimeWatermarkExec operator : operators) {
            Long newest = told(String.valueOf(sources.get(operator.nodeId())));
            if (newest != null) {
                operator.eventTimeStats().add(newest);
            }
        }
        if (tracker == null) {
            QueryExecution execution = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
            tracker = WatermarkTracker.apply(execution.sparkSession().conf(), execution.logical());
        }
        tracker.setWatermark(planned);
        tracker.updateWatermark(plan); // as Spark does after the batch
        return tracker.currentWatermark();
    }

    /** The event time that Spark is to take for the newest one of a source. */
    private @Nullable Long told(String source) {
        if (ends) {
            return inputs.stream()
                    .filter(input -> input.source().name().equals(source) && delay(input) != null)
                    .map(input -> END_MILLIS + delay(input).toMillis())
                    .findFirst()
                    .orElse(null);
        }
        return newestMillis.get(source);
    }

    /** The newest event time of each source so far. */
    public Map<String, Long> newestMillis() {
        return newestMillis;
    }

    /** A source that has given nothing for long does not hold back the others any more. */
    private void passIdle(Set<String> active) {
        Set<String> idle = new HashSet<>();
        for (Input input : inputs) {
            Duration quiet = Duration.ofNanos(
                    nanos.getAsLong() - activeNanos.get(input.source().name()));
            boolean tooLong = quiet.compareTo(input.source().spec().idleAfter()) > 0;
            if (tooLong && !active.contains(input.source().name())) {
                idle.add(input.source().name());
            }
        }
        OptionalLong others = inputs.stream()
                .filter(input ->
                        delay(input) != null && !idle.contains(input.source().name()))
                .mapToLong(this::watermark)
                .min();
        String holds = null;
        for (Input input : inputs) {
            String source = input.source().name();
            if (others.isPresent() && idle.contains(source) && delay(input) != null) {
                if (watermark(input) < others.getAsLong()) {
                    newestMillis.put(source, others.getAsLong() + delay(input).toMillis());
                    holds = source;
                }
            }
        }
        if (holds != null && !holds.equals(held)) {
            LOG.atWarn()
                    .addKeyValue("query", name)
                    .addKeyValue("source", holds)
                    .log("source is idle, the watermark no longer waits for it");
        }
        held = holds;
        tellWaiting(idle);
    }

    /** Says which topic the view waits for, long before it is passed by. */
    private void tellWaiting(Set<String> passed) {
        String waiting = null;
        for (Input input : inputs) {
            String source = input.source().name();
            Duration quiet = Duration.ofNanos(nanos.getAsLong() - activeNanos.get(source));
            boolean behind = delay(input) != null
                    && inputs.stream().anyMatch(other -> delay(other) != null && watermark(other) > watermark(input));
            if (behind && !passed.contains(source) && quiet.compareTo(TOLD_AFTER) > 0) {
                waiting = source;
                if (!source.equals(waitedFor)) {
                    LOG.atWarn()
                            .addKeyValue("query", name)
                            .addKeyValue("source", source)
                            .addKeyValue("topic", input.source().spec().kafka().topic())
                            .addKeyValue("partitions", input.partitions())
                            .addKeyValue("seconds", quiet.toSeconds())
                            .addKeyValue(
                                    "passed_by_after", input.source().spec().idleAfter())
                            .log("source has no records and holds the watermark back");
                }
            }
        }
        waitedFor = waiting;
    }

    private static @Nullable Duration delay(Input input) {
        return input.source().spec().watermark();
    }

    private long watermark(Input input) {
        Long newest = newestMillis.get(input.source().name());
        return newest == null ? Long.MIN_VALUE / 2 : newest - delay(input).toMillis();
    }

    private static void collect(SparkPlan plan, Set<EventTimeWatermarkExec> operators) {
        if (plan instanceof EventTimeWatermarkExec operator) {
            operators.add(operator);
        }
        CollectionConverters.asJava(plan.children()).forEach(child -> collect(child, operators));
    }
}
