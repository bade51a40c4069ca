package io.penstock.bench.harness;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends events at a steady rate. The time in an event is that at which it was due: what comes late counts against what is
 * measured, and not for it.
 */
final class SteadyProducer {

    /** Makes an event. */
    interface Event {

        /**
         * @param number of the event
         * @param dueMillis when it is due, in milliseconds since 1970
         * @param dueNanos the same as {@link System#nanoTime} has it
         */
        byte[] at(long number, long dueMillis, long dueNanos);
    }

    private static final long TICK_NANOS = 1_000_000;

    private final Topics topics;
    private final String topic;
    private final Event event;
    private volatile long sent;

    SteadyProducer(Topics topics, String topic, Event event) {
        this.topics = topics;
        this.topic = topic;
        this.event = event;
    }

    /** How many events were sent until now. May be called from another thread. */
    long sent() {
        return sent;
    }

    /** Sends for so long or until the thread is interrupted, and waits until the broker has all. @return how many events that were */
    long send(double eventsPerSecond, Duration duration, int lingerMillis) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        long next = 0;
        long total = Math.round(eventsPerSecond * duration.toMillis() / 1000.0);
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(lingerMillis)) {
            producer.partitionsFor(topic); // metadata is no part of what is measured
            long startNanos = System.nanoTime();
            long startMillis = System.currentTimeMillis();
            while (next < total && failure.get() == null && !Thread.interrupted()) {
                long elapsed = System.nanoTime() - startNanos;
                long due = Math.min(total, (long) (elapsed / 1e9 * eventsPerSecond));
                for (; next < due; next++) {
                    long dueNanos = (long) (next / eventsPerSecond * 1e9);
                    byte[] value = event.at(next, startMillis + dueNanos / 1_000_000, startNanos + dueNanos);
                    int partition = (int) (next % Topics.PARTITIONS);
                    var unused = producer.send(new ProducerRecord<>(topic, partition, null, value), (metadata, e) -> {
                        if (e != null) {
                            failure.set(e);
                        }
                    });
                }
                sent = next;
                LockSupport.parkNanos(TICK_NANOS);
            }
        }
        if (failure.get() != null) {
            throw new BenchException("Cannot send to topic " + topic, failure.get());
        }
        return next;
    }
}
