package io.penstock.source.file;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the values of one partition in their order: the lines of a file, the rows of a table's file. Not thread-safe. */
public interface ValueReader extends Closeable {

    /** The next value; nothing behind the last. */
    byte @Nullable [] next() throws IOException;

    /** How many values were read. */
    long read();
}
