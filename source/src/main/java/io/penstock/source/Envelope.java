package io.penstock.source;

import java.nio.ByteBuffer;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A record as Kafka keeps it. */
public interface Envelope {

    /** The value's bytes, in an array; null where the record has none. Only to be read, and without moving its position. */
    @Nullable
    ByteBuffer value();

    /** Null where the record has no key. */
    byte @Nullable [] key();

    /** Structs of name (STRING) and value (BINARY, may be NULL), in their order; null where the record has none. */
    @Nullable
    ArrayData headers();

    UTF8String topic();

    int partition();

    long offset();

    /** Microseconds since 1970-01-01T00:00:00Z. */
    long timestampMicros();
}
