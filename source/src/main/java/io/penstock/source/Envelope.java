package io.penstock.source;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** What Kafka keeps of a record beside its value. */
public interface Envelope {

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
