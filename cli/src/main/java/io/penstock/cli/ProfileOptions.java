package io.penstock.cli;

import io.penstock.pipeline.LoadedProfile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands that work on the local stack or on what a profile names have in common. */
final class ProfileOptions {

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "Work on what profiles/P.yaml, or the file P, names. Default: the local stack.")
    private @Nullable String profile;

    /** Whether a profile was asked for. */
    boolean given() {
        return profile != null;
    }

    /**
     * The profile, or nothing where none was asked for.
     *
     * @param near a file in whose folder the search begins
     * @throws CommandException when there is no such file, or it has problems: all of them
     */
    @Nullable
    LoadedProfile load(Context context, Path near) {
        if (profile == null) {
            return null;
        }
        LoadedProfile loaded = ProfileFile.load(context, profile, near);
        if (loaded.profile() == null) {
            throw CommandException.invalid(loaded.fileName(), loaded.problems());
        }
        return loaded;
    }
}
