package io.penstock.cli.shell;

import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * What was typed before, in a file that its owner alone can read: a JSON text a line, the oldest first, nothing twice.
 *
 * <p>Each addition reads the file again and replaces it as a whole, so that two shells share it.
 */
final class HistoryFile {

    static final int MAX_ENTRIES = 500;

    private final Path file;

    HistoryFile(Path file) {
        this.file = file;
    }

    /** The entries; none where there is no file yet. A line that is no JSON is left out. */
    List<String> load() throws IOException {
        List<String> entries = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                try {
                    entries.add(Json.parse(line).asText());
                } catch (IllegalArgumentException e) {
                    continue;
                }
            }
        } catch (NoSuchFileException e) {
            return entries;
        }
        return entries;
    }

    /** Makes {@code entry} the latest. */
    void add(String entry) throws IOException {
        List<String> entries = load();
        entries.remove(entry);
        entries.add(entry);
        List<String> kept = entries.subList(Math.max(0, entries.size() - MAX_ENTRIES), entries.size());
        Path next = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "sql-history",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, kept.stream().map(Json::quoted).toList(), StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
