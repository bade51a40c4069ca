/**
 * The commands that people type.
 *
 * <p>Start at {@link Penstock}, the only {@code main} that users start: it finds the command in {@link Commands} and maps
 * every failure to a message and an exit code. A command parses its arguments, asks the runtime over HTTP (package
 * {@code runtime}) or a broker through Kafka's client, and prints what came back; it holds no rules of its own. This JVM
 * stays light: no Spark, no broker, and nothing is loaded that the one command does not use.
 */
@NullMarked
package io.penstock.cli;

import org.jspecify.annotations.NullMarked;
