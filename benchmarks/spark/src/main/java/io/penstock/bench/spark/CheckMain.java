package io.penstock.bench.spark;

import io.penstock.bench.contender.Column;
import io.penstock.bench.contender.ColumnType;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Workload;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads tables of contenders and says what is in them.
 *
 * <p>{@code rows WORKLOAD RECORDS METADATA...} prints rows and checksum that a topic of so many records has to give, and then
 * those of each table, which is named by its metadata file; one line each, or why the table cannot be read. A checksum is
 * independent of the order of the rows, and covers the columns of the workload.
 *
 * <p>{@code ages METADATA SEEN FROM UNTIL...} prints how old rows were when they could be read, in milliseconds: {@code <rows>
 * <median> <99th percentile>}. {@code SEEN} is a file with a line {@code <snapshot> <epoch milliseconds>} for each snapshot; only
 * rows whose {@code recordtime} lies between the two times count. With further times there is a line for each span between two.
 */
public final class CheckMain {

    private static final int SLICES = 16;

    private CheckMain() {}

    public static void main(String[] arguments) {
        SparkSession spark = Sessions.create(Path.of("."), Map.of());
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        if (arguments[0].equals("rows")) {
            rows(spark, Workload.named(rest.get(0)), Long.parseLong(rest.get(1)), rest.subList(2, rest.size()));
        } else {
            for (int i = 3; i < rest.size(); i++) {
                ages(spark, rest.get(0), rest.get(1), Long.parseLong(rest.get(i - 1)), Long.parseLong(rest.get(i)));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void rows(SparkSession spark, Workload workload, long records, List<String> tables) {
        say(content(workload, expected(spark, workload, records)));
        for (String table : tables) {
            try {
                say(content(workload, spark.read().format("iceberg").load(table)));
            } catch (RuntimeException e) { // one table is one contender's
                e.printStackTrace();
                say("it cannot be read: " + e.getMessage().lines().findFirst().orElse(""));
            }
        }
    }

    private static Dataset<Row> expected(SparkSession spark, Workload workload, long records) {
        String name = workload.name();
        MapPartitionsFunction<Long, Row> generate = indexes -> generate(name, indexes);
        StructType columns = StructType.fromDDL(workload.ddl());
        Dataset<Row> events =
                spark.range(0, records, 1, SLICES).as(Encoders.LONG()).mapPartitions(generate, Encoders.row(columns));
        return workload.windowed() ? closed(events) : events;
    }

    /** The counts of the minutes that are over by the watermark. */
    private static Dataset<Row> closed(Dataset<Row> events) {
        Timestamp newest = events.selectExpr("max(at)").first().getTimestamp(0);
        return Decoding.count(events)
                .where("unix_millis(minute) + 60000 <= " + (newest.getTime() - Workload.DELAY_MILLIS));
    }

    private static Iterator<Row> generate(String workload, Iterator<Long> indexes) {
        Workload events = Workload.named(workload);
        Workload.Rows rows = events.rows();
        ColumnType[] types = events.columns().stream().map(Column::type).toArray(ColumnType[]::new);
        Iterable<Long> each = () -> indexes;
        return StreamSupport.stream(each.spliterator(), false)
                .map(rows::row)
                .filter(Objects::nonNull)
                .map(values -> row(types, values))
                .iterator();
    }

    private static Row row(ColumnType[] types, Object[] values) {
        Object[] converted = Arrays.copyOf(values, values.length);
        for (int i = 0; i < types.length; i++) {
            if (types[i] == ColumnType.TIMESTAMP) {
                converted[i] = new Timestamp((Long) values[i]);
            }
        }
        return RowFactory.create(converted);
    }

    private static String content(Workload workload, Dataset<Row> rows) {
        String columns = workload.resultColumns().stream()
                .map(column -> "CAST(" + column.name() + " AS " + column.type().sql() + ")")
                .collect(Collectors.joining(", "));
        // two sums of one hash: an exchange of rows that leaves one of them as it is, changes the other
        Row sums = rows.selectExpr("xxhash64(" + columns + ") AS h")
                .selectExpr("count(*)", "hex(coalesce(bit_xor(h), 0))", "hex(coalesce(sum(h & 4294967295L), 0))")
                .first();
        return "%d rows with checksum %s-%s".formatted(sums.getLong(0), sums.getString(1), sums.getString(2));
    }

    private static void say(String line) {
        System.out.println(ContenderMain.MARK + line);
    }

    private static void ages(SparkSession spark, String table, String seen, long from, long until) {
        // a view would hide the metadata column
        spark.read()
                .format("iceberg")
                .load(table)
                .selectExpr("_file AS file", "recordtime")
                .createOrReplaceTempView("events");
        spark.read().format("iceberg").load(table + "#entries").createOrReplaceTempView("entries");
        spark.read()
                .option("sep", " ")
                .schema("snapshot BIGINT, at BIGINT")
                .csv(seen)
                .createOrReplaceTempView("seen");
        Row ages = spark.sql(
                        """
                        SELECT sum(n), percentile(age, 0.5, n), percentile(age, 0.99, n)
                        FROM (
                          SELECT at - ms AS age, sum(n) AS n
                          FROM (
                            SELECT file, unix_millis(recordtime) AS ms, count(*) AS n
                            FROM events
                            WHERE recordtime >= timestamp_millis(%d) AND recordtime < timestamp_millis(%d)
                            GROUP BY 1, 2
                          )
                          JOIN (SELECT DISTINCT data_file.file_path AS file, snapshot_id AS snapshot FROM entries) USING (file)
                          JOIN seen USING (snapshot)
                          GROUP BY 1
                        )
                        """
                                .formatted(from, until))
                .first();
        say("%d %.0f %.0f".formatted(ages.getLong(0), ages.getDouble(1), ages.getDouble(2)));
    }
}
