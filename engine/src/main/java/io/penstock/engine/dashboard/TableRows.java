package io.penstock.engine.dashboard;

import io.penstock.engine.dashboard.FoundPanel.Place;
import io.penstock.engine.dashboard.PanelRequest.Bounds;
import io.penstock.engine.sql.SqlColumn;
import io.penstock.engine.sql.SqlEnd;
import io.penstock.engine.sql.SqlLimits;
import io.penstock.engine.sql.SqlService;
import io.penstock.engine.sql.SqlSink;
import io.penstock.pipeline.dashboard.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.jspecify.annotations.Nullable;

/** Asks a table or a query in read-only SQL, with its limits on rows, bytes and time. A percentile is one of the values. */
final class TableRows implements RowSource {

    static final SqlLimits LIMITS = new SqlLimits(70_000, 32L << 20, Duration.ofSeconds(30));

    private static final String LARGEST_DOUBLE = "1E308D";

    private final SqlService sql;
    private final PanelCall call;
    private final PanelRows.OfSql rows;
    private final FoundPanel found;
    private final PanelRequest request;
    private final List<Condition> conditions;

    /**
     * @param call runs its statements
     * @param rows those that it asks for
     * @param conditions those of the request; the panel's are known
     */
    TableRows(
            SqlService sql,
            PanelCall call,
            PanelRows.OfSql rows,
            FoundPanel found,
            PanelRequest request,
            List<Condition> conditions) {
        this.sql = sql;
        this.call = call;
        this.rows = rows;
        this.found = found;
        this.request = request;
        this.conditions = conditions;
    }

    @Override
    public @Nullable Extent extent(Field field) {
        String value = field.kind() == FieldKind.TIME ? millis(field) : SqlText.number(field);
        List<@Nullable Object> ends = run("SELECT min(%s), max(%s)".formatted(value, value) + from(drawable(field)))
                .rows()
                .get(0);
        return ends.get(0) instanceof Number low && ends.get(1) instanceof Number high
                ? new Extent(low.doubleValue(), high.doubleValue())
                : null;
    }

    @Override
    public @Nullable Bounds bounds() {
        Place.Degrees place = place();
        String latitude = SqlText.number(place.latitude());
        String longitude = SqlText.number(place.longitude());
        List<@Nullable Object> ends = run("SELECT min(%2$s), min(%1$s), max(%2$s), max(%1$s)"
                                .formatted(latitude, longitude)
                        + from(List.of()))
                .rows()
                .get(0);
        return ends.get(0) == null
                ? null
                : new Bounds(degree(ends, 0), degree(ends, 1), degree(ends, 2), degree(ends, 3));
    }

    private static double degree(List<@Nullable Object> row, int column) {
        return ((Number) Objects.requireNonNull(row.get(column))).doubleValue();
    }

    @Override
    public Rows groups(List<GroupBy> by) {
        if (by.isEmpty()) {
            return run("SELECT " + measure() + from(List.of()));
        }
        return by.get(0) instanceof GroupBy.Value first
                ? values(first, by.subList(1, by.size()))
                : stretches(by.get(0));
    }

    /** Groups of time, of ranges or of tiles. */
    private Rows stretches(GroupBy by) {
        String order = by instanceof GroupBy.Tile tile ? " ORDER BY count(*) DESC, 1 LIMIT " + (tile.top() + 1) : "";
        Rows rows = run("SELECT " + key(by) + ", " + measure() + from(condition(by)) + " GROUP BY 1" + order);
        return by instanceof GroupBy.Tile tile ? first(rows, tile.top()) : rows;
    }

