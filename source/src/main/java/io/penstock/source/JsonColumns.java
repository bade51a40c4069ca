package io.penstock.source;

import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.UnknownFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Lays out what reads the fields of a JSON record: the paths of the columns, and the values at their ends. */
final class JsonColumns {

    private final String timestampFormat;
    private final boolean rejectsUnknown;
    private final JsonText text = new JsonText();

    private JsonColumns(String timestampFormat, boolean rejectsUnknown) {
        this.timestampFormat = timestampFormat;
        this.rejectsUnknown = rejectsUnknown;
    }

    static JsonObject create(JsonDecode spec, StructType schema, String timestampFormat) {
        boolean rejectsUnknown = spec.unknownFields() == UnknownFields.REJECT;
        JsonColumns columns = new JsonColumns(timestampFormat, rejectsUnknown);
        JsonObject record = new JsonObject("", rejectsUnknown);
        StructField[] fields = schema.fields();
        for (int i = 0; i < fields.length; i++) {
            List<String> path = path(spec, fields[i].name());
            JsonObject object = record;
            for (String step : path.subList(0, path.size() - 1)) {
                object = object.objectAt(step);
            }
            object.addValue(path.get(path.size() - 1), i, columns.value(column(fields[i], "")));
        }
        return record;
    }

    private JsonValue value(Column column) {
        DataType type = column.type();
        if (type instanceof ArrayType array) {
            Column element = new Column(column.name() + "[]", array.elementType(), array.containsNull());
            return new JsonArray(column, value(element));
        } else if (type instanceof MapType map) {
            Column entry = new Column(column.name() + "{}", map.valueType(), map.valueContainsNull());
            return new JsonMap(column, value(entry), text);
        } else if (type instanceof StructType struct) {
            return struct(column, struct);
        }
        return new JsonScalar(column, timestampFormat, text);
    }

    private JsonValue struct(Column column, StructType type) {
        List<JsonValue> values = new ArrayList<>();
        JsonObject object = new JsonObject(column.name() + ".", rejectsUnknown);
        for (StructField field : type.fields()) {
            JsonValue value = value(column(field, column.name() + "."));
            object.addValue(field.name(), values.size(), value);
            values.add(value);
        }
        return new JsonStruct(column, values, object);
    }

    private static Column column(StructField field, String prefix) {
        return new Column(prefix + field.name(), field.dataType(), field.nullable());
    }

    /** A written path is split at its dots; a column's own name is one step, dots or not. */
    private static List<String> path(JsonDecode spec, String column) {
        String written = spec.paths().get(column);
        return written == null ? List.of(column) : List.of(written.split("\\.", -1));
    }

    static void check(JsonDecode spec, StructType schema, Problems problems) {
        for (StructField field : schema.fields()) {
            checkType(column(field, ""), problems.at("schema"));
        }
        checkPaths(spec, schema, problems.at("paths"));
    }

    private static void checkPaths(JsonDecode spec, StructType schema, Problems problems) {
        List<String> names = Arrays.asList(schema.fieldNames());
        for (String column : spec.paths().keySet()) {
            if (!names.contains(column)) {
                problems.at(column).add("is not a column of the schema", "the columns are " + String.join(", ", names));
            }
        }
        Map<List<String>, String> ends = new HashMap<>();
        for (String column : names) {
            List<String> path = path(spec, column);
            if (path.contains("")) {
                problems.at(column).add("has an empty step", "write the names of fields with one dot between them");
            }
            String other = ends.putIfAbsent(path, column);
            if (other != null && !other.equals(column)) {
                problems.at(column)
                        .add("is the path of column '%s' too".formatted(other), "select the column twice in a view");
            }
        }
        for (String column : names) {
            List<String> path = path(spec, column);
            for (int length = 1; length < path.size(); length++) {
                String outer = ends.get(path.subList(0, length));
                if (outer != null) {
                    problems.at(column)
                            .add(
                                    "lies inside column '%s'".formatted(outer),
                                    "select it from '%s' in a view".formatted(outer));
                }
            }
        }
    }

    private static void checkType(Column column, Problems problems) {
        DataType type = column.type();
        if (type instanceof ArrayType array) {
            checkType(new Column(column.name() + "[]", array.elementType(), true), problems);
        } else if (type instanceof MapType map) {
            if (!TextWriters.isString(map.keyType())) {
                problems.add(
                        "column '%s' cannot be read from JSON: its keys are %s"
                                .formatted(column.name(), map.keyType().sql()),
                        "names of JSON fields are text: use MAP<STRING, …>");
            }
            checkType(new Column(column.name() + "{}", map.valueType(), true), problems);
        } else if (type instanceof StructType struct) {
            checkStruct(column, struct, problems);
        } else if (!TextWriters.isSupported(type)) {
            problems.add(
                    "column '%s' cannot be read from JSON: %s".formatted(column.name(), column.typeName()),
                    TextWriters.SUPPORTED + ", ARRAY, MAP<STRING, …> and STRUCT");
        }
    }

    private static void checkStruct(Column column, StructType struct, Problems problems) {
        List<String> seen = new ArrayList<>();
        for (StructField field : struct.fields()) {
            if (seen.contains(field.name())) {
                problems.add("has field '%s' twice in column '%s'".formatted(field.name(), column.name()), null);
            }
            seen.add(field.name());
            checkType(column(field, column.name() + "."), problems);
        }
    }
}
