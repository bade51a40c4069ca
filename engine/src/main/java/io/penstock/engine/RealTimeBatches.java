package io.penstock.engine;

import io.penstock.engine.QueryBatches.Batch;
import io.penstock.engine.batch.BatchSpec;
import io.penstock.engine.batch.RealTimeWriter;
import io.penstock.engine.batch.RealTimeWriter.Message;
import io.penstock.engine.commit.Failpoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a query in real-time mode. Each takes what comes within its time; where it ends in each partition is known
 * when its tasks are done: docs/design/0014-real-time.md.
 */
final class RealTimeBatches implements RealTimeSink {

    private final TaskSlots slots;
    private final String name;
    private final QueryBatches batches;
    private final ReentrantLock lock;
    private final LongSupplier nextBatch;
    private @Nullable Batch current; // of the query's thread

    /**
     * @param name of the query, for messages
     * @param lock held from the beginning of a batch to its end
     * @param nextBatch id of the batch that Spark is at
     */
    RealTimeBatches(TaskSlots slots, String name, QueryBatches batches, ReentrantLock lock, LongSupplier nextBatch) {
        this.slots = slots;
        this.name = name;
        this.batches = batches;
        this.lock = lock;
        this.nextBatch = nextBatch;
    }

    @Override
    public BatchSpec begin(int tasks) {
        SourceQuery.lock(lock);
        try {
            Failpoint.BATCH_STARTED.reached();
            slots.require(name, tasks);
            Batch begun = batches.begin(nextBatch.getAsLong());
            current = begun;
            return begun.spec();
        } catch (RuntimeException | Error e) {
            lock.unlock();
            throw e;
        }
    }

    @Override
    public void commit(long batch, List<RealTimeWriter.Message> messages) {
        Batch begun = current;
        if (begun == null || begun.id() != batch) {
            throw new IllegalStateException("Cannot commit batch " + batch + " of " + name + ", it was not begun");
        }
        // partitions that Spark knew before and no longer reads do not get an account; Spark itself has failed then
        Map<Integer, Long> ends = new TreeMap<>();
        messages.forEach(message -> ends.putAll(message.ends()));
        batches.commit(begun, messages.stream().map(Message::result).toList(), ends);
        end();
    }

    @Override
    public void abort() {
        end();
    }

    private void end() {
        current = null;
        if (lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
    }
}
