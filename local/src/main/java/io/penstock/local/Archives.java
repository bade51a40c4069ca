package io.penstock.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Archives of the services' classes in a form that a JVM maps into memory: they halve the time to start. The launcher has them
 * made once after the build; a JVM ignores one that does not fit its class path, and works without.
 */
final class Archives {

    /** The folder of the archives; set by the launcher. */
    static final String FOLDER_PROPERTY = "penstock.archives";
    /** Set while the archives are being made. */
    static final String MAKE_PROPERTY = "penstock.archives.make";
    /** That of the command line, which the supervisor shares. */
    static final String CLI = "cli";

    private static final Duration WRITING_LIMIT = Duration.ofMinutes(5);

    private Archives() {}

    /** JVM options that make or use the archive of a service. */
    static List<String> options(String name) {
        @Nullable String folder = System.getProperty(FOLDER_PROPERTY);
        if (folder == null) {
            return List.of();
        }
        Path archive = Path.of(folder, "%s-%s.jsa".formatted(name, System.getProperty("java.version")));
        if (making()) {
            return List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable");
        }
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable") : List.of();
    }

    /** The time that a service may take to stop: writing its archive is the last that a JVM does. */
    static Duration stopLimit(Duration usual) {
        return making() ? WRITING_LIMIT : usual;
    }

    private static boolean making() {
        return System.getProperty(MAKE_PROPERTY) != null;
    }
}
