/** Kafka Connect as a contender: {@link io.penstock.bench.connect.ConnectMain} runs a standalone worker with Iceberg's sink. */
@NullMarked
package io.penstock.bench.connect;

import org.jspecify.annotations.NullMarked;
