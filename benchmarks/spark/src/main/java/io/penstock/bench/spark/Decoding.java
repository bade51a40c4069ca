package io.penstock.bench.spark;

import io.penstock.bench.contender.Column;
import io.penstock.bench.contender.ColumnType;
import io.penstock.bench.contender.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Turns the records of a workload into rows with the functions of Spark's SQL. Bad records are left out. */
final class Decoding {

    private static final String CORRUPT = "_corrupt_record";

    private Decoding() {}

    /** What becomes of the records of a workload. @param records with a column {@code value} of bytes */
    static Dataset<Row> rows(Workload workload, Dataset<Row> records) {
        Dataset<Row> decoded = decode(workload, records);
        return workload.windowed()
                ? count(decoded.withWatermark("at", Workload.DELAY_MILLIS + " milliseconds"))
                : decoded;
    }

    /** Counts by minute and key. */
    static Dataset<Row> count(Dataset<Row> events) {
        return events.groupBy(functions.window(events.col("at"), "1 minute"), events.col("key"))
                .count()
                .selectExpr("window.start AS minute", "key", "count AS hits");
    }

    private static Dataset<Row> decode(Workload workload, Dataset<Row> records) {
        return switch (workload.format()) {
            case CSV -> split(workload, records);
            case CSV_ISO -> fromCsv(workload, records);
            case JSON -> fromJson(workload, records);
            case ACCESS_LOG -> regex(workload, records);
        };
    }

    /** What most people write, and twice as fast as {@code from_csv}; there are no quotes in these records. */
    private static Dataset<Row> split(Workload workload, Dataset<Row> records) {
        List<String> select = new ArrayList<>();
        List<String> good = new ArrayList<>(
                List.of("is_valid_utf8(text)", "size(f) = " + workload.columns().size()));
        for (int i = 0; i < workload.columns().size(); i++) {
            Column column = workload.columns().get(i);
            String field = "f[" + i + "]";
            String number = "try_cast(" + field + " AS BIGINT)";
            if (column.type() == ColumnType.STRING) {
                select.add(field + " AS " + column.name());
            } else {
                select.add((column.type() == ColumnType.TIMESTAMP ? "timestamp_millis(" + number + ")" : number)
                        + " AS " + column.name());
                good.add(column.name() + " IS NOT NULL");
            }
        }
        List<String> checked = new ArrayList<>(select);
        checked.add("text");
        checked.add("f");
        return records.selectExpr("CAST(value AS STRING) AS text")
                .selectExpr("text", "split(text, ',') AS f")
                .selectExpr(checked.toArray(String[]::new))
                .where(String.join(" AND ", good))
                .selectExpr(names(workload));
    }

    private static Dataset<Row> fromCsv(Workload workload, Dataset<Row> records) {
        String schema = workload.ddl() + ", " + CORRUPT + " STRING";
        String options = "map('escape', '\"', 'columnNameOfCorruptRecord', '" + CORRUPT + "')";
        return records.selectExpr("CAST(value AS STRING) AS text")
                .where("is_valid_utf8(text)")
                .selectExpr("from_csv(text, '" + schema + "', " + options + ") AS r")
                .where("r." + CORRUPT + " IS NULL")
                .selectExpr(workload.columns().stream()
                        .map(column -> "r." + column.name())
                        .toArray(String[]::new));
    }

    private static Dataset<Row> fromJson(Workload workload, Dataset<Row> records) {
        String schema = workload.writtenDdl() + ", " + CORRUPT + " STRING";
        String good = workload.columns().stream()
                .map(column -> "r." + column.path() + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        return records.selectExpr("CAST(value AS STRING) AS text")
                .where("is_valid_utf8(text)")
                .selectExpr(
                        "from_json(text, '" + schema + "', map('columnNameOfCorruptRecord', '" + CORRUPT + "')) AS r")
                .where("r." + CORRUPT + " IS NULL AND " + good)
                .selectExpr(workload.columns().stream()
                        .map(column -> (column.type() == ColumnType.TIMESTAMP
                                        ? "timestamp_millis(r." + column.path() + ")"
                                        : "r." + column.path())
                                + " AS " + column.name())
                        .toArray(String[]::new));
    }

    /** One expression for the whole line, taken apart once: {@code regexp_replace} to a text with tabs, then split. */
    private static Dataset<Row> regex(Workload workload, Dataset<Row> records) {
        String regex = "r'^(\\S+) \\S+ (\\S+) \\[([^\\]]+)\\] \"([A-Z]+) (\\S+) (HTTP/[0-9.]+)\" ([0-9]{3}) ([0-9]+)"
                + " \"([^\"]*)\" \"([^\"]*)\"$'";
        String tabs = "'$1\\t$2\\t$3\\t$4\\t$5\\t$6\\t$7\\t$8\\t$9\\t$10'";
        List<String> select = new ArrayList<>();
        for (int i = 0; i < workload.columns().size(); i++) {
            Column column = workload.columns().get(i);
            String field = "f[" + i + "]";
            select.add(switch (column.type()) {
                        case STRING -> field;
                        case TIMESTAMP -> "to_timestamp(" + field + ", 'dd/MMM/yyyy:HH:mm:ss Z')";
                        case LONG -> "CAST(" + field + " AS BIGINT)";
                        case DOUBLE -> "CAST(" + field + " AS DOUBLE)";
                    }
                    + " AS " + column.name());
        }
        return records.selectExpr("CAST(value AS STRING) AS text")
                .where("is_valid_utf8(text)")
                .selectExpr("split(regexp_replace(text, " + regex + ", " + tabs + "), '\\t') AS f")
                .where("size(f) = " + workload.columns().size())
                .selectExpr(select.toArray(String[]::new));
    }

    private static String[] names(Workload workload) {
        return workload.columns().stream().map(Column::name).toArray(String[]::new);
    }
}
