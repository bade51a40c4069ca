package io.penstock.engine.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * The last step before a table: rows of a type that Iceberg has, in a form that its writers read correctly.
 *
 * <p>Iceberg's integers begin at INT. And its writers ask a row for any value without asking whether it is NULL, which Spark's
 * own row format answers with NULL and a row over column vectors with 0.
 */
final class StoredRows {

    private StoredRows() {}

    /** The columns as a table has them: TINYINT and SMALLINT are INT, nested ones too. */
    static StructType columns(StructType columns) {
        return (StructType) stored(columns);
    }

    /** The steps of an output, with the last step where it is needed. */
    static List<Step> steps(List<Step> steps, StructType columns) {
        boolean projected = !steps.isEmpty() && steps.get(steps.size() - 1) instanceof Step.Project;
        if (steps.contains(new Step.Nothing()) || (projected && columns(columns).equals(columns))) {
            return steps;
        }
        List<Expression> expressions = new ArrayList<>();
        StructField[] fields = columns.fields();
        for (int i = 0; i < fields.length; i++) {
            DataType type = fields[i].dataType();
            Expression value = new BoundReference(i, type, fields[i].nullable());
            DataType stored = stored(type);
            expressions.add(stored.equals(type) ? value : widened(value, stored));
        }
        List<Step> all = new ArrayList<>(steps);
        all.add(new Step.Project(expressions));
        return all;
    }

    private static Expression widened(Expression value, DataType stored) {
        return new Cast(value, stored, Option.empty(), Cast.apply$default$4());
    }

    private static DataType stored(DataType type) {
        if (type instanceof ByteType || type instanceof ShortType) {
            return DataTypes.IntegerType;
        } else if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(stored(array.elementType()), array.containsNull());
        } else if (type instanceof MapType map) {
            return DataTypes.createMapType(stored(map.keyType()), stored(map.valueType()), map.valueContainsNull());
        } else if (type instanceof StructType struct) {
            StructType stored = new StructType();
            for (StructField field : struct.fields()) {
                stored = stored.add(field.name(), stored(field.dataType()), field.nullable(), field.metadata());
            }
            return stored;
        }
        return type;
    }
}
