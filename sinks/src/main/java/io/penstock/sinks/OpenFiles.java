package io.penstock.sinks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * The files that a task writes for a table: one for each partition, and another one where a file has reached the table's size for
 * files.
 *
 * <p>At most {@value #MAX_OPEN_FILES} are open at once: rows of more partitions than that make more, smaller files instead of
 * more memory. Not thread-safe.
 */
final class OpenFiles<F extends OpenFile> {

    static final int MAX_OPEN_FILES = 64; // a Parquet writer of a few columns holds some 100 KB to 1 MB

    private static final String TARGET_FILE_SIZE = "write.target-file-size-bytes";
    private static final long DEFAULT_TARGET_FILE_SIZE = 512L * 1024 * 1024;
    private static final Object UNPARTITIONED = new Object();

    private final Table table;
    private final String filePrefix;
    private final long targetFileSize;
    private final Opener<F> opener;
    private final Map<Object, F> open = new LinkedHashMap<>(16, 0.75f, true);
    private final List<ContentFile<?>> written = new ArrayList<>();
    private int fileCount;

    /** @param filePrefix name of the files, to which a number is added */
    OpenFiles(Table table, String filePrefix, Opener<F> opener) {
        this.table = table;
        this.filePrefix = filePrefix;
        this.targetFileSize =
                PropertyUtil.propertyAsLong(table.properties(), TARGET_FILE_SIZE, DEFAULT_TARGET_FILE_SIZE);
        this.opener = opener;
    }

    /** The file for rows of a partition, opened now if there is none; null for a table without partitions. */
    F file(@Nullable PartitionKey partition) throws IOException {
        Object name = partition == null ? UNPARTITIONED : partition;
        F file = open.get(name);
        if (file != null) {
            return file;
        }
        if (open.size() >= MAX_OPEN_FILES) {
            complete(open.keySet().iterator().next());
        }
        PartitionKey kept = partition == null ? null : partition.copy();
        String location = table.locationProvider().newDataLocation(filePrefix + "-" + fileCount++ + ".parquet");
        F opened = opener.open(location, kept);
        open.put(kept == null ? UNPARTITIONED : kept, opened);
        return opened;
    }

    /** Completes the partition's file if it has reached the table's size for files. @return whether it did */
    boolean completeWhenLarge(F file, @Nullable PartitionKey partition) throws IOException {
        if (file.length() < targetFileSize) {
            return false;
        }
        complete(partition == null ? UNPARTITIONED : partition);
        return true;
    }

    private void complete(Object name) throws IOException {
        F file = open.get(name);
        if (file != null) {
            written.add(file.complete()); // stays open where that fails, to be aborted
            open.remove(name);
        }
    }

    /** Completes all files. @return the files, each as text that {@link OutputTable#pack} understands */
    List<String> complete() {
        try {
            for (Object name : List.copyOf(open.keySet())) {
                complete(name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close a file of table " + table.name(), e);
        }
        return written.stream().map(file -> ContentFileText.of(file, table)).toList();
    }

    /** Closes and deletes all files; what cannot be deleted is left to the clean-up of the batch, which lists the folder again. */
    void abort() {
        for (F file : open.values()) {
            try {
                file.abort();
            } catch (IOException | RuntimeException e) {
                // it is deleted next
            }
            deleteQuietly(file.location());
        }
        open.clear();
        written.forEach(file -> deleteQuietly(file.location()));
        written.clear();
    }

    private void deleteQuietly(String location) {
        try {
            table.io().deleteFile(location);
        } catch (RuntimeException e) {
            // the clean-up of the batch lists the folder again
        }
    }

    /** Opens a file. */
    @FunctionalInterface
    interface Opener<F> {
        F open(String location, @Nullable PartitionKey partition) throws IOException;
    }
}
