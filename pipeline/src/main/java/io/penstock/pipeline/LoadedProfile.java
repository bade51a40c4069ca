package io.penstock.pipeline;

import io.penstock.pipeline.profile.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a profile's file: a profile, or the reasons why it is none. Immutable. The file's text is not to be had: one
 * with a problem may hold a secret.
 */
public final class LoadedProfile {

    private final SpecFile file;
    private final @Nullable Profile profile;
    private final List<Problem> problems;

    LoadedProfile(SpecFile file, @Nullable Profile profile) {
        this.file = file;
        this.profile = profile;
        this.problems = file.problems().list();
    }

    /** As the caller named it. */
    public String fileName() {
        return file.name();
    }

    /** Null exactly if there are problems. */
    public @Nullable Profile profile() {
        return profile;
    }

    /** In the order of their lines. */
    public List<Problem> problems() {
        return problems;
    }

    /** The line of a path such as {@code kafka.scram}, or of what encloses it; 0 for a file that could not be parsed. */
    public int lineOf(String path) {
        return file.lineOf(path);
    }

    /** Problems that were found without the file, with their lines and in the order of these. */
    public List<Problem> locate(List<Problem> found) {
        return file.locate(found);
    }
}
