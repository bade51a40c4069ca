package io.penstock.engine.dashboard;

import io.penstock.engine.dashboard.FoundPanel.Place;
import io.penstock.engine.dashboard.PanelData.Column;
import io.penstock.engine.dashboard.PanelRequest.Bounds;
import io.penstock.engine.dashboard.RowSource.Rows;
import io.penstock.pipeline.dashboard.BarPanel;
import io.penstock.pipeline.dashboard.HeatmapPanel;
import io.penstock.pipeline.dashboard.HistogramPanel;
import io.penstock.pipeline.dashboard.LinePanel;
import io.penstock.pipeline.dashboard.MapPanel;
import io.penstock.pipeline.dashboard.NumberPanel;
import io.penstock.pipeline.dashboard.Panel;
import io.penstock.pipeline.dashboard.PiePanel;
import io.penstock.pipeline.dashboard.TablePanel;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.jspecify.annotations.Nullable;

/** Asks for what one panel draws, and brings the answer into the form that {@link PanelData} describes. */
final class PanelAnswers {

    private static final int MOST_STRETCHES = 120; // of a line some pixels each
    private static final int MOST_FIELDS = 60; // of a heatmap, across
    private static final int MOST_GROUPS = 60_000; // OpenSearch makes 65,535
    private static final int DIGITS = 12; // fewer than a double has, so that none of them comes of its rounding

    private final FoundPanel found;
    private final PanelRequest request;
    private final RowSource source;
    private final long start = System.nanoTime();

    private PanelAnswers(FoundPanel found, PanelRequest request, RowSource source) {
        this.found = found;
        this.request = request;
        this.source = source;
    }

    static PanelData answer(FoundPanel found, PanelRequest request, RowSource source) {
        return new PanelAnswers(found, request, source).answer();
    }

    private PanelData answer() {
        if (found.panel() instanceof LinePanel line) {
            return overTime(MOST_STRETCHES, line.top());
        } else if (found.panel() instanceof HeatmapPanel heatmap) {
            return overTime(MOST_FIELDS, heatmap.top());
        } else if (found.panel() instanceof BarPanel bar) {
            return PanelFinder.isOverTime(found) ? overTime(MOST_STRETCHES, bar.top()) : bars(bar);
        } else if (found.panel() instanceof HistogramPanel histogram) {
            return histogram(histogram);
        } else if (found.panel() instanceof PiePanel pie) {
            Field by = required(found.by());
            return data(List.of(column(by), measure()), source.groups(List.of(new GroupBy.Value(by, pie.top(), true))));
        } else if (found.panel() instanceof MapPanel map) {
            return map(map);
        } else if (found.panel() instanceof TablePanel) {
            return data(found.shown().stream().map(PanelAnswers::column).toList(), source.rows());
        } else if (found.panel() instanceof NumberPanel) {
            return data(List.of(measure()), source.groups(List.of()));
        }
        throw new IllegalStateException(
                "Cannot answer panel of kind " + found.panel().kind());
    }

    /** Stretches of time, for each value of {@code by} where there is one; by time, then value. */
    private PanelData overTime(int most, int top) {
        Field x = required(found.x());
        Field by = found.by();
        List<Column> columns = new ArrayList<>(List.of(column(x)));
        if (by != null) {
            columns.add(column(by));
        }
        columns.add(measure());
        Extent extent = timeExtent(x);
        if (extent == null) {
            return data(columns, new Rows(List.of(), false));
        }
        long stretch = extent.stretch(most);
        List<GroupBy> groups = new ArrayList<>();
        if (by != null) {
            int apart = Math.min(top, MOST_GROUPS / most);
            groups.add(new GroupBy.Value(by, apart, false)); // outside, so that each has all of its stretches
        }
        groups.add(new GroupBy.Time(x, stretch));
        Rows rows = source.groups(groups);
        List<List<@Nullable Object>> ordered = new ArrayList<>();
        for (List<@Nullable Object> row : rows.rows()) {
            List<@Nullable Object> turned = new ArrayList<>(row);
            if (by != null) {
                turned.set(0, row.get(1));
                turned.set(1, row.get(0));
            }
            ordered.add(turned);
        }
        ordered.sort(Comparator.comparingLong((List<@Nullable Object> row) -> (Long) required(row.get(0)))
                .thenComparing(row -> String.valueOf(row.get(1))));
        ordered.forEach(row ->
                row.set(0, Instant.ofEpochMilli((Long) required(row.get(0))).toString()));
        return new PanelData(columns, ordered, rows.truncated(), stretch, tookMillis());
    }

