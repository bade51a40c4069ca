package io.penstock.engine.plan;

import io.penstock.engine.processor.Code;
import io.penstock.engine.processor.KeyedProcessor;
import io.penstock.engine.processor.RowEncoders;
import io.penstock.pipeline.ProcessorView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.types.StructType;

/**
 * What a processor does for a view.
 *
 * @param spec as the file has it
 * @param code its class
 * @param eventTime the column of its input that says when a row happened
 * @param delay the longest watermark of its sources
 * @param columns what it gives
 * @param kept the types of all that it keeps, by their paths
 */
public record ProcessorPlan(
        ProcessorView spec, Code code, String eventTime, Duration delay, StructType columns, Map<String, String> kept) {

    private static final int BUCKETS = 16; // in the time that rows wait
    private static final long SHORTEST_BUCKET_MILLIS = 1_000;

    public ProcessorPlan {
        kept = Map.copyOf(kept);
    }

    /** The view over rows of its input, which have a watermark, and among its rows those that the processor rejects. */
    Dataset<Row> over(String view, Dataset<Row> rows) {
        Keyed keyed = keyed(view, rows, true);
        return keyed.rows()
                .transformWithState(
                        keyed.processor(), TimeMode.EventTime(), OutputMode.Append(), RowEncoders.of(keyed.given()));
    }

    /**
     * The same, where the event time is a column of what it gives, too: operators over time may stand behind it. A row is given when
     * the watermark has passed its time, which for them is before it is late.
     */
    org.apache.spark.sql.classic.Dataset<Row> overKeepingTime(String view, Dataset<Row> rows) {
        Keyed keyed = keyed(view, rows, false);
        return (org.apache.spark.sql.classic.Dataset<Row>) keyed.rows()
                .transformWithState(keyed.processor(), eventTime, OutputMode.Append(), RowEncoders.of(keyed.given()));
    }

    /** Rows by key, what is done with those of each, and the columns of what comes of it. */
    private record Keyed(KeyValueGroupedDataset<Row, Row> rows, KeyedProcessor processor, StructType given) {}

    private Keyed keyed(String view, Dataset<Row> rows, boolean rejects) {
        StructType input = rows.schema();
        List<Integer> key = new ArrayList<>();
        spec.key().forEach(column -> key.add(index(input, column)));
        KeyedProcessor.Task task = new KeyedProcessor.Task(
                view,
                code,
                spec.settings(),
                input,
                index(input, eventTime),
                key,
                columns,
                rejects,
                TimeUnit.MILLISECONDS.toMicros(Math.max(delay.toMillis() / BUCKETS, SHORTEST_BUCKET_MILLIS)));
        StructType named = new StructType();
        String[] names = new String[input.length()];
        for (int i = 0; i < names.length; i++) {
            names[i] = "c" + i;
            named = named.add(names[i], input.fields()[i].dataType(), true);
        }
        KeyValueGroupedDataset<Row, Row> byKey = rows.toDF(names)
                .as(RowEncoders.of(named))
                .filter("c" + task.eventTime() + " IS NOT NULL") // its turn would never come
                .groupByKey(new KeyedProcessor.KeyOf(key), RowEncoders.of(task.groupingColumns()));
        return new Keyed(byKey, new KeyedProcessor(task), task.given());
    }

    private static int index(StructType columns, String name) {
        for (int i = 0; i < columns.length(); i++) {
            if (columns.fields()[i].name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new IllegalStateException("Cannot find column " + name + " among " + Columns.names(columns));
    }

    /** What state depends on, as text, but for what is kept itself. */
    String definition() {
        return "processor from %s by %s gives %s".formatted(spec.from(), spec.key(), columns.sql());
    }

    /** Changes with everything that changes what is computed. */
    String version() {
        return definition() + " " + code.className() + " " + code.version() + " " + new TreeMap<>(spec.settings());
    }
}
