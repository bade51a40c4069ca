package io.penstock.engine.audit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

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
