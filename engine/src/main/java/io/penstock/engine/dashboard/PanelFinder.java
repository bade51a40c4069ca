package io.penstock.engine.dashboard;

import io.penstock.engine.dashboard.FoundPanel.Place;
import io.penstock.pipeline.Excerpt;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.Suggestion;
import io.penstock.pipeline.dashboard.BarPanel;
import io.penstock.pipeline.dashboard.HeatmapPanel;
import io.penstock.pipeline.dashboard.HistogramPanel;
import io.penstock.pipeline.dashboard.LinePanel;
import io.penstock.pipeline.dashboard.MapPanel;
import io.penstock.pipeline.dashboard.Measure;
import io.penstock.pipeline.dashboard.Panel;
import io.penstock.pipeline.dashboard.PiePanel;
import io.penstock.pipeline.dashboard.TablePanel;
import io.penstock.sinks.Lineage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the fields that a panel names among those of its rows. What it does not find, or cannot draw, is a problem. */
final class PanelFinder {

    private static final List<String> LATITUDES = List.of("lat", "latitude");
    private static final List<String> LONGITUDES = List.of("lon", "lng", "longitude");

    private final Panel panel;
    private final PanelRows rows;
    private final Fields fields;
    private final Problems problems;

    private PanelFinder(Panel panel, PanelRows rows, Problems problems) {
        this.panel = panel;
        this.rows = rows;
        this.fields = rows.fields();
        this.problems = problems;
    }

    /** The panel with its fields; nothing where there are problems. */
    static @Nullable FoundPanel find(Panel panel, PanelRows rows, Problems problems) {
        return new PanelFinder(panel, rows, problems).find();
    }

    private @Nullable FoundPanel find() {
        int before = problems.count();
        Field x = x();
        Field by = panel.by() == null ? null : telling("by", panel.by());
        Field of = measured();
        Field time = panel.time() == null ? usualTime(x) : ofKind("time", panel.time(), FieldKind.TIME);
        Place place = null;
        List<Field> shown = new ArrayList<>();
        Field sort = time;
        boolean descending = true;
        if (panel instanceof MapPanel map) {
            place = map.areas() == null ? place(map) : null;
            shown.addAll(columns(map.columns()));
        } else if (panel instanceof TablePanel table) {
            shown.addAll(table.columns().isEmpty() ? usualColumns() : columns(table.columns()));
            if (table.sort() != null) {
                sort = sortable(table.sort().column());
                descending = table.sort().descending();
            }
        }
        List<Condition> conditions = conditions();
        return problems.count() > before
                ? null
                : new FoundPanel(panel, rows, x, by, of, time, place, shown, sort, descending, conditions);
    }

    private @Nullable Field x() {
        if (panel.x() == null) {
            return null;
        } else if (panel instanceof LinePanel) {
            return ofKind("x", panel.x(), FieldKind.TIME, "take one of these, or draw bars: ");
        } else if (panel instanceof HeatmapPanel) {
            return ofKind("x", panel.x(), FieldKind.TIME);
        } else if (panel instanceof HistogramPanel) {
            return ofKind("x", panel.x(), FieldKind.NUMBER, "take one of these, or draw bars: ");
        }
        Field field = named("x", panel.x());
        return field == null || field.kind() == FieldKind.TIME ? field : telling("x", panel.x());
    }

    private @Nullable Field measured() {
        Measure measure = panel.y();
        if (measure.column() == null) {
            return null;
        }
        return measure.function() == Measure.Function.DISTINCT
                ? telling("y", measure.column())
                : ofKind("y", measure.column(), FieldKind.NUMBER);
    }

    private @Nullable Field usualTime(@Nullable Field x) {
        boolean drawn = x != null && x.kind() == FieldKind.TIME && !(panel instanceof HistogramPanel);
        return drawn ? x : fields.first(FieldKind.TIME);
    }

    private @Nullable Place place(MapPanel map) {
        if (map.lat() != null && map.lon() != null) {
            Field latitude = ofKind("lat", map.lat(), FieldKind.NUMBER);
            Field longitude = ofKind("lon", map.lon(), FieldKind.NUMBER);
            if (latitude == null || longitude == null) {
                return null;
            }
            return degrees("lat", latitude, longitude);
        } else if (map.at() != null) {
            Field point = ofKind("at", map.at(), FieldKind.POINT);
            return point == null ? null : new Place.Point(point);
        }
        Field point = fields.first(FieldKind.POINT);
        Field latitude = fields.number(LATITUDES);
        Field longitude = fields.number(LONGITUDES);
        if (point != null) {
            return new Place.Point(point);
        } else if (latitude != null && longitude != null) {
            return degrees("map", latitude, longitude);
        }
        problems.at("map")
                .add(
                        "has no place, there is neither a point nor lat and lon",
                        "name the columns with lat and lon, or draw areas; " + fields.listed());
        return null;
    }

