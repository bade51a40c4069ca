package io.penstock.source;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** Writes the value that a text stands for into one column. The text is valid UTF-8. */
interface TextWriter {

    /** Writes the value and marks the row as not null. @return null when written, else why not. */
    @Nullable
    Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row);
}
