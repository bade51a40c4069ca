package io.penstock.console;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that serve requests, apart by how long they may take: neither a dozen SQL statements nor a dozen audits keep
 * anybody from asking for the state. A pool whose queue is full refuses.
 *
 * @param quick for answers from memory
 * @param slow for starts, stops, checks and audits
 * @param sql for statements
 */
record Workers(ExecutorService quick, ExecutorService slow, ExecutorService sql) implements AutoCloseable {

    private static final int QUICK_THREADS = 2;
    private static final int SLOW_THREADS = 8;
    private static final int SQL_THREADS = 4;
    private static final int QUEUED_PER_THREAD = 16;

    static Workers create() {
        return new Workers(pool("quick", QUICK_THREADS), pool("slow", SLOW_THREADS), pool("sql", SQL_THREADS));
    }

    private static ExecutorService pool(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(threads * QUEUED_PER_THREAD),
                task -> new Thread(task, "penstock-api-" + name + "-" + count.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void close() {
        quick.shutdownNow();
        slow.shutdownNow();
        sql.shutdownNow();
    }
}
