/**
 * Files as a source for Spark, in the place of a topic: a record in each line.
 *
 * <p>Start at {@link io.penstock.source.file.FileProvider}. A file is a partition, a line an offset, counted from 0; so offsets, checkpoints and
 * lineage have the form that they have for a topic. The files are read as they are: that they stay as they are is for others to see to.
 */
@NullMarked
package io.penstock.source.file;

import org.jspecify.annotations.NullMarked;
