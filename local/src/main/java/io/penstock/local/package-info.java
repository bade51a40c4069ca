/**
 * The embedded services: an Apache Kafka broker, Penstock's runtime, and where they are used a Hive Metastore and an OpenSearch
 * node, each a child process with a class path of its own.
 *
 * <p>Start at {@link LocalServices}, which brings the services of one {@link Home} up and down and tells how they are.
 * {@link Broker} and {@link Search} can be used alone, as tests do. Nothing here knows what a pipeline is; what the runtime does is asked
 * over its HTTP API.
 */
@NullMarked
package io.penstock.local;

import org.jspecify.annotations.NullMarked;
