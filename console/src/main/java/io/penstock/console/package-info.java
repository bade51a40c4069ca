/**
 * The runtime's process, its HTTP API on the loopback interface, and the web console, whose pages are a client of that.
 *
 * <p>Start at {@link RuntimeMain}, the process, or at {@link ConsoleServer}, the API alone. Nothing is decided here: a request
 * is read, handed to the engine's public types on a bounded pool of threads, and the answer is written as JSON. {@link Guard} says who asks, {@link Routes} what it takes. The pages' sources are below
 * {@code src/main/web}.
 */
@NullMarked
package io.penstock.console;

import org.jspecify.annotations.NullMarked;
