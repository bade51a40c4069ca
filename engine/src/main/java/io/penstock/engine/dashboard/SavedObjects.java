package io.penstock.engine.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.dashboard.Dashboard;
import io.penstock.pipeline.dashboard.MapPanel;
import io.penstock.pipeline.dashboard.Panel;
import io.penstock.pipeline.dashboard.TablePanel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Dashboards as OpenSearch Dashboards 2 and 3 import them: an index pattern for each index, a visualization, a search or a map for each panel, and
 * the dashboards. Their ids are made of names, so that importing again replaces what was imported before.
 *
 * <p>What the import takes, and where that was read, is in docs/design/0026.
 *
 * @param objects each a JSON object, those before others that refer to them
 * @param notes what could not be brought along, a sentence each
 */
public record SavedObjects(List<String> objects, List<String> notes) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The last migration that each type has: an object is taken as it is, and an older product says that it is too new. */
    private static final Map<String, String> MIGRATED =
            Map.of("index-pattern", "7.6.0", "visualization", "7.10.0", "search", "7.9.3", "dashboard", "7.9.3");

    private static final String INDEX_REFERENCE = "kibanaSavedObjectMeta.searchSourceJSON.index";
    private static final String PANEL_VERSION = "7.9.3";
    private static final int COLUMNS = 48; // of the grid that panels are placed on
    private static final int HEIGHT = 15;
    private static final int CONTROLS_HEIGHT = 7;

    public SavedObjects {
        objects = List.copyOf(objects);
        notes = List.copyOf(notes);
    }

    /** One object a line. */
    public String ndjson() {
        return objects.stream().map(object -> object + "\n").collect(Collectors.joining());
    }

    /** @param found the panels of each dashboard; null for those that draw no index */
    static SavedObjects of(Pipeline pipeline, Map<String, List<@Nullable FoundPanel>> found) {
        Writer writer = new Writer(pipeline.name());
        pipeline.dashboards()
                .forEach((name, dashboard) -> writer.add(name, dashboard, found.getOrDefault(name, List.of())));
        return writer.written();
    }

    /** Collects the objects of one pipeline. */
    private static final class Writer {

        private final String pipeline;
        private final Map<String, String> patterns = new LinkedHashMap<>();
        private final List<String> panels = new ArrayList<>();
        private final List<String> dashboards = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Writer(String pipeline) {
            this.pipeline = pipeline;
        }

        SavedObjects written() {
            List<String> objects = new ArrayList<>(patterns.values());
            objects.addAll(panels);
            objects.addAll(dashboards);
            return new SavedObjects(objects, notes);
        }

        void add(String name, Dashboard dashboard, List<@Nullable FoundPanel> found) {
            Grid grid = new Grid();
            addControls(name, dashboard, found, grid);
            for (int i = 0; i < found.size(); i++) {
                FoundPanel panel = found.get(i);
                if (panel == null) {
                    note(name, dashboard.panels().get(i), "it does not draw an index");
                } else if (panel.panel() instanceof MapPanel map && map.areas() != null) {
                    note(name, map, "maps there have no areas of a file");
                } else {
                    ObjectNode object = object(name, i, panel);
                    panels.add(object.toString());
                    boolean wide = panel.panel() instanceof TablePanel;
                    grid.place(object, wide ? COLUMNS : COLUMNS / 2, HEIGHT);
                }
            }
            if (!grid.isEmpty()) {
                dashboards.add(dashboard(name, dashboard, grid).toString());
            }
        }

        private void note(String dashboard, Panel panel, String why) {
            notes.add("Panel '%s' of dashboard %s is left out: %s.".formatted(panel.title(), dashboard, why));
        }

        private ObjectNode object(String dashboard, int number, FoundPanel found) {
            if (found.panel() instanceof TablePanel table) {
                return search(dashboard, number, found, table);
            } else if (found.panel() instanceof MapPanel map) {
                if (map.show() == MapPanel.Show.HEAT) {
                    notes.add("Panel '%s' of dashboard %s shows points: maps there have no grid."
                            .formatted(map.title(), dashboard));
                }
                return map(dashboard, number, found, map);
            }
            ObjectNode object = named("visualization", dashboard, number);
            ObjectNode attributes = object.putObject("attributes");
            ObjectNode state = Visualizations.state(found);
            attributes.put("title", found.panel().title());
            attributes.put("visState", state.toString());
            attributes.put("uiStateJSON", "{}");
            attributes.put("description", "");
            attributes.put("version", 1);
            putSource(object, attributes, found);
            return object;
        }

        private ObjectNode search(String dashboard, int number, FoundPanel found, TablePanel table) {
            ObjectNode object = named("search", dashboard, number);
            ObjectNode attributes = object.putObject("attributes");
            attributes.put("title", table.title());
            attributes.put("description", "");
            attributes.put("hits", 0);
            ArrayNode columns = attributes.putArray("columns");
            found.shown().forEach(field -> columns.add(field.name()));
            ArrayNode sort = attributes.putArray("sort");
            if (found.sort() != null) {
                sort.addArray().add(found.sort().name()).add(found.descending() ? "desc" : "asc");
            }
            attributes.put("version", 1);
            putSource(object, attributes, found);
            return object;
        }

        private ObjectNode map(String dashboard, int number, FoundPanel found, MapPanel map) {
            ObjectNode object = named("map", dashboard, number);
            ObjectNode attributes = object.putObject("attributes");
            String pattern = pattern(found);
            attributes.put("title", map.title());
            attributes.put("description", "");
            attributes.put("layerList", Visualizations.layers(found, pattern).toString());
            attributes.put("mapState", Visualizations.mapState().toString());
            attributes.put("version", 1);
            putSource(object, attributes, found);
            return object;
        }

        /** The index that an object draws, and the panel's own filter. */
        private void putSource(ObjectNode object, ObjectNode attributes, FoundPanel found) {
            ArrayNode references = object.putArray("references");
            ObjectNode source = JSON.createObjectNode();
            source.putObject("query").put("query", "").put("language", "kuery");
            ArrayNode filters = source.putArray("filter");
            String pattern = pattern(found);
            for (Condition condition : found.conditions()) {
                String name = "kibanaSavedObjectMeta.searchSourceJSON.filter[%d].meta.index".formatted(filters.size());
                filters.add(Visualizations.filter(condition, name));
                references.add(reference(name, "index-pattern", pattern));
            }
            source.put("indexRefName", INDEX_REFERENCE);
            references.add(reference(INDEX_REFERENCE, "index-pattern", pattern));
            attributes.putObject("kibanaSavedObjectMeta").put("searchSourceJSON", source.toString());
        }

        /** The id of the index pattern of a panel, which is written with the first panel that needs it. */
        private String pattern(FoundPanel found) {
            String index = ((PanelRows.OfIndex) found.rows()).index();
            String id = id("index-pattern", index);
            if (!patterns.containsKey(index)) {
                ObjectNode object = typed("index-pattern", id);
                ObjectNode attributes = object.putObject("attributes");
                attributes.put("title", index);
                if (found.time() != null) {
                    attributes.put("timeFieldName", found.time().name());
                }
                attributes.put("fields", "[]"); // asks the index for them when it is first used
                object.putArray("references");
                patterns.put(index, object.toString());
            }
            return id;
        }

        /** The filters, as lists to choose of. */
        private void addControls(String name, Dashboard dashboard, List<@Nullable FoundPanel> found, Grid grid) {
            ObjectNode object = typed("visualization", id(pipeline, name, "filters"));
            ArrayNode references = JSON.createArrayNode();
            ArrayNode controls = JSON.createArrayNode();
            for (String filter : dashboard.filters()) {
                for (FoundPanel panel : found) {
                    Field field = panel == null ? null : panel.rows().fields().find(filter);
                    if (panel != null && field != null && field.kind().tellsApart()) {
                        String reference = "control_%d_index_pattern".formatted(controls.size());
                        references.add(reference(reference, "index-pattern", pattern(panel)));
                        controls.add(Visualizations.control(field, reference, controls.size()));
                        break;
                    }
                }
            }
            if (controls.isEmpty()) {
                return;
            }
            ObjectNode attributes = object.putObject("attributes");
            attributes.put("title", title(name, dashboard) + " filters");
            attributes.put(
                    "visState",
                    Visualizations.controls(title(name, dashboard), controls).toString());
            attributes.put("uiStateJSON", "{}");
            attributes.put("description", "");
            attributes.put("version", 1);
            attributes
                    .putObject("kibanaSavedObjectMeta")
                    .put("searchSourceJSON", "{\"query\":{\"query\":\"\",\"language\":\"kuery\"},\"filter\":[]}");
            object.set("references", references);
            panels.add(object.toString());
            grid.place(object, COLUMNS, CONTROLS_HEIGHT);
        }

        private ObjectNode dashboard(String name, Dashboard dashboard, Grid grid) {
            ObjectNode object = typed("dashboard", id(pipeline, name));
            ObjectNode attributes = object.putObject("attributes");
            attributes.put("title", title(name, dashboard));
            attributes.put("description", "Of pipeline " + pipeline);
            attributes.put("hits", 0);
            attributes.put("panelsJSON", grid.panels.toString());
            attributes.put("optionsJSON", "{\"hidePanelTitles\":false,\"useMargins\":true}");
            attributes.put("version", 1);
            attributes.put("timeRestore", dashboard.last() != null);
            if (dashboard.last() != null) {
                attributes.put(
                        "timeFrom",
                        "now-%ds".formatted(Math.max(1, dashboard.last().toSeconds())));
                attributes.put("timeTo", "now");
                attributes
                        .putObject("refreshInterval")
                        .put("pause", dashboard.refresh() == null)
                        .put(
                                "value",
                                dashboard.refresh() == null
                                        ? 0
                                        : dashboard.refresh().toMillis());
            }
            attributes
                    .putObject("kibanaSavedObjectMeta")
                    .put("searchSourceJSON", "{\"query\":{\"query\":\"\",\"language\":\"kuery\"},\"filter\":[]}");
            object.set("references", grid.references);
            return object;
        }

        private static String title(String name, Dashboard dashboard) {
            return dashboard.title() == null ? name : dashboard.title();
        }

        private ObjectNode named(String type, String dashboard, int number) {
            return typed(type, id(pipeline, dashboard, String.valueOf(number)));
        }

        private static ObjectNode typed(String type, String id) {
            ObjectNode object = JSON.createObjectNode().put("type", type).put("id", id);
            ObjectNode migrated = object.putObject("migrationVersion");
            String version = MIGRATED.get(type);
            if (version != null) {
                migrated.put(type, version);
            }
            return object;
        }

        private static ObjectNode reference(String name, String type, String id) {
            return JSON.createObjectNode().put("name", name).put("type", type).put("id", id);
        }

        /** The same for the same names. */
        private static String id(String... names) {
            String name = "penstock/" + String.join("/", names);
            return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
        }
    }

    /** The places of panels, from left to right and from top to bottom. */
    private static final class Grid {

        private final ArrayNode panels = JSON.createArrayNode();
        private final ArrayNode references = JSON.createArrayNode();
        private int x;
        private int y;
        private int high;

        boolean isEmpty() {
            return panels.isEmpty();
        }

        void place(ObjectNode object, int width, int height) {
            if (x + width > COLUMNS) {
                x = 0;
                y += high;
                high = 0;
            }
            String number = String.valueOf(panels.size() + 1);
            String reference = "panel_" + panels.size();
            ObjectNode panel = panels.addObject().put("version", PANEL_VERSION);
            panel.putObject("gridData")
                    .put("x", x)
                    .put("y", y)
                    .put("w", width)
                    .put("h", height)
                    .put("i", number);
            panel.put("panelIndex", number);
            panel.putObject("embeddableConfig");
            panel.put("panelRefName", reference);
            references.add(Writer.reference(
                    reference, object.path("type").asText(), object.path("id").asText()));
            x += width;
            high = Math.max(high, height);
        }
    }
}
