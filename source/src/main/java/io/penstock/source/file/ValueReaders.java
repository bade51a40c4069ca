package io.penstock.source.file;

import java.io.IOException;
import java.io.Serializable;

/** Opens the partitions of what stands in the place of a topic. Travels to executors. */
public interface ValueReaders extends Serializable {

    ValueReader open(FileTopic.Partition partition) throws IOException;
}
