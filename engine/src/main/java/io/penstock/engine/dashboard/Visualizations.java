package io.penstock.engine.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.engine.dashboard.FoundPanel.Place;
import io.penstock.pipeline.dashboard.HeatmapPanel;
import io.penstock.pipeline.dashboard.HistogramPanel;
import io.penstock.pipeline.dashboard.LinePanel;
import io.penstock.pipeline.dashboard.Measure;
import io.penstock.pipeline.dashboard.NumberPanel;
import io.penstock.pipeline.dashboard.Panel;
import io.penstock.pipeline.dashboard.PiePanel;
import java.util.List;

/** What OpenSearch Dashboards keeps of a visualization, a map's layers and a filter, beside where they are kept. */
final class Visualizations {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEASURE = "1";
    private static final String SEGMENT = "2";
    private static final String GROUP = "3";
    private static final String TILES = "https://tiles.maps.opensearch.org/";
    private static final String COLOUR = "#54B399";

    private Visualizations() {}

    /** The state of the visualization that draws the panel. */
    static ObjectNode state(FoundPanel found) {
        Panel panel = found.panel();
        ObjectNode state = JSON.createObjectNode();
        state.put("title", panel.title());
        ArrayNode aggregations = JSON.createArrayNode();
        aggregations.add(measure(found));
        if (panel instanceof NumberPanel) {
            state.put("type", "metric").set("params", metric());
        } else if (panel instanceof PiePanel) {
            aggregations.add(terms(found, SEGMENT, "segment", found.by()));
            state.put("type", "pie").set("params", pie());
        } else if (panel instanceof HeatmapPanel) {
            aggregations.add(stretches(SEGMENT, found.x()));
            aggregations.add(terms(found, GROUP, "group", found.by()));
            state.put("type", "heatmap").set("params", heatmap());
        } else if (panel instanceof HistogramPanel histogram) {
            aggregations.add(ranges(histogram));
            state.put("type", "histogram").set("params", axes("histogram", panel.y()));
        } else {
            String type = panel instanceof LinePanel ? "line" : "histogram";
            aggregations.add(
                    PanelFinder.isOverTime(found)
                            ? stretches(SEGMENT, found.x())
                            : terms(found, SEGMENT, "segment", found.x()));
            if (found.by() != null) {
                aggregations.add(terms(found, GROUP, "group", found.by()));
            }
            state.put("type", type).set("params", axes(type, panel.y()));
        }
        state.set("aggs", aggregations);
        return state;
    }

