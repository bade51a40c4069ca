package io.penstock.pipeline;

/** The JSON Schema (draft 2020-12) of the profile's file, for editors; what {@link PipelineSchema} says holds for it, too. */
public final class ProfileSchema {

    static final String RESOURCE = "profile.schema.json";

    private ProfileSchema() {}

    public static String json() {
        return PipelineSchema.read(RESOURCE);
    }
}
