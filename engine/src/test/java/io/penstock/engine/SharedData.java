package io.penstock.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Real data below {@code shared/data}, a folder that lies beside the checkout or does not: then the test is skipped. */
final class SharedData {

    private SharedData() {}

    /** The lines of a file, gzipped or not, without their ends. */
    static List<String> lines(String file) {
        Path path = find(file);
        assumeTrue(path != null, "shared/data/" + file + " is not beside the checkout: its records are not run");
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file. */
    static Path file(String file) {
        Path path = find(file);
        assumeTrue(path != null, "shared/data/" + file + " is not beside the checkout");
        return path;
    }

    private static InputStream open(Path path) throws IOException {
        InputStream in = Files.newInputStream(path);
        return path.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static @Nullable Path find(String file) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("shared/data").resolve(file);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
