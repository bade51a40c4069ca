package io.penstock.engine.geo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * Features of a GeoJSON document (RFC 7946) as rows: a column for each property that is asked for, and {@value #GEOMETRY}.
 *
 * <p>Features are polygons or multi-polygons, or have no geometry: such a one contains no point. Whatever is broken is an error that
 * names the feature; nothing is repaired.
 */
public final class GeoJson {

    /** The column with the area. */
    public static final String GEOMETRY = "geometry";

    /** The area as a column has it. */
    public static final StructType GEOMETRY_TYPE = Areas.TYPE;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GeometryFactory GEOMETRIES = new GeometryFactory();
    private static final int CLOSED_RING = 4;

    private GeoJson() {}

    /** The columns of a reference whose schema names these properties. */
    public static StructType columns(StructType properties) {
        return properties.add(GEOMETRY, GEOMETRY_TYPE);
    }

    /**
     * The rows, each as a JSON object with the columns as its fields.
     *
     * @param document the text of the file
     * @param columns properties and {@value #GEOMETRY}
     * @throws IllegalArgumentException that says what is wrong, as in "the file has …"
     */
    public static List<String> rows(String document, StructType columns) {
        JsonNode root = parse(document);
        if (!root.path("type").asText().equals("FeatureCollection")
                || !root.path("features").isArray()) {
            throw new IllegalArgumentException(
                    root.path("type").isTextual()
                            ? "is a GeoJSON %s, expected a FeatureCollection"
                                    .formatted(root.path("type").asText())
                            : "is no GeoJSON, it has no type");
        }
        List<String> rows = new ArrayList<>();
        Set<String> lacking = new HashSet<>(List.of(columns.fieldNames()));
        lacking.remove(GEOMETRY);
        for (JsonNode feature : root.path("features")) {
            try {
                rows.add(row(feature, columns, lacking));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "has a fault in feature %d%s, it %s".formatted(rows.size() + 1, named(feature), e.getMessage()),
                        e);
            }
        }
        if (!rows.isEmpty() && !lacking.isEmpty()) {
            throw new IllegalArgumentException("has no feature with a property '%s', which the schema names"
                    .formatted(lacking.iterator().next()));
        }
        return rows;
    }

    private static JsonNode parse(String document) {
        try {
            return JSON.readTree(document.startsWith("\uFEFF") ? document.substring(1) : document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "is not JSON, in line %d, column %d: %s"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr(), e.getOriginalMessage()),
                    e);
        }
    }

    /** The first text among its properties tells people which one it is. */
    private static String named(JsonNode feature) {
        for (JsonNode property : feature.path("properties")) {
            if (property.isTextual() && !property.asText().isBlank()) {
                return " ('%s')".formatted(property.asText());
            }
        }
        return "";
    }

    private static String row(JsonNode feature, StructType columns, Set<String> lacking) {
        if (!feature.path("type").asText().equals("Feature")) {
            throw new IllegalArgumentException("is no Feature");
        }
        ObjectNode row = JSON.createObjectNode();
        for (String column : columns.fieldNames()) {
            JsonNode property = feature.path("properties").get(column);
            if (property != null && !column.equals(GEOMETRY)) {
                row.set(column, property);
                lacking.remove(column);
            }
        }
        Geometry area = geometry(feature.path("geometry"));
        if (area != null) {
            Envelope bounds = area.getEnvelopeInternal();
            row.putObject(GEOMETRY)
                    .put("xmin", bounds.getMinX())
                    .put("ymin", bounds.getMinY())
                    .put("xmax", bounds.getMaxX())
                    .put("ymax", bounds.getMaxY())
                    .put("wkb", Areas.binary(area));
        }
        return row.toString();
    }

    private static @Nullable Geometry geometry(JsonNode geometry) {
        if (geometry.isNull()) {
            return null;
        }
        JsonNode coordinates = geometry.path("coordinates");
        return switch (geometry.path("type").asText()) {
            case "Polygon" -> Areas.checked(polygon(coordinates));
            case "MultiPolygon" -> {
                List<Polygon> polygons = new ArrayList<>();
                coordinates.forEach(polygon -> polygons.add(polygon(polygon)));
                if (polygons.isEmpty()) {
                    throw new IllegalArgumentException("has a MultiPolygon of no polygon");
                }
                yield Areas.checked(GEOMETRIES.createMultiPolygon(polygons.toArray(Polygon[]::new)));
            }
            case "" -> throw new IllegalArgumentException("has no geometry");
            default ->
                throw new IllegalArgumentException("has a %s, expected Polygon or MultiPolygon"
                        .formatted(geometry.path("type").asText()));
        };
    }

    private static Polygon polygon(JsonNode coordinates) {
        List<LinearRing> rings = new ArrayList<>();
        coordinates.forEach(ring -> rings.add(ring(ring)));
        if (rings.isEmpty()) {
            throw new IllegalArgumentException("has a polygon without rings");
        }
        return GEOMETRIES.createPolygon(
                rings.get(0), rings.subList(1, rings.size()).toArray(LinearRing[]::new));
    }

    private static LinearRing ring(JsonNode positions) {
        List<Coordinate> ring = new ArrayList<>();
        for (JsonNode position : positions) {
            if (position.size() < 2
                    || !position.get(0).isNumber()
                    || !position.get(1).isNumber()) {
                throw new IllegalArgumentException("has a position that is not two numbers: " + position);
            }
            ring.add(new Coordinate(position.get(0).asDouble(), position.get(1).asDouble()));
        }
        if (ring.size() < CLOSED_RING || !ring.get(0).equals2D(ring.get(ring.size() - 1))) {
            throw new IllegalArgumentException(
                    "has a ring that is not closed, expected four or more positions of which the last is the first");
        }
        return GEOMETRIES.createLinearRing(ring.toArray(Coordinate[]::new));
    }
}
