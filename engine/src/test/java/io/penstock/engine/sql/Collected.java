package io.penstock.engine.sql;

import java.util.ArrayList;
import java.util.List;

/** A sink that keeps everything. */
final class Collected implements SqlSink {

    private final List<SqlColumn> columns = new ArrayList<>();
    private final List<List<Object>> rows = new ArrayList<>();

    @Override
    public void columns(List<SqlColumn> found) {
        columns.addAll(found);
    }

    @Override
    public void row(List<Object> values) {
        rows.add(values);
    }

    List<SqlColumn> columns() {
        return columns;
    }

    List<List<Object>> rows() {
        return rows;
    }
}
