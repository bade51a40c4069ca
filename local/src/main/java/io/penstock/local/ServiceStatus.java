package io.penstock.local;

import org.jspecify.annotations.Nullable;

/**
 * How a service is.
 *
 * @param pid absent when there is no process
 * @param port absent when it is not known yet
 * @param memoryMib the resident memory in MiB; absent when there is no process
 * @param restarts how often it had to be started again since {@code up}
 * @param detail why the health is not {@link Health#UP}
 */
public record ServiceStatus(
        String service,
        @Nullable Long pid,
        @Nullable Integer port,
        Health health,
        @Nullable Long memoryMib,
        int restarts,
        @Nullable String detail) {

    /** The health of a service. */
    public enum Health {
        STARTING,
        UP,
        /** The process runs and does not serve. */
        FAILING,
        /** There is no process; where there is a supervisor it starts one after a pause. */
        DOWN
    }

    static ServiceStatus starting(String service) {
        return new ServiceStatus(service, null, null, Health.STARTING, null, 0, null);
    }

    ServiceStatus with(Health health, @Nullable String detail, @Nullable Long memoryMib) {
        return new ServiceStatus(service, pid, port, health, memoryMib, restarts, detail);
    }

    public boolean up() {
        return health == Health.UP;
    }
}
