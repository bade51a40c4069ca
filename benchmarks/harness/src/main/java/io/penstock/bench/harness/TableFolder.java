package io.penstock.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.bench.contender.Job;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder of an Iceberg table, whatever catalog knows it: the newest metadata file says what is in the table. */
record TableFolder(Path folder) {

    // v12.metadata.json of Hadoop tables, 00012-<uuid>.metadata.json of all others
    private static final Pattern METADATA =
            Pattern.compile("(?:v(\\d+)|(\\d{5,})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.metadata\\.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a snapshot holds.
     *
     * @param id the snapshot
     * @param rows rows of the table
     * @param files data files of the table
     * @param bytes size of these
     */
    record Content(long id, long rows, long files, long bytes) {

        private static final Content NONE = new Content(-1, 0, 0, 0);
    }

    static TableFolder of(Path warehouse, String table) {
        return new TableFolder(warehouse.resolve(Job.NAMESPACE).resolve(table));
    }

    /** The newest metadata file, if there is a table. */
    Optional<Path> metadata() {
        try (Stream<Path> files = Files.list(folder.resolve("metadata"))) {
            return files.filter(file -> version(file) >= 0).max(Comparator.comparingLong(TableFolder::version));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the table holds now; nothing where there is no table. */
    Content content() {
        return metadata().map(TableFolder::content).orElse(Content.NONE);
    }

    /** What the table held as the metadata file was written. @throws UncheckedIOException when it cannot be read */
    static Content content(Path metadata) {
        JsonNode table = read(metadata);
        long current = table.path("current-snapshot-id").asLong(-1);
        for (JsonNode snapshot : table.path("snapshots")) {
            if (id(snapshot) == current) {
                JsonNode summary = snapshot.path("summary");
                return new Content(
                        current,
                        summary.path("total-records").asLong(),
                        summary.path("total-data-files").asLong(),
                        summary.path("total-files-size").asLong());
            }
        }
        return Content.NONE;
    }

    /** The snapshots that the table had as the metadata file was written. @throws UncheckedIOException when it cannot be read */
    static List<Long> snapshots(Path metadata) {
        List<Long> ids = new ArrayList<>();
        read(metadata).path("snapshots").forEach(snapshot -> ids.add(id(snapshot)));
        return ids;
    }

    private static JsonNode read(Path metadata) {
        try {
            JsonNode table = JSON.readTree(metadata.toFile());
            if (table.isMissingNode()) { // a file is there before anything is in it
                throw new EOFException("nothing is in the file yet");
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + metadata, e);
        }
    }

    private static long id(JsonNode snapshot) {
        return snapshot.path("snapshot-id").asLong();
    }

    private static long version(Path file) {
        Matcher name = METADATA.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return -1;
        }
        return Long.parseLong(name.group(1) != null ? name.group(1) : name.group(2));
    }
}
