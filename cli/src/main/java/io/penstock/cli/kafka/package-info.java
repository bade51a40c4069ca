/**
 * What the commands ask a Kafka cluster: its topics, and records to look at.
 *
 * <p>Start at {@link Topics}. Every call has a limit in time, and what Kafka's client logs goes to a file
 * ({@link ClientLog}), never to the terminal.
 */
@NullMarked
package io.penstock.cli.kafka;

import org.jspecify.annotations.NullMarked;
