/**
 * The parts of {@code penstock demo}: the shipped clickstream pipeline, its traffic, and the figures of the live line.
 *
 * <p>Start at {@link Clickstream}. Starting and stopping the services is the command's work.
 */
@NullMarked
package io.penstock.cli.demo;

import org.jspecify.annotations.NullMarked;
