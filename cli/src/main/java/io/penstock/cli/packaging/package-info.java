/**
 * Makes the jar that a Spark cluster runs: the runtime's class path without what the cluster has.
 *
 * <p>Start at {@link ClusterJar}. Which libraries stay out is said by {@link LeftOut}; all others are taken, so that a new one
 * is in the jar without anybody thinking of it.
 */
@NullMarked
package io.penstock.cli.packaging;

import org.jspecify.annotations.NullMarked;
