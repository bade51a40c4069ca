/**
 * Files with a record in each line, read in one way wherever they are read: where they are sent to a topic, where they take its place, and where a
 * pipeline is guessed from them.
 *
 * <p>Start at {@link io.penstock.pipeline.lines.LineReader}; {@link io.penstock.pipeline.lines.LineFiles} finds them. What a line means is left to the decoders.
 */
@NullMarked
package io.penstock.pipeline.lines;

import org.jspecify.annotations.NullMarked;
