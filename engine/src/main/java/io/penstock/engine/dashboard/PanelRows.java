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
     * @param with what stands in front of a statement, so that the relation is known there; empty for a table
     * @param relation what stands behind FROM
     */
    record OfSql(String with, String relation, Fields fields) implements PanelRows {

        /** Rows of a table. */
        static OfSql table(String name, Fields fields) {
            return new OfSql("", name, fields);
        }
    }
}
