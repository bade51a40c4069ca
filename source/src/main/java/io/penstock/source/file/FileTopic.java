package io.penstock.source.file;

import java.io.Serializable;
import java.util.List;

/**
 * Files in the place of a topic, or those of a table.
 *
 * @param name under which their records are known
 * @param partitions a file each
 * @param readers open them
 */
public record FileTopic(String name, List<Partition> partitions, ValueReaders readers) implements Serializable {

    public FileTopic {
        partitions = List.copyOf(partitions);
    }

    /** @param file its path @param timestampMillis the time of each of its records */
    public record Partition(String file, long timestampMillis) implements Serializable {}
}
