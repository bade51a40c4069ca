/**
 * Contenders on plain Spark, {@link io.penstock.bench.spark.ClassicMain} and {@link io.penstock.bench.spark.TunedMain}, and
 * {@link io.penstock.bench.spark.CheckMain}, which reads what any contender has written.
 */
@NullMarked
package io.penstock.bench.spark;

import org.jspecify.annotations.NullMarked;
