package io.penstock.engine.audit;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Compares two sets of rows in which a row may be several times.
 *
 * <p>Floating-point numbers are equal when they agree in their first digits: a sum depends on the order of its terms.
 *
 * @param expected how many rows there should be
 * @param found how many there are
 * @param lacking how many of the expected are not there
 * @param surplus how many are there that are not expected
 */
record RowComparison(long expected, long found, long lacking, long surplus) {

    private static final int DIGITS = 9;

    boolean equal() {
        return lacking == 0 && surplus == 0;
    }

    static RowComparison of(Dataset<Row> expected, Dataset<Row> found) {
        Dataset<Row> left = comparable(expected, found.schema());
        Dataset<Row> right = comparable(found, found.schema());
        long lacking = left.exceptAll(right).count();
        long surplus = right.exceptAll(left).count();
        return new RowComparison(left.count(), right.count(), lacking, surplus);
    }

    /** Some of the keys whose rows are not the same on both sides. @param key columns that tell rows apart */
    static List<String> differingKeys(Dataset<Row> expected, Dataset<Row> found, List<String> key, int most) {
        Dataset<Row> left = comparable(expected, found.schema());
        Dataset<Row> right = comparable(found, found.schema());
        Column[] columns =
                key.stream().map(name -> functions.col("`" + name + "`")).toArray(Column[]::new);
        return left
                .exceptAll(right)
                .unionAll(right.exceptAll(left))
                .select(columns)
                .distinct()
                .orderBy(columns)
                .limit(most)
                .collectAsList()
                .stream()
                .map(RowComparison::text)
                .toList();
    }

    private static String text(Row key) {
        String[] names = key.schema().fieldNames();
        return IntStream.range(0, names.length)
                .mapToObj(i -> names[i] + "=" + value(key.get(i)))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static Object value(@Nullable Object value) {
        return value instanceof Timestamp time ? time.toInstant() : String.valueOf(value);
    }

    private static Dataset<Row> comparable(Dataset<Row> rows, StructType types) {
        List<Column> columns = new ArrayList<>();
        for (StructField field : types.fields()) {
            Column value = rows.col("`" + field.name() + "`").cast(field.dataType());
            if (field.dataType() instanceof DoubleType || field.dataType() instanceof FloatType) {
                value = functions.format_string("%." + (DIGITS - 1) + "e", value.cast("double"));
            } else if (field.dataType() instanceof MapType) {
                value = functions.array_sort(functions.map_entries(value));
            }
            columns.add(value.as(field.name()));
        }
        return rows.select(columns.toArray(Column[]::new));
    }
}
