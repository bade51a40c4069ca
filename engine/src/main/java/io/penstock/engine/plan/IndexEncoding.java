package io.penstock.engine.plan;

import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.IndexSplit;
import io.penstock.pipeline.Problems;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.search.IndexMapping;
import io.penstock.sinks.search.IndexPeriods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Plans how a row becomes a document and its id. A document has no field for a NULL. */
public final class IndexEncoding {

    /** How a TIMESTAMP is written in a document. */
    public static final String TIMESTAMP_FORMAT = TopicEncoding.JSON.get("timestampFormat");

    /** How a TIMESTAMP_NTZ is written in a document. */
    public static final String TIMESTAMP_NTZ_FORMAT = TopicEncoding.JSON.get("timestampNTZFormat");

    private static final String SEPARATOR = "|";

    private final SparkSession session;

    IndexEncoding(SparkSession session) {
        this.session = session;
    }

    /**
     * Steps from a row to one of id, NULL where documents have none of their own, document, and the period whose index it belongs to,
     * NULL where there is one index; none where there is a problem. All are BINARY, but a document whose values {@linkplain
     * #isWrittenDirectly are written directly} is a STRUCT of them.
     */
    List<Step> plan(IndexOutput output, StructType columns, Problems at) {
        int before = at.count();
        checkColumns(columns, at.at("from"));
        List<DataType> types = checkId(output, columns, at.at("id"));
        checkSplit(output, columns, at.at("split-by"));
        output.fields().keySet().stream()
                .filter(field -> Columns.find(columns, field) == null)
                .forEach(field -> at.at("fields")
                        .at(field)
                        .add("is not a column of the output", "the columns are " + Columns.names(columns)));
        if (at.count() > before) {
            return List.of();
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        Dataset<Row> rows = session.createDataFrame(context.<Row>emptyRDD(), columns);
        Column id = output.id().isEmpty() ? functions.lit(null) : id(output, types, rows);
        Column document = isWrittenDirectly(columns)
                ? functions.struct(values(columns, List.of(), rows))
                : document(columns, List.of(), rows).cast(DataTypes.BinaryType);
        return PlanSteps.of(rows.select(
                        id.cast(DataTypes.BinaryType), document, period(output).cast(DataTypes.BinaryType))
                .queryExecution()
                .optimizedPlan());
    }

    /** The id that a document of a row of the output's table has, a text; NULL where it can have none. */
    public static Column id(org.apache.spark.sql.Dataset<Row> rows, OutputPlan output) {
        IndexOutput index = output.indexSpec();
        if (index.id().isEmpty()) {
            List<Column> place = new ArrayList<>();
            output.lineageColumns().forEach(column -> place.add(rows.col(column)));
            return functions.concat_ws("-", place.toArray(Column[]::new));
        }
        List<DataType> types = new ArrayList<>();
        index.id().forEach(column -> types.add(Objects.requireNonNull(type(output.columns(), column))));
        return id(index, types, rows);
    }

    /** The document of a row of the output's table, lineage included where the output has it, a text. */
    public static Column document(org.apache.spark.sql.Dataset<Row> rows, OutputPlan output) {
        return document(output.columns(), output.lineageColumns(), rows);
    }

    /** Whether tasks write values of the type as JSON without Spark's help: all but those with lists and maps in them. */
    public static boolean isWrittenDirectly(DataType type) {
        return type instanceof StructType struct
                ? Arrays.stream(struct.fields()).allMatch(field -> isWrittenDirectly(field.dataType()))
                : !(type instanceof ArrayType || type instanceof MapType);
    }

    private static Column document(StructType columns, List<String> lineage, org.apache.spark.sql.Dataset<Row> rows) {
        Map<String, String> options = new HashMap<>(TopicEncoding.JSON);
        options.put("ignoreNullFields", "true");
        return functions.to_json(functions.struct(values(columns, lineage, rows)), options);
    }

    private static Column[] values(StructType columns, List<String> lineage, org.apache.spark.sql.Dataset<Row> rows) {
        List<Column> values = new ArrayList<>();
        lineage.forEach(column -> values.add(rows.col(column)));
        for (StructField field : columns.fields()) {
            values.add(rows.col(quoted(field.name())));
        }
        IndexMapping.place(columns).ifPresent(place -> values.add(location(rows, place)));
        return values.toArray(Column[]::new);
    }

    /** The period of a row, as {@link IndexPeriods} writes it; NULL where the output has one index. */
    private static Column period(IndexOutput output) {
        IndexSplit split = output.splitBy();
        return split == null
                ? functions.lit(null)
                : functions.date_format(
                        functions.col(path(split.column())),
                        IndexPeriods.Unit.valueOf(split.period().name()).format());
    }

    /** The period that the document of a row of the output's table belongs to, a text; NULL where there is one index. */
    public static Column period(OutputPlan output) {
        return period(output.indexSpec());
    }

    /** Those of an output's rows that its index keeps at a time. */
    public static org.apache.spark.sql.Dataset<Row> kept(
            org.apache.spark.sql.Dataset<Row> rows, OutputPlan output, Instant now) {
        IndexPeriods periods = output.indexPeriods();
        String oldest = periods == null ? null : periods.oldest(now);
        return oldest == null ? rows : rows.filter(period(output.indexSpec()).geq(oldest));
    }

    private static void checkSplit(IndexOutput output, StructType columns, Problems at) {
        if (output.splitBy() == null) {
            return;
        }
        String column = output.splitBy().column();
        DataType type = type(columns, column);
        if (type == null) {
            at.add("is not a column of the output: " + column, "the columns are " + Columns.names(columns));
        } else if (!(type instanceof TimestampType || type instanceof TimestampNTZType || type instanceof DateType)) {
            at.add("is %s, expected times or dates: %s".formatted(type.sql(), column), null);
        }
    }

    /** Documents as the rows that they were made of. @param columns of the rows */
    public static org.apache.spark.sql.Dataset<Row> rows(
            org.apache.spark.sql.Dataset<String> documents, StructType columns) {
        return documents
                .sparkSession()
                .read()
                .schema(columns)
                .options(TopicEncoding.JSON)
                .json(documents);
    }

    private static Column location(org.apache.spark.sql.Dataset<Row> rows, IndexMapping.Place place) {
        Column latitude = rows.col(quoted(place.latitude()));
        Column longitude = rows.col(quoted(place.longitude()));
        return functions
                .when(
                        latitude.isNotNull().and(longitude.isNotNull()),
                        functions.struct(latitude.as("lat"), longitude.as("lon")))
                .as(IndexMapping.LOCATION);
    }

    /** The values, with a bar between them; NULL where one is. A bar in a text is written {@code \|}. */
    private static Column id(IndexOutput output, List<DataType> types, org.apache.spark.sql.Dataset<Row> rows) {
        List<Column> parts = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Column value = rows.col(path(output.id().get(i)));
            Column text =
                    types.get(i) instanceof BinaryType ? functions.base64(value) : value.cast(DataTypes.StringType);
            if (types.get(i) instanceof StringType && types.size() > 1) {
                text = functions.regexp_replace(text, "([\\\\|])", "\\\\$1");
            }
            if (i > 0) {
                parts.add(functions.lit(SEPARATOR));
            }
            parts.add(text);
        }
        return functions.concat(parts.toArray(Column[]::new));
    }

