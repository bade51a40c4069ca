package io.penstock.engine.commit;

import java.util.List;

/** Takes dead letters out of their table. */
@FunctionalInterface
public interface DeadLetterRemoval {

    /** Removes those of the keys that are still there: doing it twice does it once. */
    void remove(String table, List<DeadLetterKey> keys);
}
