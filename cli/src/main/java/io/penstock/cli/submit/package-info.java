/**
 * Brings a pipeline to a cluster: the exact calls of {@code spark-submit} and of Amazon's {@code aws}.
 *
 * <p>Start at {@link Submission}, which is made of a {@link Job} for a {@link Target} and can be printed or run. Secrets stay
 * references: the driver looks them up where it runs, so none is in a call.
 */
@NullMarked
package io.penstock.cli.submit;

import org.jspecify.annotations.NullMarked;
