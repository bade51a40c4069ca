package io.penstock.cli;

import io.penstock.pipeline.LoadedProfile;
import io.penstock.pipeline.ProfileLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the file that {@code --profile} means. */
final class ProfileFile {

    private static final String FOLDER = "profiles";

    private ProfileFile() {}

    /**
     * A name is looked for as {@code profiles/NAME.yaml}, from the pipeline file's folder upwards and then from the working
     * folder upwards; anything with a slash or the ending of YAML is a path.
     *
     * @throws CommandException if a name leads nowhere: it says where it was looked for
     */
    static Path find(Context context, String profile, Path pipelineFile) {
        if (profile.contains("/") || profile.endsWith(".yaml") || profile.endsWith(".yml")) {
            return absolute(context, Path.of(profile));
        }
        Set<Path> places = new LinkedHashSet<>();
        addUpwards(absolute(context, pipelineFile).getParent(), profile, places);
        addUpwards(absolute(context, Path.of("")), profile, places);
        return places.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> CommandException.wrongUsage(
                        "Cannot find profile %s, none of these files is there:\n%s\nA path works, too: --profile path/to/%s.yaml"
                                .formatted(
                                        profile,
                                        places.stream()
                                                .map(place -> "  " + place)
                                                .collect(Collectors.joining("\n")),
                                        profile)));
    }

    /** Finds the file and reads it. */
    static LoadedProfile load(Context context, String profile, Path pipelineFile) {
        return ProfileLoader.load(find(context, profile, pipelineFile));
    }

    private static void addUpwards(@Nullable Path from, String profile, Set<Path> places) {
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            places.add(folder.resolve(FOLDER).resolve(profile + ".yaml"));
        }
    }

    private static Path absolute(Context context, Path path) {
        return context.resolve(path).toAbsolutePath().normalize();
    }
}
