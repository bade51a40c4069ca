package io.penstock.engine.dashboard;

import io.penstock.engine.dashboard.PanelRequest.Bounds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a table that is not there yet. */
final class NoRows implements RowSource {

    private static final Rows NONE = new Rows(List.of(), false);

    @Override
    public @Nullable Extent extent(Field field) {
        return null;
    }

    @Override
    public @Nullable Bounds bounds() {
        return null;
    }

    @Override
    public Rows groups(List<GroupBy> by) {
        return NONE;
    }

    @Override
    public Rows rows() {
        return NONE;
    }
}
