package io.penstock.engine;

import io.penstock.engine.batch.KafkaColumns;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/** The dead letters of a pipeline in their table. */
final class StoredDeadLetters implements DeadLetters {

    private final EngineContext context;
    private final String pipeline;
    private final ReplayStart replay;

    /** Replays the filtered dead letters; knows the pipeline as it is now. */
    interface ReplayStart {
        ReplayReport replay(Filter filter);
    }

    StoredDeadLetters(EngineContext context, String pipeline, ReplayStart replay) {
        this.context = context;
        this.pipeline = pipeline;
        this.replay = replay;
    }

    @Override
    public List<DeadLetter> list(Filter filter, int limit) {
        Dataset<Row> rows = find(filter);
        if (rows == null) {
            return List.of();
        }
        List<DeadLetter> letters = new ArrayList<>();
        Dataset<Row> newest = rows.orderBy(
                        functions.col("time").desc(),
                        functions.col("topic"),
                        functions.col("partition"),
                        functions.col("offset").desc())
                .limit(limit);
        newest.collectAsList().forEach(row -> letters.add(letter(row)));
        return letters;
    }

    private static DeadLetter letter(Row row) {
        return new DeadLetter(
                instant(row, "time"),
                row.getAs("source"),
                row.getAs("topic"),
                row.<Integer>getAs("partition"),
                row.<Long>getAs("offset"),
                row.getAs("key"),
                row.getAs("value"),
                headers(row),
                instant(row, "record_time"),
                row.getAs("stage"),
                row.getAs("rule"),
                row.getAs("output"),
                row.getAs("reason"));
    }

    private static Instant instant(Row row, String column) {
        return row.<Timestamp>getAs(column).toInstant();
    }

    private static List<Map.Entry<String, byte[]>> headers(Row row) {
        int index = row.fieldIndex("headers");
        if (row.isNullAt(index)) {
            return List.of();
        }
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>();
        for (Row header : row.<Row>getList(index)) {
            byte[] value = header.isNullAt(1) ? new byte[0] : header.getAs(1);
            headers.add(Map.entry(header.getString(0), value));
        }
        return headers;
    }

    @Override
    public List<Group> summary(Filter filter, int limit) {
        Dataset<Row> rows = find(filter);
        if (rows == null) {
            return List.of();
        }
        List<Group> groups = new ArrayList<>();
        Dataset<Row> grouped = rows.groupBy("stage", "rule", "reason")
                .agg(
                        functions.count(functions.lit(1)).as("n"),
                        functions.min("time").as("first"),
                        functions.max("time").as("last"))
                .orderBy(
                        functions.col("n").desc(),
                        functions.col("stage"),
                        functions.col("rule"),
                        functions.col("reason"))
                .limit(limit);
        for (Row row : grouped.collectAsList()) {
            groups.add(new Group(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    instant(row, "first"),
                    instant(row, "last")));
        }
        return groups;
    }

    @Override
    public ReplayReport replay(Filter filter) {
        return replay.replay(filter);
    }

    private @Nullable Dataset<Row> find(Filter filter) {
        return find(context, pipeline, filter);
    }

    /** The chosen rows, or nothing where the pipeline never ran. */
    static @Nullable Dataset<Row> find(EngineContext context, String pipeline, Filter filter) {
        if (!PipelineTables.hasDeadLetters(context.catalog(), pipeline)) {
            return null;
        }
        Dataset<Row> rows = context.session().newSession().table(PipelineTables.deadLetterName(pipeline));
        rows = filter(rows, "stage", filter.stage());
        rows = filter(rows, "rule", filter.rule());
        rows = filter(rows, "topic", filter.topic());
        rows = filter(rows, "partition", filter.partition());
        return filter(rows, "offset", filter.offset());
    }

    private static Dataset<Row> filter(Dataset<Row> rows, String column, @Nullable Object value) {
        return value == null ? rows : rows.where(functions.col(column).equalTo(functions.lit(value)));
    }

    /** The columns of Spark's Kafka source, and the output that refused the record. */
    static Column[] asKafkaRecords() {
        return new Column[] {
            functions.col("key"),
            functions.col("value"),
            functions.col("topic"),
            functions.col("partition"),
            functions.col("offset"),
            functions.col("record_time").as("timestamp"),
            functions.lit(0).as("timestampType"),
            functions.col("headers").cast(KafkaColumns.HEADERS_TYPE).as("headers"),
            functions.col("output")
        };
    }
}
