/**
 * What a pipeline means: its schemas, rules and SQL, analysed by Spark and turned into steps that tasks evaluate row by row.
 *
 * <p>Start at {@link io.penstock.engine.plan.Planner}. What Spark or a stateless view cannot do is a problem here, before
 * anything runs. Evaluating a plan is the work of {@code batch}.
 */
@NullMarked
package io.penstock.engine.plan;

import org.jspecify.annotations.NullMarked;
