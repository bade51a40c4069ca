package io.penstock.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the services of a home are.
 *
 * @param home the home folder
 * @param supervisor the pid of the process that looks after the services; absent when nothing runs
 * @param services in the order in which they start
 */
public record StackStatus(String home, State state, @Nullable Long supervisor, List<ServiceStatus> services) {

    /** What the supervisor does. */
    public enum State {
        STOPPED,
        STARTING,
        RUNNING,
        STOPPING
    }

    public StackStatus {
        services = List.copyOf(services);
    }

    static StackStatus stopped(Home home) {
        return new StackStatus(home.root().toString(), State.STOPPED, null, List.of());
    }

    /** Whether every service serves. */
    public boolean up() {
        return state == State.RUNNING && services.stream().allMatch(ServiceStatus::up);
    }
}
