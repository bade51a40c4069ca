/**
 * The runtime's process and its HTTP API on the loopback interface.
 *
 * <p>Start at {@link RuntimeMain}, the process, or at {@link ConsoleServer}, the API alone. Nothing is decided here: a request
 * is read, handed to the engine's public types on a bounded pool of threads, and the answer is written as JSON.
 */
@NullMarked
package io.penstock.console;

import org.jspecify.annotations.NullMarked;
