package io.penstock.bench.contender;

/** The type of a column, the same for every contender. */
public enum ColumnType {
    /** A point in time, to the millisecond. */
    TIMESTAMP("TIMESTAMP"),
    /** A whole number of 64 bits. */
    LONG("BIGINT"),
    /** A number of 64 bits with a fraction. */
    DOUBLE("DOUBLE"),
    /** A text in UTF-8. */
    STRING("STRING");

    private final String sql;

    ColumnType(String sql) {
        this.sql = sql;
    }

    /** Its name in SQL. */
    public String sql() {
        return sql;
    }
}
