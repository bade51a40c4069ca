package io.penstock.pipeline.dashboard;

/** What is said of the keys that panels of several kinds have. */
final class PanelKeys {

    static final String FROM = "The output whose rows it draws: an index, or a table of the catalog.";

    static final String SQL =
            "In the place of `from`, a query over tables whose rows it draws: one `SELECT`, which only reads.";

    static final String SQL_EXAMPLE = "SELECT url, hits FROM web.hits";

    static final String Y =
            "What is drawn: `count`, or `sum(c)`, `avg(c)`, `min(c)`, `max(c)`, `distinct(c)` (how many different values), `percentile(95, c)` of a column.";

    static final String TIME = "The column that a range of time is about.";

    static final String FILTER =
            "Draws only the rows that have these values: one, or a list of which any will do, by column.";

    static final String FILTER_EXAMPLE = "{ status: paid, area: [soho, chelsea] }";

    private PanelKeys() {}
}
