package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Problems;
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

    /** The output whose rows it draws; null where {@link #sql} says them. */
    @Nullable
    String from();

    /** The query whose rows it draws. */
    @Nullable
    String sql();

    /** The column that a range of time is about; null for the usual one. */
    @Nullable
    String time();

    /** Values that columns of the rows have, by column. */
    Map<String, Value> filter();

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

    /** Adds what is wrong with where the rows come from, whatever is drawn of them. */
    static void checkRows(Panel panel, Problems problems) {
        if (panel.from() != null && panel.sql() != null) {
            problems.at("sql").add("is there beside from", "leave one of the two out");
        } else if (panel.from() == null && panel.sql() == null) {
            problems.at("from").add("is missing", "name an output, or write a query: sql: SELECT …");
        }
        panel.filter().forEach((column, value) -> {
            boolean plain = value instanceof Value.Scalar
                    || value instanceof Value.Items items
                            && !items.items().isEmpty()
                            && items.items().stream().allMatch(Value.Scalar.class::isInstance);
            if (!plain) {
                problems.at("filter")
                        .at(column)
                        .add(
                                "is neither a value nor a list of values",
                                "write 'status: paid' or 'status: [paid, open]'");
            }
        });
    }
}
