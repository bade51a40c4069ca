package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.test.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One picture of a dashboard, and what it draws. Paths of columns are written with dots: {@code minute.start}. */
public sealed interface Panel
        permits LinePanel, BarPanel, HistogramPanel, PiePanel, HeatmapPanel, MapPanel, TablePanel, NumberPanel {

    /** Rows, groups or slices beyond this cannot be told apart by anybody. */
    int MOST = 10_000;

    /** The word that the file has for its kind: {@code line}. */
    String kind();

    /** What stands above it. */
    String title();

    /** The rows that it draws. */
    PanelSource source();

    /** The output whose rows it draws; null where {@link #sql} says them. */
    default @Nullable String from() {
        return source().from();
    }

    /** The query whose rows it draws. */
    default @Nullable String sql() {
        return source().sql();
    }

    /** The column that a range of time is about; null for the usual one. */
    default @Nullable String time() {
        return source().time();
    }

    /** Values that columns of the rows have, by column. */
    default Map<String, Value> filter() {
        return source().filter();
    }

    /** The column along the horizontal axis. */
    default @Nullable String x() {
        return null;
    }

    /** The column whose values are drawn apart. */
    default @Nullable String by() {
        return null;
    }

    /** What is drawn of the rows. */
    default Measure y() {
        return Measure.COUNT;
    }

    /** How many values, slices or rows are drawn. */
    default int top() {
        return MOST;
    }

    /** The texts of the values that a column is to have. */
    static List<String> texts(Value value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Value.Items items) {
            items.items().forEach(item -> texts.addAll(texts(item)));
        } else if (value instanceof Value.Scalar scalar) {
            texts.add(scalar.text());
        }
        return texts;
    }
}
