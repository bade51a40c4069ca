package io.penstock.local;

import io.penstock.local.ServiceStatus.Health;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor lets others know: {@code run/supervisor.json}.
 *
 * @param error why it could not start the services
 * @param log the file that tells more about the error
 */
record SupervisorState(
        ProcessId supervisor,
        StackStatus.State state,
        @Nullable String error,
        @Nullable String log,
        List<Entry> services) {

    /** @param checkedMillis when the supervisor last looked, since 1970 */
    record Entry(ServiceStatus status, @Nullable ProcessId process, long checkedMillis) {

        private static final Duration FRESH = Duration.ofSeconds(30); // a check has a limit of half of that

        /** The status as of now: with memory, and without believing what is too old. */
        ServiceStatus current() {
            if (process == null) {
                return status;
            }
            if (!process.alive()) {
                return status.with(Health.DOWN, "its process ended", null);
            }
            @Nullable
            Long memory = Memory.residentMib(process.pid()).stream()
                    .boxed()
                    .findFirst()
                    .orElse(null);
            long age = System.currentTimeMillis() - checkedMillis;
            if (age > FRESH.toMillis()) {
                return status.with(Health.FAILING, "nobody has checked it for %d s".formatted(age / 1000), memory);
            }
            return status.with(status.health(), status.detail(), memory);
        }
    }

    SupervisorState {
        services = List.copyOf(services);
    }

    static Path file(Home home) {
        return home.run().resolve("supervisor.json");
    }

    static Optional<SupervisorState> find(Home home) {
        return JsonFile.find(file(home), SupervisorState.class);
    }

    /** The state of a supervisor that runs. */
    static Optional<SupervisorState> findAlive(Home home) {
        return find(home).filter(state -> state.supervisor().alive());
    }

    static SupervisorState failed(LocalServiceException failure) {
        String log = failure.log().map(Path::toString).orElse(null);
        return new SupervisorState(
                ProcessId.current(), StackStatus.State.STOPPED, failure.getMessage(), log, List.of());
    }

    StackStatus status(Home home) {
        List<ServiceStatus> statuses = services.stream().map(Entry::current).toList();
        return new StackStatus(home.root().toString(), state, supervisor.pid(), statuses);
    }

    void write(Home home) throws IOException {
        JsonFile.write(file(home), this);
    }
}
