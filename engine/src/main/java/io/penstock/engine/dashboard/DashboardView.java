package io.penstock.engine.dashboard;

import io.penstock.pipeline.dashboard.Dashboard;
import io.penstock.pipeline.dashboard.HistogramPanel;
import io.penstock.pipeline.dashboard.MapPanel;
import io.penstock.pipeline.dashboard.Panel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dashboard as a page needs it: its panels with the fields that they draw.
 *
 * @param lastMillis the range of time that it shows at first; null for all that there is
 * @param refreshMillis how often it is drawn again; null for never by itself
 * @param filters its filters; of each the kind that the first panel has which has it
 */
public record DashboardView(
        String name,
        String title,
        @Nullable Long lastMillis,
        @Nullable Long refreshMillis,
        List<FieldView> filters,
        List<PanelView> panels) {

    public DashboardView {
        filters = List.copyOf(filters);
        panels = List.copyOf(panels);
    }

    static DashboardView of(String name, Dashboard dashboard, List<PanelView> panels) {
        List<FieldView> filters = dashboard.filters().stream()
                .map(filter -> panels.stream()
                        .flatMap(panel -> panel.filters().stream())
                        .filter(field -> field.name().equalsIgnoreCase(filter))
                        .findFirst()
                        .orElse(new FieldView(filter, FieldKind.OTHER)))
                .toList();
        return new DashboardView(
                name,
                dashboard.title() == null ? name : dashboard.title(),
                dashboard.last() == null ? null : dashboard.last().toMillis(),
                dashboard.refresh() == null ? null : dashboard.refresh().toMillis(),
                filters,
                panels);
    }

    /** A field. @param type what can be drawn of its values; {@code OTHER} also where no panel has it */
    public record FieldView(String name, FieldKind type) {

        static @Nullable FieldView of(@Nullable Field field) {
            return field == null ? null : new FieldView(field.name(), field.kind());
        }
    }

    /**
     * A panel.
     *
     * @param number its place on the dashboard, from 0: by it the panel is asked for what it draws
     * @param kind {@code line}, {@code bar}, …
     * @param from the output that it draws; null for a query
     * @param origin {@code index}, {@code table} or {@code sql}
     * @param x what is along the horizontal axis; null where nothing is
     * @param by what is drawn apart; null where nothing is
     * @param y what is drawn, as the file has it: {@code avg(speed)}
     * @param time what a range of time is about; null where the rows have no time, then it shows them all
     * @param form of a map: {@code points}, {@code heat} or {@code areas}; else null
     * @param key of a map of areas, the property of a feature that is its key; else null
     * @param bins of a histogram, how many ranges; else null
     * @param columns of a table; of a map what a point tells besides
     * @param filters the filters of the dashboard that it has
     * @param problem why it cannot be drawn; null where it can
     */
    public record PanelView(
            int number,
            String kind,
            String title,
            @Nullable String from,
            String origin,
            @Nullable FieldView x,
            @Nullable FieldView by,
            String y,
            @Nullable FieldView time,
            @Nullable String form,
            @Nullable String key,
            @Nullable Integer bins,
            List<FieldView> columns,
            List<FieldView> filters,
            @Nullable String problem) {

        public PanelView {
            columns = List.copyOf(columns);
            filters = List.copyOf(filters);
        }

        /** One that can be drawn. */
        static PanelView of(int number, String origin, FoundPanel found, List<Field> filters) {
            Panel panel = found.panel();
            return new PanelView(
                    number,
                    panel.kind(),
                    panel.title(),
                    panel.from(),
                    origin,
                    FieldView.of(found.x()),
                    FieldView.of(found.by()),
                    panel.y().toString(),
                    FieldView.of(found.time()),
                    form(panel),
                    panel instanceof MapPanel map && map.areas() != null ? map.key() : null,
                    panel instanceof HistogramPanel histogram ? histogram.bins() : null,
                    found.shown().stream()
                            .map(field -> new FieldView(field.name(), field.kind()))
                            .toList(),
                    filters.stream()
                            .map(field -> new FieldView(field.name(), field.kind()))
                            .toList(),
                    null);
        }

        /** One that cannot. */
        static PanelView broken(int number, String origin, Panel panel, String problem) {
            return new PanelView(
                    number,
                    panel.kind(),
                    panel.title(),
                    panel.from(),
                    origin,
                    null,
                    null,
                    panel.y().toString(),
                    null,
                    form(panel),
                    null,
                    null,
                    List.of(),
                    List.of(),
                    problem);
        }

        private static @Nullable String form(Panel panel) {
            if (!(panel instanceof MapPanel map)) {
                return null;
            }
            return map.areas() != null ? "areas" : map.show() == MapPanel.Show.HEAT ? "heat" : "points";
        }
    }
}
