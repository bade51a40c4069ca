package io.penstock.pipeline;

import io.penstock.pipeline.profile.Profile;
import java.nio.file.Path;

/**
 * Reads profiles as {@link PipelineLoader} reads pipelines: every fault at once, and no profile comes out of a file that has
 * one. No secret is looked up, and no message shows a text that may be one.
 */
public final class ProfileLoader {

    /** The whole file; not among the {@link Shapes}, for which commands without a profile would wait. */
    static final Shape.Fields SHAPE = Shapes.fields(Profile.class);

    private ProfileLoader() {}

    /** Reads a file. That it cannot be read is a problem like any other. */
    public static LoadedProfile load(Path file) {
        return bind(SpecFile.read(file, FileKind.PROFILE));
    }

    /** Reads the text of a file, which {@code fileName} names in messages. */
    public static LoadedProfile load(String fileName, String yaml) {
        return bind(SpecFile.read(fileName, yaml, FileKind.PROFILE));
    }

    private static LoadedProfile bind(SpecFile file) {
        Object profile = file.root() == null ? null : Binder.bind(file.root(), SHAPE, file.problems());
        return new LoadedProfile(file, file.problems().count() == 0 ? (Profile) profile : null);
    }
}
