package io.penstock.cli.produce;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Records to send, one after the other. Not thread-safe. */
public interface Records extends AutoCloseable {

    /** @return the next record, or nothing after the last one */
    @Nullable
    Outgoing next() throws IOException;

    @Override
    default void close() throws IOException {}

    /**
     * A record to send.
     *
     * @param bad whether it is malformed on purpose
     * @param dueNanos when it is to leave, counted from the first one; 0 for at once
     */
    record Outgoing(byte @Nullable [] key, byte[] value, boolean bad, long dueNanos) {}
}
