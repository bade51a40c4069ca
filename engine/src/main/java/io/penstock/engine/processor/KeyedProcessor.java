package io.penstock.engine.processor;

import io.penstock.api.Context;
import io.penstock.api.OutputRow;
import io.penstock.api.Processor;
import io.penstock.engine.processor.Turn.Call;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Spark calls for each key of a view that a processor computes.
 *
 * <p>Rows that arrive are kept. Once the watermark has passed some time of a key, its rows and timers up to the watermark take their
 * turns in the order of their times. That order is the same however rows arrive and batches are cut, and so is what the processor
 * emits up to a watermark: an audit may give it all rows in one batch.
 *
 * <p>Kept rows lie in buckets by time, a sixteenth of the sources' delay long: a batch reads and writes those that rows arrive in
 * and the watermark has come to, not all that wait. Each key has one timer of Spark's, for the first of all that it waits for.
 */
public final class KeyedProcessor extends StatefulProcessor<Row, Row, Row> {

    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(KeyedProcessor.class);
    private static final long MICROS = 1_000; // in a millisecond
    private static final int HELD_ROWS = 10_000; // arrived rows of one key that are in memory before they are kept

    /** The column in which a row says that it is none of the view, but one that the processor has rejected. */
    public static final String REJECTED = "_rejected";

    /** What is said of a rejected row: the rule, the reason, its key and itself as JSON. */
    public static final StructType REJECTION = new StructType()
            .add("rule", DataTypes.StringType)
            .add("reason", DataTypes.StringType)
            .add("key", DataTypes.StringType)
            .add("row", DataTypes.StringType);

    private static final Pattern RULE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /**
     * What there is to do.
     *
     * @param view name of the view, for messages
     * @param code the processor's class
     * @param settings for the processor
     * @param input columns of the rows
     * @param eventTime index of that column
     * @param key indexes of the key's columns
     * @param output columns of what is emitted
     * @param rejects whether rows have one more column, {@link #REJECTED}, and those that the processor rejects are given in it
     * @param bucketMicros length of a bucket of kept rows
     */
    public record Task(
            String view,
            Code code,
            Map<String, String> settings,
            StructType input,
            int eventTime,
            List<Integer> key,
            StructType output,
            boolean rejects,
            long bucketMicros)
            implements java.io.Serializable {

        public Task {
            settings = Map.copyOf(settings);
            key = List.copyOf(key);
        }

        /** Columns of the rows that are given: those of the output, and {@link #REJECTED} where there is any. */
        public StructType given() {
            return rejects ? output.asNullable().add(REJECTED, REJECTION) : output;
        }

        /** Columns of the key, under the names that they have in the input. */
        StructType keyColumns() {
            StructType columns = new StructType();
            for (int index : key) {
                columns = columns.add(input.fields()[index]);
            }
            return columns;
        }

        /** Columns of the key as it is grouped by. */
        public StructType groupingColumns() {
            return RowEncoders.positional("k", keyColumns());
        }
    }

    /** The key of a row. */
    public record KeyOf(List<Integer> indexes) implements MapFunction<Row, Row> {

        @Override
        public Row call(Row row) {
            return RowFactory.create(indexes.stream().map(row::get).toArray());
        }
    }

    private final Task task;
    private transient @Nullable Open open;

    public KeyedProcessor(Task task) {
        this.task = task;
    }

    @Override
    public void init(OutputMode mode, TimeMode time) {
        open = new Open();
    }

    @Override
    public void close() {
        open = null;
    }

    private Open open() {
        return Objects.requireNonNull(open);
    }

    @Override
    public scala.collection.Iterator<Row> handleInputRows(
            Row key, scala.collection.Iterator<Row> rows, TimerValues times) {
        open().arrive(rows);
        return CollectionConverters.asScala(Collections.<Row>emptyIterator());
    }

