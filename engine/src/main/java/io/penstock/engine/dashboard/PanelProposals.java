package io.penstock.engine.dashboard;

import io.penstock.pipeline.dashboard.BarPanel;
import io.penstock.pipeline.dashboard.Dashboard;
import io.penstock.pipeline.dashboard.HeatmapPanel;
import io.penstock.pipeline.dashboard.HistogramPanel;
import io.penstock.pipeline.dashboard.LinePanel;
import io.penstock.pipeline.dashboard.MapPanel;
import io.penstock.pipeline.dashboard.Measure;
import io.penstock.pipeline.dashboard.NumberPanel;
import io.penstock.pipeline.dashboard.Panel;
import io.penstock.pipeline.dashboard.PanelSource;
import io.penstock.pipeline.dashboard.PiePanel;
import io.penstock.pipeline.dashboard.TablePanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.jspecify.annotations.Nullable;

/**
 * Proposes panels for an output by the names and kinds of its columns. It looks at no rows, so that it proposes the same before the first
 * and after the millionth.
 */
final class PanelProposals {

    private static final int MOST_NUMBERS = 2;
    private static final int MOST_FILTERS = 3;
    private static final int USUAL_TOP = 10;
    private static final int USUAL_ROWS_OF_FIELDS = 20;
    private static final int USUAL_BINS = 20;
    private static final int USUAL_POINTS = 1_000;
    private static final int USUAL_ROWS = 100;
    private static final Set<String> DEGREES = Set.of("lat", "latitude", "lon", "lng", "longitude");

    private static final Set<String> WORDS_IN_ID = Set.of("paid", "bid", "grid", "valid");

    private final PanelSource source;
    private final Fields fields;
    private final List<Panel> panels = new ArrayList<>();

    private PanelProposals(String output, Fields fields) {
        this.source = PanelSource.of(output);
        this.fields = fields;
    }

    static Dashboard of(String output, Fields fields) {
        return new PanelProposals(output, fields).dashboard();
    }

    private Dashboard dashboard() {
        Field time = fields.first(FieldKind.TIME);
        List<Field> categories = fields.all().stream()
                .filter(field ->
                        !(field.type() instanceof ArrayType)) // of one row with three values three would be drawn
                .filter(field -> field.kind() == FieldKind.TEXT || field.kind() == FieldKind.FLAG)
                .filter(field -> !isIdentifier(field))
                .toList();
        List<Field> numbers = fields.all().stream()
                .filter(field -> field.kind() == FieldKind.NUMBER)
                .filter(field -> !isIdentifier(field) && !DEGREES.contains(lowerCase(field)))
                .limit(MOST_NUMBERS)
                .toList();
        panels.add(new NumberPanel("how many", source, Measure.COUNT));
        if (time != null) {
            addLine("how many over time", time, Measure.COUNT);
        }
        for (Field number : numbers) {
            if (time != null) {
                addLine(number.name() + " over time", time, average(number));
            }
            panels.add(new HistogramPanel(number.name(), source, number.name(), USUAL_BINS));
        }
        if (!categories.isEmpty()) {
            addCategory(categories.get(0), time);
        }
        if (categories.size() > 1) {
            String second = categories.get(1).name();
            panels.add(new PiePanel(second, source, second, Measure.COUNT, USUAL_TOP));
        }
        if (hasPlaces()) {
            panels.add(new MapPanel(
                    "where",
                    source,
                    null,
                    null,
                    null,
                    MapPanel.Show.HEAT,
                    null,
                    "id",
                    Measure.COUNT,
                    null,
                    List.of(),
                    USUAL_POINTS));
        }
        panels.add(new TablePanel("rows", source, List.of(), null, USUAL_ROWS));
        List<String> filters =
                categories.stream().map(Field::name).limit(MOST_FILTERS).toList();
        return new Dashboard(null, null, null, filters, panels);
    }

    private void addLine(String title, Field time, Measure measure) {
        panels.add(new LinePanel(title, source, time.name(), measure, null, USUAL_TOP));
    }

    private void addCategory(Field category, @Nullable Field time) {
        String name = category.name();
        panels.add(new BarPanel(name, source, name, Measure.COUNT, null, USUAL_TOP));
        if (time != null) {
            panels.add(new HeatmapPanel(
                    name + " over time", source, time.name(), name, Measure.COUNT, USUAL_ROWS_OF_FIELDS));
        }
    }

    private static Measure average(Field number) {
        return new Measure(Measure.Function.AVG, number.name(), null);
    }

    private boolean hasPlaces() {
        return fields.first(FieldKind.POINT) != null
                || fields.number(List.of("lat", "latitude")) != null
                        && fields.number(List.of("lon", "lng", "longitude")) != null;
    }

    /** Nobody asks for the average of numbers that are names, nor for a slice for each of them. */
    private static boolean isIdentifier(Field field) {
        String name = lowerCase(field);
        return field.kind() != FieldKind.FLAG
                && (name.endsWith("id") && !WORDS_IN_ID.contains(name) || name.endsWith("key"));
    }

    private static String lowerCase(Field field) {
        return field.name().toLowerCase(Locale.ROOT);
    }
}
