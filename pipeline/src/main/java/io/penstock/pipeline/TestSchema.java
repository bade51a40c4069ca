package io.penstock.pipeline;

/** The JSON Schema (draft 2020-12) of the test file, for editors; what {@link PipelineSchema} says holds for it, too. */
public final class TestSchema {

    static final String RESOURCE = "test.schema.json";

    private TestSchema() {}

    public static String json() {
        return PipelineSchema.read(RESOURCE);
    }
}
