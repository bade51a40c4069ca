package io.penstock.engine.plan;

import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TopicFormat;
import io.penstock.pipeline.TopicOutput;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Plans how a row becomes the key and the value of a record. Nothing is rounded or left out: microseconds and NULLs stay. */
final class TopicEncoding {

    private static final Map<String, String> TIMESTAMPS = Map.of(
            "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");
    /** How {@code to_json} writes values. */
    static final Map<String, String> JSON = Map.of(
            "timestampFormat",
            TIMESTAMPS.get("timestampFormat"),
            "timestampNTZFormat",
            TIMESTAMPS.get("timestampNTZFormat"),
            "ignoreNullFields",
            "false");

    private static final Map<String, String> CSV = Map.of(
            "timestampFormat",
            TIMESTAMPS.get("timestampFormat"),
            "timestampNTZFormat",
            TIMESTAMPS.get("timestampNTZFormat"),
            "escape",
            "\"", // a quote is doubled, as RFC 4180 has it
            "ignoreLeadingWhiteSpace",
            "false",
            "ignoreTrailingWhiteSpace",
            "false");

    private final SparkSession session;

    TopicEncoding(SparkSession session) {
        this.session = session;
    }

    /** Steps from a row to one of key and value, both BINARY; none where there is a problem. */
    List<Step> plan(TopicOutput output, StructType columns, Problems at) {
        int before = at.count();
        check(output, columns, at);
        if (at.count() > before) {
            return List.of();
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        Dataset<Row> rows = session.createDataFrame(context.<Row>emptyRDD(), columns);
        boolean json = output.format() == TopicFormat.JSON;
        Column[] values = new Column[columns.size()];
        for (int i = 0; i < values.length; i++) {
            StructField field = columns.fields()[i];
            Column value = rows.col(quoted(field.name()));
            values[i] = !json && field.dataType() instanceof BinaryType
                    ? functions.base64(value).as(field.name())
                    : value;
        }
        Column all = functions.struct(values);
        Column text = json ? functions.to_json(all, JSON) : functions.to_csv(all, CSV);
        return PlanSteps.of(rows.select(key(output, columns, rows), text.cast(DataTypes.BinaryType))
                .queryExecution()
                .optimizedPlan());
    }

    private static Column key(TopicOutput output, StructType columns, Dataset<Row> rows) {
        if (output.key() == null) {
            return functions.lit(null).cast(DataTypes.BinaryType);
        }
        StructField field = Columns.find(columns, output.key());
        if (field == null) {
            throw new IllegalStateException("Cannot plan a key, the column is missing: " + output.key());
        }
        Column key = rows.col(quoted(field.name()));
        return field.dataType() instanceof BinaryType
                ? key
                : key.cast(DataTypes.StringType).cast(DataTypes.BinaryType);
    }

    private static void check(TopicOutput output, StructType columns, Problems at) {
        Set<String> seen = new HashSet<>();
        for (StructField field : columns.fields()) {
            if (!seen.add(field.name().toLowerCase(Locale.ROOT))) {
                at.at("from")
                        .add("has two columns of the name " + field.name(), "give one of them another name with AS");
            }
            if (output.format() == TopicFormat.CSV && nested(field.dataType())) {
                at.at("format")
                        .add(
                                "cannot hold column %s, which is %s"
                                        .formatted(
                                                field.name(), field.dataType().sql()),
                                "use json, or make a text of it in a view");
            }
        }
        @Nullable StructField key = output.key() == null ? null : Columns.find(columns, output.key());
        if (output.key() != null && key == null) {
            at.at("key")
                    .add("is not a column of the output: " + output.key(), "the columns are " + Columns.names(columns));
        } else if (key != null && nested(key.dataType())) {
            at.at("key").add("is " + key.dataType().sql() + ", expected one value: " + output.key(), null);
        }
    }

    private static boolean nested(DataType type) {
        return type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }
}