    @Override
    public scala.collection.Iterator<Row> handleExpiredTimer(Row key, TimerValues times, ExpiredTimerInfo timer) {
        return CollectionConverters.asScala(
                open().turns(key, Math.multiplyExact(times.getCurrentWatermarkInMs(), MICROS)));
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** The first watermark that has passed a time. */
    private static long wakeMillis(long micros) {
        return -Math.floorDiv(-micros, MICROS);
    }

    /** A processor at work in a task, or opened in the driver to declare its state. */
    private final class Open {

        private final Turn turn = new Turn();
        private final Pending pending = new Pending(turn);
        private final RowColumns input = new RowColumns(task.input);
        private final RowColumns keys = new RowColumns(task.keyColumns());
        private final RowColumns output = new RowColumns(task.output);
        private final Comparator<Row> order =
                Comparator.comparingLong(this::timeOf).thenComparing(new ValueOrder());
        private final Processor processor;
        private final List<Kept> kept;
        private final ValueState<Row> waiting;
        private final MapState<Long, Row> buckets;

        Open() {
            try {
                processor = task.code.create();
                kept = Opening.open(processor, task.settings, turn);
            } catch (Exception e) {
                throw failure("open", e);
            }
            StructType rows =
                    new StructType().add("rows", new ArrayType(RowEncoders.positional("c", task.input), true), true);
            waiting = getHandle().getValueState("waiting", RowEncoders.of(Pending.SCHEMA), TTLConfig.NONE());
            buckets = getHandle().getMapState("rows", Encoders.LONG(), RowEncoders.of(rows), TTLConfig.NONE());
            kept.forEach(state -> state.bind(getHandle()));
        }

        private RuntimeException failure(String call, Exception e) {
            LOG.atError().addKeyValue("view", task.view).setCause(e).log("processor failed");
            return new ProcessorFailedException(
                    "Cannot compute view %s, %s failed in %s: %s"
                            .formatted(
                                    task.view,
                                    task.code.className(),
                                    call,
                                    e.getMessage() == null ? e.toString() : e.getMessage()),
                    e.getStackTrace());
        }

        private long timeOf(Row row) {
            return micros(row.getInstant(task.eventTime));
        }

        /** Keeps rows of the key at hand until it is their turn. */
        void arrive(scala.collection.Iterator<Row> rows) {
            pending.load(waiting.get());
            Map<Long, List<Row>> arrived = new TreeMap<>();
            long earliest = Long.MAX_VALUE;
            int held = 0;
            while (rows.hasNext()) {
                Row row = rows.next();
                long at = timeOf(row);
                earliest = Math.min(earliest, at);
                arrived.computeIfAbsent(Math.floorDiv(at, task.bucketMicros), bucket -> new ArrayList<>())
                        .add(row);
                if (++held == HELD_ROWS) {
                    keep(arrived);
                    arrived.clear();
                    held = 0;
                }
            }
            keep(arrived);
            Long wake = pending.wakeMillis();
            wakeAt(wake == null ? wakeMillis(earliest) : Math.min(wake, wakeMillis(earliest)));
            save();
        }

        private void keep(Map<Long, List<Row>> arrived) {
            arrived.forEach((bucket, rows) -> {
                List<Row> all = new ArrayList<>();
                if (!pending.buckets().add(bucket)) {
                    all.addAll(rows(bucket));
                }
                all.addAll(rows);
                put(bucket, all);
            });
        }

        private List<Row> rows(long bucket) {
            return Objects.requireNonNull(buckets.getValue(bucket)).getList(0);
        }

        private void put(long bucket, List<Row> rows) {
            buckets.updateValue(
                    bucket, RowFactory.create(CollectionConverters.asScala(rows).toSeq()));
        }

        /** Has Spark call for the key once the watermark is there. */
        private void wakeAt(@Nullable Long millis) {
            Long before = pending.wakeMillis();
            if (!Objects.equals(before, millis)) {
                if (before != null) {
                    getHandle().deleteTimer(before);
                }
                if (millis != null) {
                    getHandle().registerTimer(millis);
                }
                pending.wakeAt(millis);
            }
        }

        private void save() {
            Row row = pending.row();
            if (row == null) {
                waiting.clear();
            } else {
                waiting.update(row);
            }
        }

        /** All that is due for a key, computed while it is asked for. */
        Iterator<Row> turns(Row key, long watermarkMicros) {
            pending.load(waiting.get());
            pending.wakeAt(null); // the timer at hand goes by itself
            return new Turns(new KeptRow(keys, key), watermarkMicros);
        }

        /** Rows and timers of one key in the order of their times, up to a watermark. */
        private final class Turns implements Iterator<Row>, Context {

            private final KeptRow key;
            private final long watermark;
            private final Deque<Row> emitted = new ArrayDeque<>();
            private @Nullable Long next; // earliest time that a kept row may have; nothing where there is none
            private boolean ended;
            private @Nullable Row atHand; // nothing once it is rejected

            Turns(KeptRow key, long watermark) {
                this.key = key;
                this.watermark = watermark;
            }

            @Override
            public boolean hasNext() {
                while (emitted.isEmpty() && !ended) {
                    step();
                }
                return !emitted.isEmpty();
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("nothing more is due");
                }
                return emitted.remove();
            }

            private void step() {
                next = null;
                if (!pending.buckets().isEmpty()) {
                    long bucket = pending.buckets().first();
                    next = Math.multiplyExact(bucket, task.bucketMicros);
                    if (next <= watermark) {
                        boolean all = rows(bucket);
                        if (all) {
                            return;
                        }
                    }
                }
                timers(watermark);
                finish();
            }

            /** The turns of the rows of a bucket. @return whether the watermark has passed them all */
            private boolean rows(long bucket) {
                List<Row> due = new ArrayList<>();
                List<Row> rest = new ArrayList<>();
                for (Row row : Open.this.rows(bucket)) {
                    (timeOf(row) <= watermark ? due : rest).add(row);
                }
                due.sort(order);
                for (Row row : due) {
                    timers(timeOf(row) - 1);
                    row(row);
                }
                if (rest.isEmpty()) {
                    pending.buckets().remove(bucket);
                    buckets.removeKey(bucket);
                    return true;
                }
                if (!due.isEmpty()) {
                    put(bucket, rest);
                }
                next = rest.stream().mapToLong(Open.this::timeOf).min().getAsLong();
                return false;
            }

            private void row(Row row) {
                turn.begin(Call.ROW, timeOf(row));
                atHand = row;
                try {
                    processor.row(new KeptRow(input, row), this);
                } catch (Exception e) {
                    throw failure("row", e);
                } finally {
                    atHand = null;
                    turn.end();
                }
            }

            /** The turns of all timers up to a time, those included that are set on the way. */
            private void timers(long until) {
                Map.@Nullable Entry<String, Long> timer = turn.firstTimer();
                while (timer != null && timer.getValue() <= until) {
                    turn.timers().remove(timer.getKey());
                    turn.begin(Call.TIMER, timer.getValue());
                    try {
                        processor.timer(timer.getKey(), this);
                    } catch (Exception e) {
                        throw failure("timer", e);
                    } finally {
                        turn.end();
                    }
                    timer = turn.firstTimer();
                }
            }

            private void finish() {
                for (Kept state : kept) {
                    Long sweep = turn.sweeps().get(state.name());
                    if (sweep != null && sweep <= watermark) {
                        turn.sweeps().remove(state.name());
                        state.sweepAfter(state.sweep(watermark));
                    }
                    state.end();
                }
                Map.@Nullable Entry<String, Long> timer = turn.firstTimer();
                long first = Math.min(
                        next == null ? Long.MAX_VALUE : next, timer == null ? Long.MAX_VALUE : timer.getValue());
                for (long sweep : turn.sweeps().values()) {
                    first = Math.min(first, sweep);
                }
                wakeAt(first == Long.MAX_VALUE ? null : (Long) wakeMillis(first));
                save();
                ended = true;
            }

            @Override
            public io.penstock.api.Row key() {
                return key;
            }

            @Override
            public Instant time() {
                turn.require("the time");
                return Instant.EPOCH.plus(turn.micros(), ChronoUnit.MICROS);
            }

            @Override
            public void setTimer(String name, Instant at) {
                turn.require("timers");
                long micros = micros(at);
                if (turn.call() == Call.TIMER ? micros <= turn.micros() : micros < turn.micros()) {
                    throw new IllegalArgumentException(
                            "Cannot set timer %s to %s, it is %s already".formatted(name, at, time()));
                }
                turn.timers().put(name, micros);
            }

            @Override
            public void cancelTimer(String name) {
                turn.require("timers");
                turn.timers().remove(name);
            }

            @Override
            public Optional<Instant> findTimer(String name) {
                turn.require("timers");
                Long micros = turn.timers().get(name);
                return micros == null ? Optional.empty() : Optional.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            }

            @Override
            public void emit(Consumer<OutputRow> columns) {
                turn.require("the output");
                EmittedRow row = new EmittedRow(output);
                columns.accept(row);
                emitted.add(given(row.row(), null));
            }

            @Override
            public void reject(String rule, String reason) {
                Row row = atHand;
                if (row == null || !task.rejects) {
                    throw new IllegalStateException("Cannot reject a row here, only once while one is handled");
                }
                if (!RULE.matcher(rule).matches()) {
                    throw new IllegalArgumentException(
                            "Cannot reject a row, its rule is not small letters, digits and '-': " + rule);
                }
                atHand = null;
                emitted.add(given(
                        RowFactory.create(new Object[task.output.length()]),
                        RowFactory.create(
                                rule,
                                Objects.requireNonNull(reason, "reason"),
                                RowJson.text(key.row(), task.keyColumns()),
                                RowJson.text(row, task.input))));
            }

            private Row given(Row row, @Nullable Row rejection) {
                if (!task.rejects) {
                    return row;
                }
                @Nullable Object[] values = new Object[row.length() + 1];
                for (int i = 0; i < row.length(); i++) {
                    values[i] = row.get(i);
                }
                values[row.length()] = rejection;
                return RowFactory.create(values);
            }
        }
    }
}
