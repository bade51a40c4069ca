package io.penstock.cli.shell;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of Spark's SQL that the shell offers and paints. */
final class SqlWords {

    static final List<String> KEYWORDS = List.of(
            ("SELECT FROM WHERE GROUP ORDER BY HAVING LIMIT OFFSET DISTINCT ALL AS AND OR NOT IN IS NULL LIKE ILIKE RLIKE"
                            + " BETWEEN EXISTS CASE WHEN THEN ELSE END CAST JOIN INNER LEFT RIGHT FULL OUTER CROSS SEMI ANTI"
                            + " LATERAL VIEW ON USING UNION INTERSECT EXCEPT MINUS WITH RECURSIVE VALUES ASC DESC NULLS FIRST"
                            + " LAST OVER PARTITION WINDOW ROWS RANGE UNBOUNDED PRECEDING FOLLOWING CURRENT ROW QUALIFY FILTER"
                            + " PIVOT UNPIVOT TABLESAMPLE EXPLAIN DESCRIBE SHOW TABLES NAMESPACES COLUMNS PARTITIONS VIEWS"
                            + " TRUE FALSE INTERVAL DATE TIMESTAMP TRY_CAST VERSION OF EXTENDED FORMATTED CUBE ROLLUP GROUPING"
                            + " SETS CREATE REPLACE TABLE IF DROP ALTER ADD COLUMN RENAME TO INSERT INTO OVERWRITE UPDATE SET"
                            + " DELETE MERGE MATCHED TRUNCATE PARTITIONED NAMESPACE STRING BIGINT INT DOUBLE DECIMAL BOOLEAN"
                            + " BINARY ARRAY MAP STRUCT")
                    .split(" "));

    static final List<String> FUNCTIONS = List.of(
            ("count sum avg min max count_if approx_count_distinct percentile_approx stddev first last any_value"
                            + " collect_list collect_set date_trunc date_format to_date to_timestamp current_timestamp"
                            + " current_date unix_timestamp from_unixtime hour minute day month year date_add date_diff"
                            + " coalesce nullif if length lower upper trim substring split concat concat_ws replace"
                            + " regexp_extract regexp_replace regexp_like parse_url round floor ceil abs greatest least"
                            + " row_number rank dense_rank lag lead explode posexplode size element_at from_json to_json"
                            + " get_json_object try_divide")
                    .split(" "));

    private static final Set<String> KNOWN = Set.copyOf(KEYWORDS);

    private SqlWords() {}

    static boolean isKeyword(String word) {
        return KNOWN.contains(word.toUpperCase(Locale.ROOT));
    }
}
