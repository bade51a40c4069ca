/**
 * Makes a case of a test file of what lies in a pipeline's topics.
 *
 * <p>Start at {@link io.penstock.engine.record.Recorder}. Columns that are named are masked before anything else sees a record: what is
 * expected of the case is computed from masked records. Running a case is left to {@link io.penstock.engine.test}.
 */
@NullMarked
package io.penstock.engine.record;

import org.jspecify.annotations.NullMarked;
