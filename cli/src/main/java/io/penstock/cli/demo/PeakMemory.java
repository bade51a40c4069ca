package io.penstock.cli.demo;

import io.penstock.local.LocalServices;
import io.penstock.local.Memory;
import io.penstock.local.ServiceStatus;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Samples the resident memory of the services and of this process, and keeps the largest sum. */
public final class PeakMemory implements AutoCloseable {

    private static final long EVERY_MILLIS = 250;

    private final LocalServices services;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::sample, "penstock-memory");
    private volatile long now;
    private volatile long peak;

    private PeakMemory(LocalServices services) {
        this.services = services;
    }

    public static PeakMemory watch(LocalServices services) {
        PeakMemory memory = new PeakMemory(services);
        memory.thread.setDaemon(true);
        memory.thread.start();
        return memory;
    }

    /** The sum at the last look, in MiB. */
    public long nowMib() {
        return now;
    }

    /** The largest sum so far, in MiB. */
    public long peakMib() {
        return peak;
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void sample() {
        try {
            do {
                now = sum();
                peak = Math.max(peak, now);
            } while (!closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long sum() {
        long others = services.status().services().stream()
                .map(ServiceStatus::memoryMib)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
        return others + Memory.residentMib(ProcessHandle.current().pid()).orElse(0);
    }
}
