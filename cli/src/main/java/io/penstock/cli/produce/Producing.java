package io.penstock.cli.produce;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to one topic, asynchronously, and counts what the broker has confirmed.
 *
 * <p><b>Delivery:</b> idempotent, acknowledged by all replicas; a record counts as sent when the broker has said so. A
 * record that is refused (too large) is counted as failed and the rest goes on; a broker that stays away for
 * {@link #DELIVERY_LIMIT} ends the sending.
 * <p><b>Threads:</b> {@link #send} is called once, by one thread; {@link #stop} and {@link #progress} by any.
 */
public final class Producing implements AutoCloseable {

    /** How long a record may take until the broker has confirmed it. */
    public static final Duration DELIVERY_LIMIT = Duration.ofSeconds(60);

    private static final long PARK_NANOS = 50_000_000;
    private static final double NANOS = 1e9;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final LongAdder sent = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();
    private final Callback onGood = (metadata, failure) -> answered(failure, false);
    private final Callback onBad = (metadata, failure) -> answered(failure, true);
    private volatile boolean stopped;
    private volatile boolean lost;
    private long started;

    private Producing(String topic, KafkaProducer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /** Opens a producer; whether the topic is there has to be known already. */
    public static Producing open(String bootstrapServers, String topic) {
        return new Producing(
                topic,
                new KafkaProducer<>(settings(bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "penstock-produce"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 20),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_LIMIT.toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_LIMIT.toMillis()),
                Map.entry(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, ""),
                Map.entry(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false));
    }

    /**
     * How fast and how long.
     *
     * @param perSecond records a second; 0 for as fast as the broker takes them
     * @param limit the time after which no record leaves any more, or nothing for no limit
     */
    public record Pace(double perSecond, @Nullable Duration limit) {

        public static final Pace UNLIMITED = new Pace(0, null);

        public static Pace perSecond(double records) {
            return new Pace(records, null);
        }

        private long dueNanos(long number) {
            return perSecond > 0 ? (long) (number / perSecond * NANOS) : 0;
        }

        private boolean over(long elapsed) {
            return limit != null && elapsed >= limit.toNanos();
        }
    }

    /**
     * What was sent.
     *
     * @param sent records that the broker has confirmed, bad ones included
     * @param bad of these, records that were malformed on purpose
     * @param failed records that were not delivered
     * @param failure why the first of them was not
     */
    public record Sent(long sent, long bad, long failed, Duration elapsed, @Nullable Exception failure) {

        /** Confirmed records a second. */
        public double perSecond() {
            return elapsed.isZero() ? sent : sent / (elapsed.toNanos() / NANOS);
        }
    }

    /**
     * Sends all records, or as many as pace and {@link #stop} let through, and waits until the broker has answered for each.
     *
     * @throws IOException when the records cannot be read
     */
    public Sent send(Records records, Pace pace) throws IOException {
        started = System.nanoTime();
        long number = 0;
        while (waitUntil(pace.dueNanos(number), pace)) {
            Records.Outgoing record = records.next();
            if (record == null || !waitUntil(record.dueNanos(), pace)) {
                break;
            }
            // the callback gets the same answer
            var unused = producer.send(
                    new ProducerRecord<>(topic, record.key(), record.value()), record.bad() ? onBad : onGood);
            number++;
        }
        producer.flush();
        return progress();
    }

    /** What was sent until now. */
    public Sent progress() {
        Duration elapsed = Duration.ofNanos(started == 0 ? 0 : System.nanoTime() - started);
        return new Sent(sent.sum(), bad.sum(), failed.sum(), elapsed, firstFailure.get());
    }

    /** Lets {@link #send} end after the record at hand; what has left is still confirmed. */
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
        producer.close(DELIVERY_LIMIT);
    }

    /** @return false when the sending is to end instead */
    private boolean waitUntil(long due, Pace pace) {
        while (!stopped && !lost) {
            long elapsed = System.nanoTime() - started;
            if (pace.over(elapsed)) {
                return false;
            }
            if (elapsed >= due) {
                return true;
            }
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(due - elapsed, PARK_NANOS));
        }
        return false;
    }

    private void answered(@Nullable Exception failure, boolean wasBad) {
        if (failure == null) {
            sent.increment();
            if (wasBad) {
                bad.increment();
            }
            return;
        }
        failed.increment();
        firstFailure.compareAndSet(null, failure);
        if (failure instanceof RetriableException) { // it was tried again until the limit: nobody is there
            lost = true;
        }
    }
}
