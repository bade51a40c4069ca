package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that is made from the records. */
final class Generated {

    private static final String REGENERATE = "penstock.regenerate";

    private Generated() {}

    /** Fails if the file has other content, or writes it if the run was asked to. */
    static void assertInStep(Path file, String content) throws IOException {
        if (Boolean.getBoolean(REGENERATE)) {
            Files.writeString(file, content);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "%s is out of step with the records; run ./mvnw -pl pipeline test -D%s=true and commit it",
                        file, REGENERATE)
                .isEqualTo(content);
    }
}
