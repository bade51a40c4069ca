package io.penstock.cli.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.CommandException;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The jars of a pipeline file on their way to the runtime, which looks at no files of this folder. */
public final class JarContents {

    /** All jars of a pipeline, together. */
    private static final long MAX_BYTES = 12_000_000;

    private JarContents() {}

    /** Where the jars of a file lie, in its order; some may not be there. */
    public static List<Path> paths(LoadedPipeline loaded) {
        Pipeline pipeline = loaded.pipeline();
        return pipeline == null
                ? List.of()
                : pipeline.withJarsBeside(Path.of(loaded.fileName())).jars().stream()
                        .map(Path::of)
                        .toList();
    }

    /**
     * Puts the jars into the body of a request; what is not there is for the runtime to report.
     *
     * @throws CommandException when they are too large
     */
    public static void put(LoadedPipeline loaded, ObjectNode body) {
        Pipeline pipeline = loaded.pipeline();
        if (pipeline == null || pipeline.jars().isEmpty()) {
            return;
        }
        ObjectNode jars = body.putObject("jars");
        List<Path> paths = new ArrayList<>(paths(loaded));
        long bytes = 0;
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            if (!Files.isRegularFile(path)) {
                continue;
            }
            try {
                bytes += Files.size(path);
                if (bytes > MAX_BYTES) {
                    throw CommandException.failed(
                            "Cannot send the jars of %s, together they have more than %,d bytes.\nLeave out what the runtime has: Spark, Scala, Hadoop and the API."
                                    .formatted(loaded.fileName(), MAX_BYTES));
                }
                jars.put(pipeline.jars().get(i), Base64.getEncoder().encodeToString(Files.readAllBytes(path)));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read jar " + path + ": " + e.getMessage(), e);
            }
        }
    }
}
