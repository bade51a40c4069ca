package io.penstock.engine;

import java.util.List;

/**
 * What a reset removed.
 *
 * @param dropped tables that were dropped, by name
 * @param deleted indices that were deleted, by name
 * @param stateRemoved whether there was state to remove
 */
public record ResetReport(List<String> dropped, List<String> deleted, boolean stateRemoved) {

    public ResetReport {
        dropped = List.copyOf(dropped);
        deleted = List.copyOf(deleted);
    }
}
