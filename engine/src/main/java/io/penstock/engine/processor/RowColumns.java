package io.penstock.engine.processor;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns that are found by name, as SQL finds them. */
final class RowColumns {

    private final StructField[] fields;
    private final Map<String, Integer> byName = new HashMap<>();

    RowColumns(StructType columns) {
        this.fields = columns.fields();
        for (int i = 0; i < fields.length; i++) {
            byName.putIfAbsent(fields[i].name().toLowerCase(Locale.ROOT), i);
            byName.put(fields[i].name(), i);
        }
    }

    int size() {
        return fields.length;
    }

    List<String> names() {
        return List.of(fields).stream().map(StructField::name).toList();
    }

    StructField field(int index) {
        return fields[index];
    }

    /** @throws IllegalArgumentException when there is none of the name */
    int index(String column, String toDo) {
        Integer index = byName.get(column);
        if (index == null) {
            index = byName.get(column.toLowerCase(Locale.ROOT));
        }
        if (index == null) {
            throw new IllegalArgumentException("Cannot %s column %s, it is not there. The columns are %s"
                    .formatted(toDo, column, String.join(", ", names())));
        }
        return index;
    }
}
