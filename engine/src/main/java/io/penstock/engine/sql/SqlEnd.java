package io.penstock.engine.sql;

import org.jspecify.annotations.Nullable;

/**
 * How a statement ended.
 *
 * @param rows rows handed out
 * @param truncated whether there were more
 * @param limit which limit cut the result off, {@code rows} or {@code bytes}
 * @param elapsedMillis from the call to the last row
 */
public record SqlEnd(long rows, boolean truncated, @Nullable String limit, long elapsedMillis) {}
