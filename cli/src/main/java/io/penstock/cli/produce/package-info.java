/**
 * Sends records to a topic: generated clickstream events, or the lines of a real file.
 *
 * <p>Start at {@link Producing}, which sends whatever {@link Records} gives it and counts what the broker has confirmed.
 * {@link Generator} makes the classic events, some of them bad on purpose; {@link FileRecords} reads a file.
 */
@NullMarked
package io.penstock.cli.produce;

import org.jspecify.annotations.NullMarked;
