package io.penstock.engine.dashboard;

/** The rows that a panel draws: those of an index, or those of a table or a query. */
sealed interface PanelRows {

    /** What they have. */
    Fields fields();

    /** Documents of an index. */
    record OfIndex(String index, Fields fields) implements PanelRows {}

    /**
     * Rows of SQL.
     *
     * @param relation what stands behind FROM: a table, or a query in parentheses
     */
    record OfSql(String relation, Fields fields) implements PanelRows {}
}
