/**
 * Views that a class of a user's jar computes: {@link io.penstock.engine.processor.KeyedProcessor} is what Spark's
 * {@code transformWithState} calls, {@link io.penstock.engine.processor.Code} finds the class, and the rest is what the class sees.
 *
 * <p>How rows come to their order, and what that costs, is told in docs/design/0019-processors.md. What a pipeline file may say is
 * checked by the planner.
 */
@NullMarked
package io.penstock.engine.processor;

import org.jspecify.annotations.NullMarked;
