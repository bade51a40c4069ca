package io.penstock.source.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * The fetchers of this process that wait for the next batch of their query.
 *
 * <p>Each is used by one task at a time; a second task for the same partition, such as a retry while the first still runs, gets
 * another. One that waits for longer than {@value #IDLE_MINUTES} minutes is closed.
 */
final class FetcherPool {

    private static final int IDLE_MINUTES = 5;

    /** Who uses a fetcher. @param group consumer group, which Spark makes up for each start of a query */
    record Key(String group, TopicPartition partition) {

        static Key of(Map<String, Object> settings, TopicPartition partition) {
            return new Key(String.valueOf(settings.get(ConsumerConfig.GROUP_ID_CONFIG)), partition);
        }
    }

    private record Waiting(PartitionFetcher fetcher, long sinceNanos) {}

    private static final Map<Key, Waiting> WAITING = new HashMap<>();

    static {
        TimerTask closing = new TimerTask() {

            @Override
            public void run() {
                closeIdle();
            }
        };
        long period = TimeUnit.MINUTES.toMillis(1);
        new Timer("penstock-fetch-closer", true).schedule(closing, period, period);
    }

    private FetcherPool() {}

    static PartitionFetcher borrow(TopicPartition partition, Map<String, Object> settings, boolean failOnDataLoss) {
        Waiting waiting;
        synchronized (WAITING) {
            waiting = WAITING.remove(Key.of(settings, partition));
        }
        return waiting == null ? new PartitionFetcher(partition, settings, failOnDataLoss) : waiting.fetcher;
    }

    /**
     * Takes a fetcher that its task needs no more.
     *
     * @param complete whether the task has come to its end: then the fetcher waits for the next batch, else it is closed
     */
    static void giveBack(Key key, PartitionFetcher fetcher, boolean complete) {
        if (!complete) {
            fetcher.close();
            return;
        }
        fetcher.pause();
        Waiting before;
        synchronized (WAITING) {
            before = WAITING.put(key, new Waiting(fetcher, System.nanoTime()));
        }
        if (before != null) {
            before.fetcher.close();
        }
    }

    /** Closes what waits for a query that has ended; does nothing about other processes, which find out by the time. */
    static void close(String group) {
        closeIf(key -> key.group.equals(group), 0);
    }

    private static void closeIdle() {
        closeIf(key -> true, TimeUnit.MINUTES.toNanos(IDLE_MINUTES));
    }

    private static void closeIf(Predicate<Key> chosen, long idleNanos) {
        List<PartitionFetcher> closing = new ArrayList<>();
        synchronized (WAITING) {
            long now = System.nanoTime();
            Iterator<Map.Entry<Key, Waiting>> entries = WAITING.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<Key, Waiting> entry = entries.next();
                if (chosen.test(entry.getKey()) && now - entry.getValue().sinceNanos >= idleNanos) {
                    closing.add(entry.getValue().fetcher);
                    entries.remove();
                }
            }
        }
        closing.forEach(PartitionFetcher::close);
    }
}
