package io.penstock.local;

import java.util.Optional;

/**
 * A process, told apart from a later one that was given the same pid.
 *
 * @param startedMillis since 1970, as the system reports it
 */
record ProcessId(long pid, long startedMillis) {

    private static final long TOLERANCE_MILLIS =
            2_000; // the system derives it from a boot time that clock corrections move

    static ProcessId current() {
        return of(ProcessHandle.current());
    }

    static ProcessId of(ProcessHandle process) {
        return new ProcessId(process.pid(), startedMillis(process));
    }

    /** The process, when it still runs. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(startedMillis(process) - startedMillis) <= TOLERANCE_MILLIS);
    }

    boolean alive() {
        return find().isPresent();
    }

    private static long startedMillis(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }
}
