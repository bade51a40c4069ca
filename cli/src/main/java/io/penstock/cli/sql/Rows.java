package io.penstock.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Takes the result of a statement as it comes: the columns once, then each row. What it throws ends the statement. */
public interface Rows {

    /** @param columns none where the statement gives no result */
    void columns(List<ResultColumn> columns);

    /** @param values one per column */
    void row(JsonNode values);
}
