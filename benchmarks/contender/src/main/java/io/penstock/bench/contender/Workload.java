package io.penstock.bench.contender;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Events of one kind: the n-th is always the same, on every machine. One record in a hundred is bad, in one of several ways;
 * every other is a row without NULL.
 *
 * <p>Safe for use by several threads; what {@link #encoder()} and {@link #rows()} return is not.
 */
public abstract class Workload {

    /** The workload whose events are counted, by minute and key. */
    public static final String WINDOWED = "windowed";

    /** How far the watermark of {@link #WINDOWED} lies behind the newest event, in milliseconds. */
    public static final long DELAY_MILLIS = 60_000;

    private static final long SEED = 20_261_122;
    private static final List<Workload> ALL =
            List.of(new Csv4(), new Csv10(), new Telemetry(), new AccessLog(), new Windowed());

    private final String name;
    private final Format format;
    private final List<Column> columns;
    private final List<Column> resultColumns;

    /** A workload whose events are written as they are. */
    Workload(String name, Format format, List<Column> columns) {
        this(name, format, columns, columns);
    }

    /** @param resultColumns of the table */
    Workload(String name, Format format, List<Column> columns, List<Column> resultColumns) {
        this.name = name;
        this.format = format;
        this.columns = List.copyOf(columns);
        this.resultColumns = List.copyOf(resultColumns);
    }

    /** All of them. */
    public static List<Workload> all() {
        return ALL;
    }

    /** The workload of that name. @throws IllegalArgumentException if there is none */
    public static Workload named(String name) {
        return ALL.stream()
                .filter(workload -> workload.name.equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("Cannot find the workload, it does not exist: " + name));
    }

    public final String name() {
        return name;
    }

    public final Format format() {
        return format;
    }

    public final List<Column> columns() {
        return columns;
    }

    /** The columns of an event as a list of SQL. */
    public final String ddl() {
        return ddl(columns);
    }

    /** The columns of the table that a contender writes. */
    public final List<Column> resultColumns() {
        return resultColumns;
    }

    /** These as a list of SQL. */
    public final String resultDdl() {
        return ddl(resultColumns);
    }

    private static String ddl(List<Column> columns) {
        return columns.stream()
                .map(column -> column.name() + " " + column.type().sql())
                .collect(Collectors.joining(", "));
    }

    /** Whether events are counted by minute and key. */
    public final boolean windowed() {
        return name.equals(WINDOWED);
    }

    /** How many rows the table has to have after the first records. */
    public long resultRows(long records) {
        return goodRecords(records);
    }

    /** The columns as they are written, as a list of SQL: times as whole numbers where they are, objects as structs. */
    public final String writtenDdl() {
        Map<String, List<String>> objects = new LinkedHashMap<>();
        List<String> top = new ArrayList<>();
        for (Column column : columns) {
            boolean wholeNumber = column.type() == ColumnType.TIMESTAMP && format != Format.CSV_ISO;
            String type = wholeNumber ? ColumnType.LONG.sql() : column.type().sql();
            int dot = column.path().indexOf('.');
            if (dot < 0) {
                top.add(column.path() + " " + type);
            } else {
                objects.computeIfAbsent(column.path().substring(0, dot), parent -> new ArrayList<>())
                        .add(column.path().substring(dot + 1) + ": " + type);
            }
        }
        objects.forEach((parent, fields) -> top.add(parent + " STRUCT<" + String.join(", ", fields) + ">"));
        return String.join(", ", top);
    }

    /** Gives the values of an event. */
    abstract void fields(Draw draw, long index, FieldSink out);

    /** The records as they are sent. */
    public final Encoder encoder() {
        return Encoder.of(this);
    }

    /** The rows that a contender has to make of them. */
    public final Rows rows() {
        return new Rows(this);
    }

    /** How many of the first records are good. */
    public final long goodRecords(long records) {
        Draw draw = new Draw();
        return LongStream.range(0, records)
                .filter(index -> fault(draw, index) == null)
                .count();
    }

    final @Nullable Fault fault(Draw draw, long index) {
        return Fault.of(draw.event(~SEED, index).next());
    }

    final void event(Draw draw, long index, FieldSink out) {
        fields(draw.event(SEED, index), index, out);
    }

    /** The rows of a workload as objects: {@code Long} for times (epoch milliseconds), {@code Long}, {@code Double}, {@code String}. */
    public static final class Rows {

        private final Workload workload;
        private final Draw draw = new Draw();
        private final Collector collector;

        private Rows(Workload workload) {
            this.workload = workload;
            this.collector = new Collector(workload.columns.size());
        }

        /** The row of the n-th record, or nothing if it is bad. */
        public Object @Nullable [] row(long index) {
            if (workload.fault(draw, index) != null) {
                return null;
            }
            collector.count = 0;
            workload.event(draw, index, collector);
            return Arrays.copyOf(collector.values, collector.count);
        }
    }

    private static final class Collector implements FieldSink {

        private final Object[] values;
        private int count;

        Collector(int columns) {
            values = new Object[columns];
        }

        @Override
        public void timestamp(long epochMillis) {
            values[count++] = epochMillis;
        }

        @Override
        public void number(long value) {
            values[count++] = value;
        }

        @Override
        public void decimal(long unscaled, int scale) {
            values[count++] = unscaled / Decimals.POWERS[scale]; // both are exact, so this is the nearest double
        }

        @Override
        public void text(String value) {
            values[count++] = value;
        }
    }
}
