/**
 * What all contenders of a measurement share: the events of the workloads, and the way the harness runs and times them.
 *
 * <p>Start at {@link io.penstock.bench.contender.Workload} for the events and at {@link
 * io.penstock.bench.contender.Contender} for the runs. Which contenders there are, what they use and what is made of their
 * times is left to others; nothing here depends on an engine, since each has a class path of its own.
 */
@NullMarked
package io.penstock.bench.contender;

import org.jspecify.annotations.NullMarked;
