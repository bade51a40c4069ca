package io.penstock.engine.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.engine.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with areas. What is not GeoJSON stays where it is: nobody reads other files by naming them. */
final class GeoJsonFile {

    private static final int MOST_BYTES = 20 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private GeoJsonFile() {}

    /** The content of a file of this machine. @throws RefusedException when it cannot be read, or is no collection of features */
    static String read(String place) {
        try (InputStream in =
                Files.newInputStream(place.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new RefusedException(
                        "Cannot read areas, the file is larger than %d bytes: %s".formatted(MOST_BYTES, place));
            }
            JsonNode features = JSON.readTree(bytes);
            if (!features.path("type").asText().equals("FeatureCollection")) {
                throw new RefusedException("Cannot read areas, the file is no FeatureCollection of GeoJSON: " + place);
            }
            return features.toString();
        } catch (JsonProcessingException e) {
            throw new RefusedException("Cannot read areas, the file is no JSON: " + place, e);
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException("Cannot read areas, the file cannot be read: " + place, e);
        }
    }
}
