/**
 * The decoders alone, without Kafka and tables: start at {@link io.penstock.bench.micro.DecodersMain}, which measures them with
 * JMH against the functions of Spark and the usual libraries.
 */
@NullMarked
package io.penstock.bench.micro;

import org.jspecify.annotations.NullMarked;