    /** Two numbers; of an index the point that is made of them. */
    private @Nullable Place degrees(String key, Field latitude, Field longitude) {
        if (!(rows instanceof PanelRows.OfIndex)) {
            return new Place.Degrees(latitude, longitude);
        }
        Field made = fields.find("location");
        boolean same = latitude.equals(fields.number(LATITUDES)) && longitude.equals(fields.number(LONGITUDES));
        if (made != null && made.kind() == FieldKind.POINT && same) {
            return new Place.Point(made);
        }
        problems.at(key)
                .add(
                        "is no point of the index: %s, %s".formatted(latitude.name(), longitude.name()),
                        "call the output's columns lat and lon, then it has a point, or draw a table");
        return null;
    }

    private List<Field> usualColumns() {
        return fields.all().stream()
                .filter(field -> !Lineage.names().contains(field.name()))
                .filter(field -> rows instanceof PanelRows.OfSql
                        || field.kind() != FieldKind.POINT
                        || !field.name().equals("location"))
                .toList();
    }

    private List<Field> columns(List<String> names) {
        List<Field> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Field field = named(problems.at("columns").at(i), names.get(i));
            if (field != null) {
                found.add(field);
            }
        }
        return found;
    }

    private @Nullable Field sortable(String name) {
        Field field = named("sort", name);
        if (field != null && field.kind() != FieldKind.TIME && !field.kind().tellsApart()) {
            problems.at("sort")
                    .add(
                            "is %s, rows are not sorted by it: %s"
                                    .formatted(field.kind().noun(), name),
                            "take a time, a number or a text");
            return null;
        }
        return field;
    }

    private List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        panel.filter().forEach((column, value) -> {
            Problems at = problems.at("filter").at(column);
            Field field = named(at, column);
            if (field != null && !field.kind().tellsApart() && field.kind() != FieldKind.TIME) {
                at.add("is %s, rows are not found by it".formatted(field.kind().noun()), "take another column");
            } else if (field != null) {
                try {
                    conditions.add(Condition.of(field, Panel.texts(value)));
                } catch (PanelRequestException e) {
                    at.add(
                            "has a value that the column cannot have, it is "
                                    + field.kind().noun(),
                            null);
                }
            }
        });
        return conditions;
    }

    private @Nullable Field ofKind(String key, String name, FieldKind kind) {
        return ofKind(key, name, kind, "take one of these: ");
    }

    private @Nullable Field ofKind(String key, String name, FieldKind kind, String advice) {
        Field field = named(key, name);
        if (field == null || field.kind() == kind) {
            return field;
        }
        List<String> good = fields.all().stream()
                .filter(other -> other.kind() == kind)
                .map(Field::name)
                .limit(10)
                .toList();
        problems.at(key)
                .add(
                        "is %s, expected %s: %s".formatted(field.kind().noun(), kind.noun(), name),
                        good.isEmpty() ? "there is none, " + fields.listed() : advice + String.join(", ", good));
        return null;
    }

    /** A field whose values tell rows apart. */
    private @Nullable Field telling(String key, String name) {
        Field field = named(key, name);
        if (field == null || field.kind().tellsApart()) {
            return field;
        }
        boolean bars = field.kind() == FieldKind.TIME && panel instanceof PiePanel;
        problems.at(key)
                .add(
                        "is %s, rows are not told apart by it: %s"
                                .formatted(field.kind().noun(), name),
                        bars ? "draw a bar or a line over it" : "take a text, a number or a truth value");
        return null;
    }

    private @Nullable Field named(String key, String name) {
        return named(problems.at(key), name);
    }

    private @Nullable Field named(Problems at, String name) {
        Field field = fields.find(name);
        if (field == null) {
            List<String> names = fields.all().stream().map(Field::name).toList();
            at.add(
                    "is not a field of %s: %s".formatted(whose(), Excerpt.of(name)),
                    Suggestion.among(names, name).orElse(fields.listed()));
        }
        return field;
    }

    private String whose() {
        return panel.from() == null ? "the query" : "output " + panel.from();
    }

    /** Whether the dimension of the panel is a stretch of time. */
    static boolean isOverTime(FoundPanel found) {
        return found.x() != null
                && found.x().kind() == FieldKind.TIME
                && (found.panel() instanceof LinePanel
                        || found.panel() instanceof HeatmapPanel
                        || found.panel() instanceof BarPanel);
    }
}
