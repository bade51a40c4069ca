package io.penstock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The class path of the runtime: what is packaged for a cluster is taken from it. */
public final class RuntimeLibrary {

    private RuntimeLibrary() {}

    /**
     * The jars in the order of their names.
     *
     * @throws LocalServiceException if the distribution has none
     */
    public static List<Path> jars() throws IOException {
        return jars(Distribution.runtimeLibrary());
    }

    /**
     * What a runtime needs besides for S3, Glue, the IAM of MSK and signed requests to OpenSearch, likewise.
     *
     * @throws LocalServiceException if the distribution has none
     */
    public static List<Path> amazonJars() throws IOException {
        return jars(Distribution.amazonLibrary());
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