    /** What there is of a time; of what is asked for where that has two ends. */
    private @Nullable Extent timeExtent(Field x) {
        Instant from = request.range().from();
        Instant to = request.range().to();
        if (x.equals(found.time()) && from != null && to != null) {
            return new Extent(from.toEpochMilli(), to.toEpochMilli());
        }
        return source.extent(x);
    }

    private PanelData bars(BarPanel bar) {
        Field x = required(found.x());
        Field by = found.by();
        List<Column> columns = new ArrayList<>(List.of(column(x)));
        List<GroupBy> groups = new ArrayList<>(List.of(new GroupBy.Value(x, bar.top(), true)));
        if (by != null) {
            columns.add(column(by));
            int parts = Math.max(1, Math.min(bar.top(), Panel.MOST / bar.top())); // both together are drawn
            groups.add(new GroupBy.Value(by, parts, true));
        }
        columns.add(measure());
        return data(columns, source.groups(groups));
    }

    private PanelData histogram(HistogramPanel histogram) {
        Field x = required(found.x());
        List<Column> columns =
                List.of(new Column("from", FieldKind.NUMBER), new Column("to", FieldKind.NUMBER), measure());
        Extent extent = source.extent(x);
        if (extent == null) {
            return data(columns, new Rows(List.of(), false));
        }
        double width = extent.width(histogram.bins(), isWhole(x.type()));
        Rows rows = source.groups(List.of(new GroupBy.Bin(x, width)));
        List<List<@Nullable Object>> bins = new ArrayList<>();
        for (List<@Nullable Object> row : rows.rows()) {
            long number = (Long) required(row.get(0));
            List<@Nullable Object> bin = new ArrayList<>(List.of(edge(number, width), edge(number + 1, width)));
            bin.add(row.get(1));
            bins.add(bin);
        }
        bins.sort(Comparator.comparingDouble(bin -> (Double) required(bin.get(0))));
        return data(columns, new Rows(bins, rows.truncated()));
    }

    /** 3 times 0.1 as people write it. */
    private static double edge(long number, double width) {
        return new BigDecimal(number * width).round(new MathContext(DIGITS)).doubleValue();
    }

    private static boolean isWhole(DataType type) {
        return type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType;
    }

    private PanelData map(MapPanel map) {
        if (map.areas() != null) {
            Field by = required(found.by());
            return data(List.of(column(by), measure()), source.groups(List.of(new GroupBy.Value(by, map.top(), true))));
        } else if (map.show() == MapPanel.Show.HEAT) {
            return heat(map);
        }
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("latitude", FieldKind.NUMBER));
        columns.add(new Column("longitude", FieldKind.NUMBER));
        if (found.by() != null) {
            columns.add(column(found.by()));
        }
        found.shown().forEach(field -> columns.add(column(field)));
        return data(columns, source.rows());
    }

    private PanelData heat(MapPanel map) {
        List<Column> columns = new ArrayList<>();
        List.of("west", "south", "east", "north").forEach(side -> columns.add(new Column(side, FieldKind.NUMBER)));
        columns.add(measure());
        Bounds bounds = request.bounds() == null ? source.bounds() : request.bounds();
        if (bounds == null) {
            return data(columns, new Rows(List.of(), false));
        }
        Rows rows = source.groups(List.of(new GroupBy.Tile(Tiles.zoom(bounds), map.top())));
        List<List<@Nullable Object>> fields = new ArrayList<>();
        for (List<@Nullable Object> row : rows.rows()) {
            List<@Nullable Object> field = new ArrayList<>(Tiles.sides(String.valueOf(row.get(0))));
            field.add(row.get(1));
            fields.add(field);
        }
        fields.sort(Comparator.comparingDouble((List<@Nullable Object> field) -> (Double) required(field.get(0)))
                .thenComparingDouble(field -> (Double) required(field.get(1))));
        return data(columns, new Rows(fields, rows.truncated()));
    }

    private Column measure() {
        return new Column(found.panel().y().toString(), FieldKind.NUMBER);
    }

    private static Column column(Field field) {
        return new Column(field.name(), field.kind());
    }

    private PanelData data(List<Column> columns, Rows rows) {
        return new PanelData(columns, rows.rows(), rows.truncated(), null, tookMillis());
    }

    private long tookMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** What the finder has found, since the panel names it. */
    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    /** The columns of a panel's points, in front of those that it tells besides. */
    static List<Field> told(FoundPanel found) {
        List<Field> told = new ArrayList<>();
        if (found.place() instanceof Place && found.by() != null) {
            told.add(found.by());
        }
        told.addAll(found.shown());
        return told;
    }
}
