package io.penstock.bench.contender;

/**
 * A column of a workload's table.
 *
 * @param name its name
 * @param type its type
 * @param path where a JSON record has it, the fields from the outermost with dots between them
 */
public record Column(String name, ColumnType type, String path) {

    /** A column that lies in no object. */
    static Column of(String name, ColumnType type) {
        return new Column(name, type, name);
    }
}
