/**
 * The command {@code ./bench}: start at {@link io.penstock.bench.harness.Bench}.
 *
 * <p>Starts a broker, fills topics, runs each contender in a JVM of its own on the same topic, in turn and over several rounds,
 * compares the tables with what the generator knows, and reports medians and ratios. How a contender works is its own business:
 * the harness knows a class path, a main class and what {@link io.penstock.bench.contender.ContenderMain} prints.
 */
@NullMarked
package io.penstock.bench.harness;

import org.jspecify.annotations.NullMarked;