    private static void checkColumns(StructType columns, Problems at) {
        Set<String> seen = new HashSet<>();
        for (StructField field : columns.fields()) {
            String name = field.name();
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                at.add("has two columns of the name " + name, "give one of them another name with AS");
            }
            if (Lineage.names().contains(name.toLowerCase(Locale.ROOT))) {
                at.add("has a column that the lineage of rows is kept in: " + name, "give it another name");
            } else if (name.startsWith("_")) {
                at.add("has a column whose name OpenSearch may keep for itself: " + name, "leave out the '_'");
            } else if (name.contains(".")) {
                at.add("has a column whose name OpenSearch takes for a path: " + name, "give it a name without '.'");
            }
            String obstacle = IndexMapping.obstacle(field.dataType());
            if (obstacle != null) {
                at.add(
                        "has a column that an index cannot hold: " + name + " "
                                + field.dataType().sql(),
                        "cast it to another type");
            }
        }
    }

    /** The types of the id's columns. */
    private static List<DataType> checkId(IndexOutput output, StructType columns, Problems at) {
        List<DataType> types = new ArrayList<>();
        for (int i = 0; i < output.id().size(); i++) {
            DataType type = type(columns, output.id().get(i));
            if (type == null) {
                at.at(i)
                        .add(
                                "is not a column of the output: " + output.id().get(i),
                                "the columns are " + Columns.names(columns));
            } else if (!Columns.isSimple(type)) {
                at.at(i)
                        .add(
                                "is %s, documents are not told apart by it: %s"
                                        .formatted(type.sql(), output.id().get(i)),
                                "take a column of a simple type that is no fraction");
            } else {
                types.add(type);
            }
        }
        return types;
    }

    /** The type of a column, or of a field within one: {@code minute.start}. */
    private static @Nullable DataType type(StructType columns, String path) {
        StructType within = columns;
        DataType type = null;
        for (String name : path.split("\\.", -1)) {
            StructField field = within == null ? null : Columns.find(within, name);
            if (field == null) {
                return null;
            }
            type = field.dataType();
            within = type instanceof StructType struct ? struct : null;
        }
        return type;
    }

    /** The columns that an id is made of, those of which it takes a field as a whole. */
    static List<String> columns(List<String> id, StructType columns) {
        return id.stream()
                .map(path -> Columns.find(columns, path) == null ? path.split("\\.", -1)[0] : path)
                .distinct()
                .toList();
    }

    private static String path(String written) {
        List<String> parts = new ArrayList<>();
        for (String name : written.split("\\.", -1)) {
            parts.add(quoted(name));
        }
        return String.join(".", parts);
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }
}
