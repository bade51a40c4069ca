package io.penstock.local;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the supervisor did, a line each. A full disk must not end the supervisor: a line that cannot be written is lost. */
final class EventLog {

    private static final long LARGEST_BYTES = 1024 * 1024;

    private final Path file;

    EventLog(Path file) {
        this.file = file;
    }

    synchronized void add(String event) {
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST_BYTES) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            String line = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + event + System.lineSeparator();
            try (OutputStream log =
                    new FileOutputStream(file.toFile(), true)) { // a channel would fail in an interrupted thread
                log.write(line.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            System.err.println(event);
        }
    }
}
