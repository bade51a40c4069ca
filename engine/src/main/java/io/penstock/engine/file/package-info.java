/**
 * Files in the place of topics: which there are, how many lines they have, and whether they still are what they were.
 *
 * <p>Start at {@link io.penstock.engine.file.FileTopics}. Their lines are read by {@link io.penstock.source.file}.
 */
@NullMarked
package io.penstock.engine.file;

import org.jspecify.annotations.NullMarked;
