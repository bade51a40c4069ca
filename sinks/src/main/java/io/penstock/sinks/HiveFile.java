package io.penstock.sinks;

import java.util.List;

/**
 * A file of a Hive table: what a task wrote and what the table's commit record keeps.
 *
 * @param name name of the file in the table's folder
 * @param bytes its length
 * @param rows its rows
 * @param ranges the records its rows came from
 */
public record HiveFile(String name, long bytes, long rows, List<Range> ranges) {

    public HiveFile {
        ranges = List.copyOf(ranges);
    }

    /**
     * Records of one partition of a topic.
     *
     * @param first offset of the first one
     * @param last offset of the last one
     * @param records how many of them made rows
     * @param rows how many rows they made
     */
    public record Range(String topic, int partition, long first, long last, long records, long rows) {}
}
