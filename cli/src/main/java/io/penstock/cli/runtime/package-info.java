/**
 * The client of the runtime's HTTP API.
 *
 * <p>Start at {@link RuntimeClient}. Answers stay JSON trees: the runtime decides what is in them, the commands print it.
 */
@NullMarked
package io.penstock.cli.runtime;

import org.jspecify.annotations.NullMarked;
