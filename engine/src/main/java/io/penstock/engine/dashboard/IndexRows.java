package io.penstock.engine.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.engine.dashboard.FoundPanel.Place;
import io.penstock.engine.dashboard.PanelRequest.Bounds;
import io.penstock.pipeline.dashboard.Measure;
import io.penstock.sinks.search.SearchQueries;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks an index. Values of requests are JSON values and never parts of a text; a percentile is OpenSearch's estimate, and so is a number of
 * different values beyond 40,000.
 */
final class IndexRows implements RowSource {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIMIT = "30s";
    private static final int EXACT_UP_TO = 40_000; // the most that OpenSearch counts exactly
    private static final int MORE_OF_A_SHARD = 100;
    private static final String GROUPS = "g";
    private static final String MEASURE = "m";

    private final SearchQueries search;
    private final String index;
    private final FoundPanel found;
    private final PanelRequest request;
    private final List<Condition> conditions;

    /** @param conditions those of the request; the panel's are known */
    IndexRows(SearchQueries search, String index, FoundPanel found, PanelRequest request, List<Condition> conditions) {
        this.search = search;
        this.index = index;
        this.found = found;
        this.request = request;
        this.conditions = conditions;
        if (request.refresh()) {
            search.refresh(index);
        }
    }

    @Override
    public @Nullable Extent extent(Field field) {
        ObjectNode body = body(0);
        ObjectNode ends = body.putObject("aggs");
        ends.putObject("low").putObject("min").put("field", field.name());
        ends.putObject("high").putObject("max").put("field", field.name());
        JsonNode answer = search.search(index, body);
        JsonNode low =
                answer == null ? null : answer.path("aggregations").path("low").path("value");
        return answer == null || low == null || !low.isNumber()
                ? null
                : new Extent(
                        low.asDouble(),
                        answer.path("aggregations").path("high").path("value").asDouble());
    }

    @Override
    public @Nullable Bounds bounds() {
        ObjectNode body = body(0);
        body.putObject("aggs")
                .putObject(GROUPS)
                .putObject("geo_bounds")
                .put("field", point().name())
                .put("wrap_longitude", false);
        JsonNode answer = search.search(index, body);
        JsonNode bounds = answer == null
                ? JSON.missingNode()
                : answer.path("aggregations").path(GROUPS).path("bounds");
        JsonNode northWest = bounds.path("top_left");
        JsonNode southEast = bounds.path("bottom_right");
        return northWest.isMissingNode()
                ? null
                : new Bounds(
                        northWest.path("lon").asDouble(),
                        southEast.path("lat").asDouble(),
                        southEast.path("lon").asDouble(),
                        northWest.path("lat").asDouble());
    }

    @Override
    public Rows groups(List<GroupBy> by) {
        ObjectNode body = body(0);
        if (by.isEmpty()) {
            body.put("track_total_hits", true);
        }
        putAggregations(body, by);
        JsonNode answer = search.search(index, body);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (answer == null) {
            return new Rows(rows, false);
        }
        JsonNode aggregations = answer.path("aggregations");
        if (by.isEmpty()) {
            long hits = answer.path("hits").path("total").path("value").asLong();
            List<@Nullable Object> row = new ArrayList<>();
            row.add(measure(aggregations, hits));
            return new Rows(List.of(row), false);
        }
        boolean truncated = read(aggregations.path(GROUPS), by, List.of(), rows);
        return new Rows(rows, truncated);
    }

