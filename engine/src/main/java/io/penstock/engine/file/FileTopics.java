package io.penstock.engine.file;

import io.penstock.engine.RefusedException;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.kafka.Topics;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.lines.LineFiles;
import io.penstock.pipeline.lines.LineReader;
import io.penstock.pipeline.lines.UnreadableFilesException;
import io.penstock.sinks.IcebergRows;
import io.penstock.sinks.IcebergTable;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.UnreadableTableException;
import io.penstock.source.file.FileTopic;
import io.penstock.source.file.LineReaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Files and tables in the place of topics, by the names of {@link BatchInput#topic}. A file is a partition, in the order of the paths; a line an offset,
 * counted from 0. A topic is another one as soon as one of its files is: larger, smaller, written since, or with other bytes.
 *
 * <p>Of a table it is one snapshot, whose id stands behind its name: {@code table:web.clicks@123}. A data file is a partition, a row an offset.
 *
 * <p>A file is read once to count its lines and to hash it, and again when it looks different.
 */
public final class FileTopics implements Topics {

    private static final int HASH_BYTES = 16;

    private static final String SNAPSHOT = "@";

    private final TableCatalog catalog;
    private final Map<String, LineFile> counted = new ConcurrentHashMap<>();

    /** @param catalog of the tables */
    public FileTopics(TableCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The topic of a table as it is now.
     *
     * @param columns that it has to have
     * @throws UnreadableFilesException when there is no such table, or it cannot be read
     */
    public String newest(String place, List<String> columns) {
        IcebergTable table = table(BatchInput.table(place));
        Long snapshot = table.currentSnapshot();
        if (snapshot == null) {
            throw new UnreadableFilesException("table " + table.name() + " is empty");
        }
        String topic = place + SNAPSHOT + snapshot;
        IcebergRows rows = rows(topic);
        for (String column : columns) {
            if (!rows.has(column)) {
                throw new UnreadableFilesException("table " + table.name() + " has no column " + column);
            }
        }
        return topic;
    }

    /** Whether the topic is a snapshot of the place. */
    public static boolean isOf(String topic, String place) {
        return topic.startsWith(place + SNAPSHOT);
    }

    private IcebergTable table(String name) {
        IcebergTable found = IcebergTable.find(catalog, name);
        if (found == null) {
            throw new UnreadableFilesException("there is no Iceberg table " + name);
        }
        return found;
    }

    private IcebergRows rows(String topic) {
        int at = topic.lastIndexOf(SNAPSHOT);
        try {
            return table(BatchInput.table(topic.substring(0, at))).rows(Long.parseLong(topic.substring(at + 1)));
        } catch (UnreadableTableException e) {
            throw new UnreadableFilesException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The files of a place, in the order of their partitions.
     *
     * @throws UnreadableFilesException when there are none, or one cannot be read
     */
    public List<LineFile> files(String place) {
        List<LineFile> files = new ArrayList<>();
        if (BatchInput.isTable(place)) {
            IcebergRows rows = rows(place);
            rows.files()
                    .forEach(file -> files.add(
                            new LineFile(file.location(), file.bytes(), rows.timestampMillis(), file.rows(), "")));
            return files;
        }
        for (Path file : LineFiles.find(place)) {
            files.add(look(file));
        }
        return files;
    }

    private LineFile look(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            LineFile looks = new LineFile(
                    file.toString(), now.size(), now.lastModifiedTime().toMillis(), 0, "");
            LineFile known = counted.get(looks.path());
            if (known == null || !known.looksLike(looks)) {
                known = count(file, looks);
                counted.put(known.path(), known);
            }
            return known;
        } catch (AccessDeniedException e) {
            throw new UnreadableFilesException("the file may not be read: " + file, e);
        } catch (IOException e) {
            throw new UnreadableFilesException("the file cannot be read: " + file + ", " + e.getMessage(), e);
        }
    }

    /** Reads it once; one that is written meanwhile looks different the next time. */
    private static LineFile count(Path file, LineFile looks) throws IOException {
        MessageDigest hash = sha256();
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), hash);
                LineReader lines = LineReader.of(bytes)) {
            lines.skipAll();
            bytes.transferTo(OutputStream.nullOutputStream()); // behind what gzip reads
            return new LineFile(looks.path(), looks.bytes(), looks.modifiedMillis(), lines.lines(), hex(hash));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(MessageDigest hash) {
        return HexFormat.of().formatHex(hash.digest(), 0, HASH_BYTES);
    }

    /** What tasks read. @throws UnreadableFilesException as {@link #files} */
    public FileTopic topic(String name) {
        return new FileTopic(
                name,
                files(place(name)).stream()
                        .map(file -> new FileTopic.Partition(file.path(), file.modifiedMillis()))
                        .toList(),
                BatchInput.isTable(name) ? new TableReaders(rows(name)) : new LineReaders());
    }

    @Override
    public @Nullable Topic find(String name) {
        try {
            List<LineFile> files = files(place(name));
            MessageDigest id = sha256();
            files.forEach(file -> id.update((file + "\n").getBytes(StandardCharsets.UTF_8)));
            return new Topic(
                    name, hex(id), IntStream.range(0, files.size()).boxed().toList());
        } catch (UnreadableFilesException e) {
            return null;
        }
    }

    @Override
    public Topic findOrCreate(String name, int partitions) {
        Topic found = find(name);
        if (found == null) {
            throw new RefusedException("Cannot read " + place(name) + ", it has no files that can be read");
        }
        return found;
    }

    @Override
    public void requireRead(Topic topic) {
        // read already, when it was counted
    }

    @Override
    public Map<Integer, Long> earliest(Topic topic) {
        Map<Integer, Long> offsets = new TreeMap<>();
        topic.partitions().forEach(partition -> offsets.put(partition, 0L));
        return offsets;
    }

    @Override
    public Map<Integer, Long> latest(Topic topic) {
        Map<Integer, Long> offsets = new TreeMap<>();
        for (LineFile file : files(place(topic.name()))) {
            offsets.put(offsets.size(), file.lines());
        }
        return offsets;
    }

    private static String place(String name) {
        String place = BatchInput.place(name);
        if (place == null) {
            throw new IllegalArgumentException("Cannot read files, the topic is one of Kafka's: " + name);
        }
        return place;
    }
}
