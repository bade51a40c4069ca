package io.penstock.engine.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.engine.RefusedException;
import io.penstock.pipeline.FileFormat;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * The areas that a pipeline looks things up in, as what maps have behind their points.
 *
 * <p>They help people find their way and are nothing that is drawn by itself: a file that cannot be read, or is too large, is left out.
 *
 * @param features a FeatureCollection of GeoJSON; a feature has the name of its {@code reference}, and the first text of its properties as its {@code name}
 * @param leftOut references whose areas are not there
 */
public record Outlines(String features, List<String> leftOut) {

    private static final int MOST_LETTERS = 4 << 20; // of all together: a page loads them with each map
    private static final ObjectMapper JSON = new ObjectMapper();

    public Outlines {
        leftOut = List.copyOf(leftOut);
    }

    static Outlines of(Pipeline pipeline) {
        ObjectNode collection = JSON.createObjectNode().put("type", "FeatureCollection");
        ArrayNode features = collection.putArray("features");
        List<String> leftOut = new ArrayList<>();
        int[] letters = {0};
        pipeline.references().forEach((name, reference) -> {
            if (!(reference instanceof FileReference file) || file.format() != FileFormat.GEOJSON) {
                return;
            }
            try {
                String read = GeoJsonFile.read(file.file());
                if (letters[0] + read.length() > MOST_LETTERS) {
                    leftOut.add(name);
                    return;
                }
                letters[0] += read.length();
                JSON.readTree(read).path("features").forEach(feature -> add(features, name, feature));
            } catch (RefusedException | JsonProcessingException e) {
                leftOut.add(name);
            }
        });
        return new Outlines(collection.toString(), leftOut);
    }

    private static void add(ArrayNode features, String reference, JsonNode feature) {
        JsonNode geometry = feature.path("geometry");
        if (!geometry.isObject()) {
            return; // an area that is nowhere
        }
        ObjectNode outline = features.addObject().put("type", "Feature");
        outline.set("geometry", geometry);
        ObjectNode properties = outline.putObject("properties").put("reference", reference);
        for (JsonNode property : feature.path("properties")) {
            if (property.isTextual()) {
                properties.put("name", property.asText());
                return;
            }
        }
    }
}
