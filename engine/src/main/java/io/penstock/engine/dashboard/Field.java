package io.penstock.engine.dashboard;

import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * A column of rows, or a field within one.
 *
 * @param path its name, and those that it is within
 * @param type its type as SQL has it
 */
record Field(List<String> path, FieldKind kind, DataType type) {

    Field {
        path = List.copyOf(path);
    }

    /** As files and people write it: {@code minute.start}. */
    String name() {
        return String.join(".", path);
    }
}
