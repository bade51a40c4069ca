/**
 * Guesses from a sample of records how a pipeline would read them, and writes that down as a commented pipeline file.
 *
 * <p>Start at {@link Guesser}, then {@link PipelineText}. A guess is a proposal: where the sample leaves two readings open,
 * the more general one is taken (text), since a value must never be silently wrong.
 */
@NullMarked
package io.penstock.cli.init;

import org.jspecify.annotations.NullMarked;
