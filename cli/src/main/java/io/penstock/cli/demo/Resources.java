package io.penstock.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Files of the examples that came along in the jar. */
final class Resources {

    private Resources() {}

    /** Copies a file into a folder, where it has the same name. @param in where the jar has it @return the copy */
    static Path copy(String in, String file, Path folder) throws IOException {
        Path copy = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        try (InputStream content = Resources.class.getResourceAsStream(in + file)) {
            if (content == null) {
                throw new IllegalStateException("The example is missing in the jar: " + in + file);
            }
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }
}