    /** Puts the groups, each within the one before it, and the measure into the innermost. */
    private void putAggregations(ObjectNode outer, List<GroupBy> by) {
        if (by.isEmpty()) {
            putMeasure(outer);
            return;
        }
        ObjectNode group = outer.withObjectProperty("aggs").putObject(GROUPS);
        if (by.get(0) instanceof GroupBy.Time time) {
            group.putObject("date_histogram")
                    .put("field", time.field().name())
                    .put("fixed_interval", time.millis() + "ms")
                    .put("min_doc_count", 1);
        } else if (by.get(0) instanceof GroupBy.Bin bin) {
            group.putObject("histogram")
                    .put("field", bin.field().name())
                    .put("interval", bin.width())
                    .put("min_doc_count", 1);
        } else if (by.get(0) instanceof GroupBy.Tile tile) {
            group.putObject("geotile_grid")
                    .put("field", point().name())
                    .put("precision", tile.zoom())
                    .put("size", tile.top() + 1); // it does not say whether there are more
        } else if (by.get(0) instanceof GroupBy.Value value) {
            ObjectNode terms = group.putObject("terms")
                    .put("field", value.field().name())
                    .put("size", value.top())
                    .put("shard_size", value.top() + MORE_OF_A_SHARD);
            ArrayNode order = terms.putArray("order");
            order.addObject().put(value.largest() ? orderOfMeasure() : "_count", "desc");
            order.addObject().put("_key", "asc");
            if (value.largest() && by.size() > 1) {
                putMeasure(group); // what it is ordered by
            }
        }
        putAggregations(group, by.subList(1, by.size()));
    }

    private String orderOfMeasure() {
        Measure measure = found.panel().y();
        if (measure.function() == Measure.Function.COUNT) {
            return "_count";
        }
        BigDecimal percent = measure.percent();
        return percent == null ? MEASURE : MEASURE + "[" + percent.toPlainString() + "]";
    }

    private void putMeasure(ObjectNode outer) {
        Measure measure = found.panel().y();
        if (measure.function() == Measure.Function.COUNT) {
            return;
        }
        ObjectNode aggregation = outer.withObjectProperty("aggs").putObject(MEASURE);
        String field = Objects.requireNonNull(found.of()).name();
        switch (measure.function()) {
            case SUM, AVG, MIN, MAX ->
                aggregation
                        .putObject(measure.function().name().toLowerCase(Locale.ROOT))
                        .put("field", field);
            case DISTINCT ->
                aggregation.putObject("cardinality").put("field", field).put("precision_threshold", EXACT_UP_TO);
            case PERCENTILE ->
                aggregation
                        .putObject("percentiles")
                        .put("field", field)
                        .put("keyed", false)
                        .putArray("percents")
                        .add(measure.percent());
            default -> throw new IllegalStateException("Cannot ask for " + measure);
        }
    }

    /** @return whether there are more groups than were asked for */
    private boolean read(
            JsonNode group, List<GroupBy> by, List<@Nullable Object> keys, List<List<@Nullable Object>> rows) {
        boolean truncated = group.path("sum_other_doc_count").asLong() > 0;
        int read = 0;
        for (JsonNode bucket : group.path("buckets")) {
            if (by.get(0) instanceof GroupBy.Tile tile && read++ == tile.top()) {
                return true;
            }
            List<@Nullable Object> row = new ArrayList<>(keys);
            row.add(key(bucket, by.get(0)));
            if (by.size() > 1) {
                truncated |= read(bucket.path(GROUPS), by.subList(1, by.size()), row, rows);
            } else {
                row.add(measure(bucket, bucket.path("doc_count").asLong()));
                rows.add(row);
            }
        }
        return truncated;
    }

    private static @Nullable Object key(JsonNode bucket, GroupBy by) {
        JsonNode key = bucket.path("key");
        if (by instanceof GroupBy.Time) {
            return key.asLong();
        } else if (by instanceof GroupBy.Bin bin) {
            return Math.round(key.asDouble() / bin.width());
        } else if (by instanceof GroupBy.Value value && value.field().kind() == FieldKind.FLAG) {
            return bucket.path("key_as_string").asBoolean();
        }
        return plain(key);
    }

    private @Nullable Object measure(JsonNode bucket, long documents) {
        JsonNode value = bucket.path(MEASURE).path("value");
        switch (found.panel().y().function()) {
            case COUNT:
                return documents;
            case DISTINCT:
                return value.asLong();
            case PERCENTILE:
                value = bucket.path(MEASURE).path("values").path(0).path("value");
                break;
            default:
                break;
        }
        return value.isNumber() && Double.isFinite(value.asDouble()) ? value.asDouble() : null;
    }