    private static ObjectNode aggregation(String id, String type, String schema) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("enabled", true)
                .put("type", type)
                .put("schema", schema);
    }

    private static ObjectNode measure(FoundPanel found) {
        Measure measure = found.panel().y();
        String type =
                switch (measure.function()) {
                    case COUNT -> "count";
                    case SUM -> "sum";
                    case AVG -> "avg";
                    case MIN -> "min";
                    case MAX -> "max";
                    case DISTINCT -> "cardinality";
                    case PERCENTILE -> "percentiles";
                };
        ObjectNode aggregation = aggregation(MEASURE, type, "metric");
        ObjectNode params = aggregation.putObject("params");
        if (found.of() != null) {
            params.put("field", found.of().name());
        }
        if (measure.percent() != null) {
            params.putArray("percents").add(measure.percent());
        }
        return aggregation;
    }

    private static ObjectNode stretches(String id, Field field) {
        ObjectNode aggregation = aggregation(id, "date_histogram", "segment");
        aggregation
                .putObject("params")
                .put("field", field.name())
                .put("interval", "auto")
                .put("drop_partials", false)
                .put("min_doc_count", 1)
                .putObject("extended_bounds");
        return aggregation;
    }

    private static ObjectNode ranges(HistogramPanel histogram) {
        ObjectNode aggregation = aggregation(SEGMENT, "histogram", "segment");
        aggregation
                .putObject("params")
                .put("field", histogram.x())
                .put("interval", "auto")
                .put("maxBars", histogram.bins())
                .put("min_doc_count", false)
                .put("has_extended_bounds", false)
                .putObject("extended_bounds")
                .put("min", "")
                .put("max", "");
        return aggregation;
    }

    private static ObjectNode terms(FoundPanel found, String id, String schema, Field field) {
        Measure measure = found.panel().y();
        ObjectNode aggregation = aggregation(id, "terms", schema);
        aggregation
                .putObject("params")
                .put("field", field.name())
                .put(
                        "orderBy",
                        measure.percent() == null
                                ? MEASURE
                                : MEASURE + "." + measure.percent().toPlainString())
                .put("order", "desc")
                .put("size", found.panel().top())
                .put("otherBucket", false)
                .put("otherBucketLabel", "Other")
                .put("missingBucket", false)
                .put("missingBucketLabel", "Missing");
        return aggregation;
    }

    private static ObjectNode metric() {
        ObjectNode params = JSON.createObjectNode();
        params.put("addTooltip", true).put("addLegend", false).put("type", "metric");
        ObjectNode metric = params.putObject("metric");
        metric.put("percentageMode", false)
                .put("useRanges", false)
                .put("colorSchema", "Green to Red")
                .put("metricColorMode", "None");
        metric.putArray("colorsRange").addObject().put("from", 0).put("to", 10_000);
        metric.putObject("labels").put("show", true);
        metric.put("invertColors", false);
        metric.putObject("style")
                .put("bgFill", "#000")
                .put("bgColor", false)
                .put("labelColor", false)
                .put("subText", "")
                .put("fontSize", 60);
        return params;
    }

    private static ObjectNode pie() {
        ObjectNode params = JSON.createObjectNode();
        params.put("type", "pie")
                .put("addTooltip", true)
                .put("addLegend", true)
                .put("legendPosition", "right")
                .put("isDonut", true);
        params.putObject("labels")
                .put("show", true)
                .put("values", true)
                .put("last_level", true)
                .put("truncate", 100);
        return params;
    }

    private static ObjectNode heatmap() {
        ObjectNode params = JSON.createObjectNode();
        params.put("type", "heatmap")
                .put("addTooltip", true)
                .put("addLegend", true)
                .put("enableHover", false)
                .put("legendPosition", "right");
        params.putArray("times");
        params.put("colorsNumber", 8).put("colorSchema", "Blues").put("setColorRange", false);
        params.putArray("colorsRange");
        params.put("invertColors", false).put("percentageMode", false);
        ObjectNode axis = params.putArray("valueAxes").addObject();
        axis.put("show", false).put("id", "ValueAxis-1").put("type", "value");
        axis.putObject("scale").put("type", "linear").put("defaultYExtents", false);
        axis.putObject("labels")
                .put("show", false)
                .put("rotate", 0)
                .put("overwriteColor", false)
                .put("color", "black");
        return params;
    }

    /** A chart with two axes. */
    private static ObjectNode axes(String type, Measure measure) {
        ObjectNode params = JSON.createObjectNode();
        params.put("type", type);
        params.putObject("grid").put("categoryLines", false);
        ObjectNode category = params.putArray("categoryAxes").addObject();
        category.put("id", "CategoryAxis-1")
                .put("type", "category")
                .put("position", "bottom")
                .put("show", true);
        category.putObject("style");
        category.putObject("scale").put("type", "linear");
        category.putObject("labels").put("show", true).put("filter", true).put("truncate", 100);
        category.putObject("title");
        ObjectNode value = params.putArray("valueAxes").addObject();
        value.put("id", "ValueAxis-1")
                .put("name", "LeftAxis-1")
                .put("type", "value")
                .put("position", "left")
                .put("show", true);
        value.putObject("style");
        value.putObject("scale").put("type", "linear").put("mode", "normal");
        value.putObject("labels")
                .put("show", true)
                .put("rotate", 0)
                .put("filter", false)
                .put("truncate", 100);
        value.putObject("title").put("text", measure.toString());
        ObjectNode series = params.putArray("seriesParams").addObject();
        series.put("show", true).put("type", type).put("mode", type.equals("line") ? "normal" : "stacked");
        series.putObject("data").put("label", measure.toString()).put("id", MEASURE);
        series.put("valueAxis", "ValueAxis-1")
                .put("drawLinesBetweenPoints", true)
                .put("lineWidth", 2)
                .put("interpolate", "linear")
                .put("showCircles", true);
        params.put("addTooltip", true).put("addLegend", true).put("legendPosition", "right");
        params.putArray("times");
        params.put("addTimeMarker", false);
        params.putObject("labels").put("show", false);
        params.putObject("thresholdLine")
                .put("show", false)
                .put("value", 10)
                .put("width", 1)
                .put("style", "full")
                .put("color", "#E7664C");
        return params;
    }

    /** A background, and the documents on it. @param pattern id of the index pattern */
    static ArrayNode layers(FoundPanel found, String pattern) {
        ArrayNode layers = JSON.createArrayNode();
        ObjectNode background = layer(layers, "Default map", "opensearch_vector_tile_map", "background", 0, 100);
        background.putObject("source").put("dataURL", TILES + "data/v1.json");
        background.putObject("style").put("styleURL", TILES + "styles/basic.json");
        ObjectNode points = layer(layers, found.panel().title(), "documents", "points", 0, 70);
        ObjectNode source = points.putObject("source");
        source.put("indexPatternRefName", ((PanelRows.OfIndex) found.rows()).index());
        source.put("indexPatternId", pattern);
        source.put("geoFieldType", "geo_point");
        source.put("geoFieldName", point(found));
        source.put("documentRequestNumber", Math.min(found.panel().top(), Panel.MOST));
        List<Field> told = PanelAnswers.told(found);
        source.put("showTooltips", !told.isEmpty());
        ArrayNode tooltips = source.putArray("tooltipFields");
        told.forEach(field -> tooltips.add(field.name()));
        source.put("useGeoBoundingBoxFilter", true);
        source.putArray("filters");
        points.putObject("style")
                .put("fillColor", COLOUR)
                .put("borderColor", COLOUR)
                .put("borderThickness", 1)
                .put("markerSize", 5);
        return layers;
    }

    private static String point(FoundPanel found) {
        if (found.place() instanceof Place.Point point) {
            return point.field().name();
        }
        throw new IllegalStateException(
                "Cannot export a map without a point: " + found.panel().title());
    }

    private static ObjectNode layer(ArrayNode layers, String name, String type, String id, int zoom, int opacity) {
        ObjectNode layer = layers.addObject();
        layer.put("name", name).put("description", "").put("type", type).put("id", id);
        layer.putArray("zoomRange").add(zoom).add(22);
        return layer.put("opacity", opacity).put("visibility", "visible");
    }

    static ObjectNode mapState() {
        ObjectNode state = JSON.createObjectNode();
        state.putObject("timeRange").put("from", "now-15d").put("to", "now");
        state.putObject("query").put("query", "").put("language", "kuery");
        state.putObject("refreshInterval").put("pause", true).put("value", 12_000);
        return state;
    }

    /** One of the filters of a dashboard, a list to choose of. */
    static ObjectNode control(Field field, String reference, int number) {
        ObjectNode control = JSON.createObjectNode();
        control.put("id", "filter-" + number)
                .put("fieldName", field.name())
                .put("parent", "")
                .put("label", field.name())
                .put("type", "list");
        control.putObject("options")
                .put("type", "terms")
                .put("multiselect", true)
                .put("dynamicOptions", field.kind() == FieldKind.TEXT) // it looks for others while somebody types
                .put("size", 100)
                .put("order", "desc");
        return control.put("indexPatternRefName", reference);
    }

    static ObjectNode controls(String title, ArrayNode controls) {
        ObjectNode state = JSON.createObjectNode();
        state.put("title", title + " filters").put("type", "input_control_vis");
        ObjectNode params = state.putObject("params");
        params.set("controls", controls);
        params.put("updateFiltersOnChange", true).put("useTimeFilter", false).put("pinFilters", false);
        state.putArray("aggs");
        return state;
    }

    /** A filter of a panel: a field has one of some values. @param reference name of the reference to its index pattern */
    static ObjectNode filter(Condition condition, String reference) {
        ObjectNode filter = JSON.createObjectNode();
        filter.putObject("$state").put("store", "appState");
        ObjectNode meta = filter.putObject("meta");
        String field = condition.field().name();
        meta.putNull("alias");
        meta.put("disabled", false).put("negate", false).put("type", "phrases").put("key", field);
        ArrayNode params = meta.putArray("params");
        meta.put("indexRefName", reference);
        ObjectNode any = filter.putObject("query").putObject("bool");
        ArrayNode should = any.putArray("should");
        any.put("minimum_should_match", 1);
        condition.values().forEach(value -> {
            params.add(value.toString());
            should.addObject().putObject("match_phrase").put(field, value.toString());
        });
        return filter;
    }
}
