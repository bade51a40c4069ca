package io.penstock.source.kafka;

import io.penstock.source.RecordBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition ahead of who asks for its records, in a thread of its own.
 *
 * <p><b>How far ahead:</b> {@value #CHUNKS_AHEAD} chunks of at most {@value #CHUNK_RECORDS} records, each no more than one
 * fetch holds ({@code max.partition.fetch.bytes} before decompression). Also after the end of a batch: what comes next is there
 * when the next batch begins.
 * <p><b>How long:</b> the thread ends when nobody has asked and nothing has come for {@value #IDLE_MILLIS} ms, and starts again with
 * the next question. The consumer stays connected until {@link #close}.
 * <p><b>Threads:</b> one reader at a time; {@link #close} by any.
 */
final class PartitionFetcher {

    private static final int CHUNKS_AHEAD = 2;
    private static final int CHUNK_RECORDS = 4 * RecordBatch.CAPACITY; // a poll costs much beside its records
    private static final long BATCH_BYTES = 16L << 20; // of values; what is decoded of them lies beside them
    private static final long IDLE_MILLIS = 200;
    private static final Duration POLL = Duration.ofMillis(IDLE_MILLIS);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /**
     * What one poll gave.
     *
     * @param from offset behind the last one of the chunk before
     * @param next offset behind the last one looked at, which need not have held a record
     */
    private record Chunk(
            long from,
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> records,
            long next,
            @Nullable RuntimeException failure) {}

    private final TopicPartition partition;
    private final boolean failOnDataLoss;
    private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
    private final Object lock = new Object();
    private volatile BlockingQueue<Chunk> ahead = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
    private @Nullable Thread thread; // guarded by lock
    private volatile boolean reading;
    private volatile boolean stopping;
    private boolean closed; // guarded by lock
    private volatile long fetched; // offset behind the last one that went into the queue

    private Chunk current;
    private int first;
    private int index;
    private long position = -1; // all before it was taken, or is not there

    /**
     * @param settings of the consumer; a reset policy is not among them
     * @param failOnDataLoss whether offsets that are gone are an error, or skipped
     */
    PartitionFetcher(TopicPartition partition, Map<String, Object> settings, boolean failOnDataLoss) {
        this.partition = partition;
        this.failOnDataLoss = failOnDataLoss;
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, CHUNK_RECORDS);
        // nobody asks for the client's own figures, and each poll would format a text for them
        all.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        all.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        all.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        // buffers of the client as they are: no copy of a key that nobody reads
        this.consumer = new KafkaConsumer<>(all, new ByteBufferDeserializer(), new ByteBufferDeserializer());
        this.consumer.assign(List.of(partition));
        this.current = nothingAt(-1);
    }

    /** Begins to read at an offset; continues where it is when that is the next one. */
    void seek(long offset) {
        if (position != offset) {
            stopThread();
            ahead = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
            current = nothingAt(offset);
            index = 0;
            position = offset;
            fetched = offset;
        }
        ahead.removeIf(chunk -> chunk.failure != null); // of the time behind the last batch
        reading = true;
        startThread();
    }

    /**
     * The next records before an offset, at most as many as a batch holds; none when there are none before it.
     *
     * @return how many, from {@link #first} of {@link #records} on
     * @throws TimeoutException when nothing came in time
     */
    int take(long until, long limitMillis) throws TimeoutException {
        while (index >= current.records.size()) {
            if (current.next >= until) {
                position = until;
                return 0;
            }
            Chunk next = await(limitMillis);
            if (next == null) {
                throw new TimeoutException("Cannot fetch the record at offset " + current.next + " of " + partition
                        + " within " + limitMillis + " ms");
            }
            current = next;
            index = 0;
        }
        return takeCurrent(until);
    }

    /** The next records as {@link #take}, whatever their offsets; none when none came in time. */
    int takeNext(long limitMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        while (index >= current.records.size()) {
            position = current.next;
            Chunk next = await(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
            if (next == null) {
                return 0;
            }
            current = next;
            index = 0;
        }
        return takeCurrent(Long.MAX_VALUE);
    }

    private int takeCurrent(long until) {
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = current.records;
        int end = index;
        int last = Math.min(records.size(), index + RecordBatch.CAPACITY);
        long bytes = 0;
        while (end < last && records.get(end).offset() < until && bytes < BATCH_BYTES) {
            bytes += records.get(end).serializedValueSize();
            end++;
        }
        first = index;
        index = end;
        position = end == first ? until : records.get(end - 1).offset() + 1;
        return end - first;
    }

    /** The offset behind all that was taken or is not there. */
    long position() {
        return position;
    }

    /** Index of the first of {@link #records} that {@link #take} gave. */
    int first() {
        return first;
    }

    List<ConsumerRecord<ByteBuffer, ByteBuffer>> records() {
        return current.records;
    }

    private static Chunk nothingAt(long offset) {
        return new Chunk(offset, List.of(), offset, null);
    }

    /** Says that nobody asks until the next {@link #seek}. What was read ahead stays. */
    void pause() {
        reading = false;
    }

    /** The next chunk; none when none came in time. */
    private @Nullable Chunk await(long limitMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                long wait = Math.min(TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS), Math.max(0, left));
                Chunk chunk = ahead.poll(wait, TimeUnit.NANOSECONDS);
                if (chunk != null) {
                    if (chunk.failure != null) {
                        throw chunk.failure;
                    }
                    if (chunk.from != current.next) {
                        throw new IllegalStateException("Cannot read " + partition + ", offset " + current.next
                                + " is next and the consumer is at " + chunk.from);
                    }
                    return chunk;
                }
                if (left <= 0) {
                    return null;
                }
                startThread();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        }
    }

    private void startThread() {
        synchronized (lock) {
            if (thread == null && !closed) {
                stopping = false;
                Thread started = new Thread(() -> fetch(ahead), "penstock-fetch-" + partition);
                started.setDaemon(true);
                thread = started;
                started.start();
            }
        }
    }

    /** Runs in the thread; nothing else touches the consumer meanwhile. */
    private void fetch(BlockingQueue<Chunk> queue) {
        try {
            // what the last thread polled and did not deliver is polled again
            consumer.seek(partition, fetched);
            long heard = System.nanoTime();
            while (!stopping) {
                List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = poll();
                long position = consumer.position(partition);
                if (!records.isEmpty() || position != fetched) {
                    queue.put(new Chunk(fetched, records, position, null));
                    fetched = position;
                    heard = System.nanoTime();
                } else if (endWhenIdle()) {
                    return;
                } else if (System.nanoTime() - heard > SILENCE_NANOS) {
                    // a poll never says that no broker answers; this does, after the client's time limit
                    consumer.endOffsets(List.of(partition));
                    heard = System.nanoTime();
                }
            }
        } catch (InterruptedException | InterruptException e) {
            // told to stop
        } catch (RuntimeException e) {
            fail(queue, e);
        } finally {
            ended();
        }
    }

    private void ended() {
        synchronized (lock) {
            if (thread == Thread.currentThread()) {
                thread = null;
                if (closed) {
                    Thread.interrupted(); // an interrupted close would leave the connection open
                    consumer.close(CLOSE_LIMIT);
                }
                lock.notifyAll();
            }
        }
    }

    private boolean endWhenIdle() {
        synchronized (lock) {
            if (!reading && !closed) {
                thread = null;
                return true;
            }
            return closed;
        }
    }

    private List<ConsumerRecord<ByteBuffer, ByteBuffer>> poll() {
        try {
            return consumer.poll(POLL).records(partition);
        } catch (OffsetOutOfRangeException e) {
            long wanted = consumer.position(partition);
            Long earliest = consumer.beginningOffsets(List.of(partition)).get(partition);
            if (failOnDataLoss || earliest == null || earliest <= wanted) {
                throw new IllegalStateException(
                        "Cannot read " + partition + " at offset " + wanted + ", it begins at " + earliest, e);
            }
            consumer.seek(partition, earliest); // the ledger counts what is lost
            return List.of();
        }
    }

    /** Tells who asks. A failure while nobody does is found out again by the next one, or is over. */
    private void fail(BlockingQueue<Chunk> queue, RuntimeException failure) {
        Chunk failed = new Chunk(-1, List.of(), -1, failure);
        try {
            boolean told = false;
            while (reading && !stopping && !told) {
                told = queue.offer(failed, IDLE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopThread() {
        synchronized (lock) {
            Thread running = thread;
            if (running == null) {
                return;
            }
            stopping = true;
            running.interrupt();
            long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
            try {
                while (thread == running) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (left <= 0) {
                        throw new IllegalStateException("Cannot read " + partition + ", the fetch that was under way"
                                + " does not end within " + STOP_LIMIT.toSeconds() + " s");
                    }
                    lock.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw cancelled(e);
            }
        }
    }

    private IllegalStateException cancelled(InterruptedException e) {
        return new IllegalStateException("Cannot wait for records of " + partition + ", the task was cancelled", e);
    }

    /** Ends the thread and closes the consumer; what is on its way is dropped. */
    void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            stopping = true;
            if (thread == null) {
                consumer.close(CLOSE_LIMIT);
            } else {
                thread.interrupt();
            }
        }
    }
}
