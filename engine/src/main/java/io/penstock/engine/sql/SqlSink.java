package io.penstock.engine.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the result of one statement: the columns once, then the rows in order.
 *
 * <p>Calls come from the thread that runs the statement. A call that blocks holds the statement back; one that throws ends it.
 */
public interface SqlSink {

    /** Called once, before any row. */
    void columns(List<SqlColumn> columns);

    /**
     * Called for each row, with one plain value per column; the list may be kept.
     *
     * <p>Plain values are null, Boolean, Long, Double, String, List and Map with String keys. Whole numbers are Long.
     * DOUBLE and FLOAT are Double, but the texts {@code NaN}, {@code Infinity} and {@code -Infinity}. DECIMAL is a text, so
     * that no reader rounds it. TIMESTAMP is ISO-8601 in UTC with its {@code Z}, TIMESTAMP_NTZ the same without zone, DATE
     * {@code 2026-01-31}. BINARY is base64. STRUCT is a map by field name, or a list where two fields have one name. MAP is a
     * map when its keys are strings, else a list of [key, value]. Everything else is a text as {@code CAST(… AS STRING)} gives it.
     */
    void row(List<@Nullable Object> values);
}