    /** The values with the most rows, or the largest; then what is in each of them. */
    private Rows values(GroupBy.Value value, List<GroupBy> within) {
        String key = key(value);
        String order = value.largest() ? measure() : "count(*)";
        Rows ranked = first(
                run("SELECT " + key + ", " + measure() + from(condition(value)) + " GROUP BY 1 ORDER BY " + order
                        + " DESC NULLS LAST, 1 LIMIT " + (value.top() + 1)),
                value.top());
        if (within.isEmpty() || ranked.rows().isEmpty()) {
            return ranked;
        }
        List<String> literals = ranked.rows().stream()
                .map(row -> SqlText.literal(value.field(), Objects.requireNonNull(row.get(0))))
                .toList();
        GroupBy inner = within.get(0);
        List<String> where = new ArrayList<>(condition(value));
        where.add(key + " IN (" + String.join(", ", literals) + ")");
        where.addAll(condition(inner));
        Rows rows = run("SELECT " + key + ", " + key(inner) + ", " + measure() + from(where)
                + " GROUP BY 1, 2 ORDER BY " + measure() + " DESC NULLS LAST, 2");
        return inner instanceof GroupBy.Value parts
                ? ordered(ranked, rows, parts.top())
                : new Rows(rows.rows(), rows.truncated() || ranked.truncated());
    }

    /** The rows of each value, in the order of the values, at most so many of each. */
    private static Rows ordered(Rows ranked, Rows rows, int top) {
        Map<@Nullable Object, List<List<@Nullable Object>>> parts = new LinkedHashMap<>();
        ranked.rows().forEach(row -> parts.put(row.get(0), new ArrayList<>()));
        rows.rows().forEach(row -> parts.getOrDefault(row.get(0), new ArrayList<>())
                .add(row));
        boolean truncated = ranked.truncated()
                || rows.truncated()
                || parts.values().stream().anyMatch(of -> of.size() > top);
        return new Rows(
                parts.values().stream().flatMap(of -> of.stream().limit(top)).toList(), truncated);
    }

    private static Rows first(Rows rows, int top) {
        return rows.rows().size() <= top ? rows : new Rows(rows.rows().subList(0, top), true);
    }

    @Override
    public Rows rows() {
        List<String> columns = new ArrayList<>();
        if (found.place() != null) {
            columns.add(SqlText.number(place().latitude()));
            columns.add(SqlText.number(place().longitude()));
        }
        PanelAnswers.told(found).forEach(field -> columns.add(SqlText.value(field)));
        Field sort = found.sort();
        String order = sort == null
                ? ""
                : " ORDER BY " + SqlText.name(sort) + (found.descending() ? " DESC" : " ASC") + " NULLS LAST";
        int top = found.panel().top();
        return first(
                run("SELECT " + String.join(", ", columns) + from(List.of()) + order + " LIMIT " + (top + 1)), top);
    }

    private String key(GroupBy by) {
        if (by instanceof GroupBy.Time time) {
            String millis = millis(time.field());
            return "(%s - pmod(%s, %dL))".formatted(millis, millis, time.millis());
        } else if (by instanceof GroupBy.Bin bin) {
            return "floor(" + SqlText.number(bin.field()) + " / " + SqlText.literal(bin.width()) + ")";
        } else if (by instanceof GroupBy.Tile tile) {
            return tile(tile.zoom());
        } else if (by instanceof GroupBy.Value value) {
            return SqlText.value(value.field());
        }
        throw new IllegalStateException("Cannot bring rows together by " + by);
    }

    /** {@code zoom/x/y}, as the web's maps and OpenSearch count. */
    private String tile(int zoom) {
        long across = 1L << zoom;
        String latitude = "least(%1$s, greatest(-%1$s, %2$s))"
                .formatted(SqlText.literal(Tiles.LAST_LATITUDE), SqlText.number(place().latitude()));
        String x = "floor((%s + 180) / 360 * %dL)".formatted(SqlText.number(place().longitude()), across);
        String y = "floor((1 - ln(tan(radians(%1$s)) + 1 / cos(radians(%1$s))) / pi()) / 2 * %2$dL)"
                .formatted(latitude, across);
        String within = "CAST(least(%dL, greatest(0L, %s)) AS STRING)";
        return "concat('%d/', %s, '/', %s)"
                .formatted(zoom, within.formatted(across - 1, x), within.formatted(across - 1, y));
    }

