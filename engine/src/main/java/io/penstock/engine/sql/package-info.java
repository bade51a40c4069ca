/**
 * SQL for people: one statement at a time on the engine's tables, read-only unless asked otherwise, streamed and capped.
 *
 * <p>Start at {@link SqlService}. What read-only means is decided in one place, {@link ReadOnlyPlan}: an allow-list over
 * everything that can be reached from the parsed and from the analysed plan. Nothing here knows how a statement came in or
 * how its rows are written out.
 */
@NullMarked
package io.penstock.engine.sql;

import org.jspecify.annotations.NullMarked;
