package io.penstock.engine.audit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads what a source has read once more, by other means: which offsets hold a record, and single records again. */
interface SourceReader {

    /** Why nothing can be confirmed with it, as a sentence; nothing where that can be done. */
    @Nullable
    String unfit();

    /** First offset that each partition still has. */
    Map<Integer, Long> earliest(List<Integer> partitions);

    /** Reads a range. @throws io.penstock.engine.UnavailableException when it cannot be read */
    void read(int partition, long from, long until, Consumer<ConsumerRecord<ByteBuffer, ByteBuffer>> each);

    /** The offsets of a range that hold a record. */
    default OffsetSet present(int partition, long from, long until) {
        OffsetSet present = new OffsetSet();
        read(partition, from, until, record -> present.add(record.offset()));
        return present;
    }

    /** Reads single records of a range again. */
    default void records(int partition, OffsetSet offsets, Consumer<ConsumerRecord<ByteBuffer, ByteBuffer>> each) {
        List<Long> ends = offsets.first(1);
        if (ends.isEmpty()) {
            return;
        }
        read(partition, ends.get(0), offsets.last() + 1, record -> {
            if (offsets.contains(record.offset())) {
                each.accept(record);
            }
        });
    }
}