    @Override
    public Rows rows() {
        int top = found.panel().top();
        ObjectNode body = body(top).put("track_total_hits", top + 1);
        List<Field> told = PanelAnswers.told(found);
        ArrayNode wanted = body.putObject("_source").putArray("includes");
        told.forEach(field -> wanted.add(field.name()));
        if (found.place() != null) {
            wanted.add(point().name());
        }
        Field sort = found.sort();
        if (sort != null) {
            body.putArray("sort")
                    .addObject()
                    .putObject(sort.name())
                    .put("order", found.descending() ? "desc" : "asc")
                    .put("missing", "_last");
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        JsonNode answer = search.search(index, body);
        if (answer == null) {
            return new Rows(rows, false);
        }
        for (JsonNode hit : answer.path("hits").path("hits")) {
            List<@Nullable Object> row = new ArrayList<>();
            if (found.place() != null) {
                row.addAll(degrees(at(hit.path("_source"), point())));
            }
            told.forEach(field -> row.add(value(hit.path("_source"), field)));
            rows.add(row);
        }
        return new Rows(rows, answer.path("hits").path("total").path("value").asLong() > rows.size());
    }

    private static JsonNode at(JsonNode source, Field field) {
        JsonNode value = source;
        for (String step : field.path()) {
            value = value.path(step);
        }
        return value;
    }

    private static @Nullable Object value(JsonNode source, Field field) {
        JsonNode value = at(source, field);
        if (field.kind() == FieldKind.TIME && value.isTextual()) {
            try {
                return Instant.parse(value.asText()).toString();
            } catch (DateTimeException e) {
                return value.asText(); // a day, or a time without zone
            }
        }
        return plain(value);
    }

    /** Latitude and longitude of a point, as an object or as a text {@code lat,lon}. */
    private static List<Double> degrees(JsonNode point) {
        if (point.isTextual()) {
            String[] parts = point.asText().split(",", -1);
            return List.of(Double.valueOf(parts[0].strip()), Double.valueOf(parts[1].strip()));
        }
        return List.of(point.path("lat").asDouble(), point.path("lon").asDouble());
    }

    private static @Nullable Object plain(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        } else if (value.isIntegralNumber()) {
            return value.asLong();
        } else if (value.isNumber()) {
            return value.asDouble();
        } else if (value.isBoolean()) {
            return value.asBoolean();
        }
        return value.isTextual() ? value.asText() : JSON.convertValue(value, Object.class);
    }

    private Field point() {
        if (found.place() instanceof Place.Point point) {
            return point.field();
        }
        throw new IllegalStateException("Cannot draw index " + index + " on a map, it has no point");
    }

    /** A search for the documents that are asked for. */
    private ObjectNode body(int size) {
        ObjectNode body = JSON.createObjectNode();
        body.put("size", size).put("timeout", LIMIT);
        if (size == 0) {
            body.put("track_total_hits", false);
        }
        ArrayNode filter = body.putObject("query").putObject("bool").putArray("filter");
        Field time = found.time();
        Instant from = request.range().from();
        Instant to = request.range().to();
        if (time != null && (from != null || to != null)) {
            ObjectNode range = filter.addObject().putObject("range").putObject(time.name());
            range.put("format", "strict_date_optional_time");
            if (from != null) {
                range.put("gte", from.toString());
            }
            if (to != null) {
                range.put("lt", to.toString());
            }
        }
        found.conditions().forEach(condition -> put(condition, filter));
        conditions.forEach(condition -> put(condition, filter));
        if (found.place() != null) {
            filter.addObject().putObject("exists").put("field", point().name());
            putBounds(filter);
        }
        return body;
    }

    private void putBounds(ArrayNode filter) {
        Bounds bounds = request.bounds();
        if (bounds != null) {
            ObjectNode box = filter.addObject().putObject("geo_bounding_box").putObject(point().name());
            box.putObject("top_left").put("lat", bounds.north()).put("lon", bounds.west());
            box.putObject("bottom_right").put("lat", bounds.south()).put("lon", bounds.east());
        }
    }

    private static void put(Condition condition, ArrayNode filter) {
        ArrayNode values =
                filter.addObject().putObject("terms").putArray(condition.field().name());
        for (Object value : condition.values()) {
            if (value instanceof BigDecimal number) {
                values.add(number);
            } else if (value instanceof Boolean flag) {
                values.add(flag);
            } else {
                values.add(value.toString());
            }
        }
    }
}
