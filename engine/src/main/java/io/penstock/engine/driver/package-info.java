/**
 * Runs of a pipeline in a driver process of its own, for those that would keep the task slots of the shared one for good.
 *
 * <p>Start at {@link io.penstock.engine.driver.Drivers}. The process is a child that talks over its standard input and output, a
 * line of JSON at a time ({@link io.penstock.engine.driver.DriverMessage}); it ends with its parent. What is deployed, and what
 * happens after a failure, is decided in {@code deploy}.
 */
@NullMarked
package io.penstock.engine.driver;

import org.jspecify.annotations.NullMarked;
