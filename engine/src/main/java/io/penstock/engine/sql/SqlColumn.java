package io.penstock.engine.sql;

/**
 * A column of a result.
 *
 * @param name as the statement calls it; several columns may have one name
 * @param type as SQL writes it, such as {@code BIGINT} or {@code ARRAY<STRING>}
 */
public record SqlColumn(String name, String type) {}