    private static String millis(Field field) {
        return "unix_millis(" + SqlText.time(field) + ")";
    }

    private String measure() {
        Measure measure = found.panel().y();
        if (measure.function() == Measure.Function.COUNT) {
            return "count(*)";
        }
        Field of = Objects.requireNonNull(found.of());
        String number = SqlText.number(of);
        return switch (measure.function()) {
            case SUM -> "coalesce(sum(" + number + "), 0D)";
            case AVG -> "avg(" + number + ")";
            case MIN -> "min(" + number + ")";
            case MAX -> "max(" + number + ")";
            case DISTINCT -> "count(DISTINCT " + SqlText.name(of) + ")";
            case PERCENTILE ->
                "percentile_approx(%s, %s)"
                        .formatted(
                                number,
                                SqlText.literal(Objects.requireNonNull(measure.percent())
                                        .movePointLeft(2)
                                        .doubleValue()));
            default -> throw new IllegalStateException("Cannot ask for " + measure);
        };
    }

    private List<String> condition(GroupBy by) {
        if (by instanceof GroupBy.Time time) {
            return drawable(time.field());
        } else if (by instanceof GroupBy.Bin bin) {
            return drawable(bin.field());
        }
        return by instanceof GroupBy.Value value ? drawable(value.field()) : List.of();
    }

    /** That there is a value, and that it has a place among others. */
    private static List<String> drawable(Field field) {
        boolean fraction = field.type() instanceof DoubleType || field.type() instanceof FloatType;
        return List.of(
                fraction
                        ? "abs(" + SqlText.name(field) + ") < " + LARGEST_DOUBLE
                        : SqlText.name(field) + " IS NOT NULL");
    }

    private Place.Degrees place() {
        if (found.place() instanceof Place.Degrees degrees) {
            return degrees;
        }
        throw new IllegalStateException("Cannot draw a table on a map, it has no latitude and longitude");
    }

    private String from(List<String> further) {
        List<String> where = new ArrayList<>();
        Field time = found.time();
        Instant from = request.range().from();
        Instant to = request.range().to();
        if (time != null && from != null) {
            where.add(SqlText.time(time) + " >= " + SqlText.literal(from));
        }
        if (time != null && to != null) {
            where.add(SqlText.time(time) + " < " + SqlText.literal(to));
        }
        found.conditions().forEach(condition -> where.add(text(condition)));
        conditions.forEach(condition -> where.add(text(condition)));
        if (found.place() != null) {
            Bounds bounds = request.bounds() == null ? new Bounds(-180, -90, 180, 90) : request.bounds();
            where.add(between(place().latitude(), bounds.south(), bounds.north()));
            where.add(between(place().longitude(), bounds.west(), bounds.east()));
        }
        where.addAll(further);
        return " FROM " + rows.relation() + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where));
    }

    private static String between(Field field, double low, double high) {
        return "%s BETWEEN %s AND %s".formatted(SqlText.number(field), SqlText.literal(low), SqlText.literal(high));
    }

    private static String text(Condition condition) {
        Field field = condition.field();
        String value = field.kind() == FieldKind.TIME && !(field.type() instanceof DateType)
                ? SqlText.time(field)
                : SqlText.name(field);
        return condition.values().stream()
                .map(wanted -> SqlText.literal(field, wanted))
                .collect(Collectors.joining(", ", value + " IN (", ")"));
    }

    private Rows run(String statement) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        SqlEnd end = call.run(sql, this.rows.with() + statement, new SqlSink() {
            @Override
            public void columns(List<SqlColumn> columns) {}

            @Override
            public void row(List<@Nullable Object> values) {
                rows.add(values);
            }
        });
        return new Rows(rows, end.truncated());
    }
}
