package io.penstock.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The JSON Schema (draft 2020-12) of the pipeline file, for editors.
 *
 * <p>It knows what can be said about one value at a time; what it accepts, {@link PipelineLoader} may still refuse. The
 * other way round there is no such case. It is made from the records when Penstock is built.
 */
public final class PipelineSchema {

    static final String RESOURCE = "pipeline.schema.json";

    private PipelineSchema() {}

    public static String json() {
        return read(RESOURCE);
    }

    static String read(String resource) {
        try (InputStream in = Objects.requireNonNull(PipelineSchema.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read resource: " + resource, e);
        }
    }
}
