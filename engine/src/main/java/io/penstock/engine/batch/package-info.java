/**
 * One batch in the tasks: records are decoded, judged by the rules, turned into the rows of every output in one pass, and
 * written.
 *
 * <p>Start at {@link io.penstock.engine.batch.BatchTask}. Counts travel back in {@link io.penstock.engine.batch.TaskResult},
 * from the pass that writes. Nothing here is visible to readers before {@code commit} says so.
 */
@NullMarked
package io.penstock.engine.batch;

import org.jspecify.annotations.NullMarked;
