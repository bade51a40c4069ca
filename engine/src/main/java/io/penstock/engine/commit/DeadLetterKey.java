package io.penstock.engine.commit;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letter: a record, and the output that refused it, or nothing when it reached none.
 */
public record DeadLetterKey(String topic, int partition, long offset, @Nullable String output)
        implements Serializable {}
