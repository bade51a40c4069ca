package io.penstock.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the services of a home up and down: the broker, the runtime, and a Hive Metastore and a search service where one is
 * used.
 *
 * <p>{@link #up} leaves them in the background under a supervisor, which starts a dead service again; {@link #startHere} makes
 * this process the supervisor. A home has one supervisor at most. Ports are those of the home's last start unless chosen.
 */
public final class LocalServices {

    private static final Duration UP_LIMIT = Duration.ofMinutes(5);
    private static final Duration DOWN_LIMIT = Duration.ofMinutes(2);
    private static final Duration SERVICE_LIMIT = Duration.ofMinutes(2);
    private static final int POLL_MILLIS = 50;
    private static final List<String> SUPERVISOR_OPTIONS =
            List.of("-Xmx64m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final Home home;
    private final @Nullable Integer kafkaPort;
    private final @Nullable Integer apiPort;
    private final @Nullable Integer metastorePort;
    private final @Nullable Integer searchPort;

    private LocalServices(
            Home home,
            @Nullable Integer kafkaPort,
            @Nullable Integer apiPort,
            @Nullable Integer metastorePort,
            @Nullable Integer searchPort) {
        this.home = home;
        this.kafkaPort = kafkaPort;
        this.apiPort = apiPort;
        this.metastorePort = metastorePort;
        this.searchPort = searchPort;
    }

    public static LocalServices in(Home home) {
        return new LocalServices(home, null, null, null, null);
    }

    /** Chooses the broker's port, for this start and those after it; 0 takes a free one. */
    public LocalServices withKafkaPort(int port) {
        return new LocalServices(home, port, apiPort, metastorePort, searchPort);
    }

    /** Chooses the port of the runtime's API, for this start and those after it; 0 takes a free one. */
    public LocalServices withApiPort(int port) {
        return new LocalServices(home, kafkaPort, port, metastorePort, searchPort);
    }

    /** Chooses the port of the Hive Metastore, for this start and those after it; 0 takes a free one. */
    public LocalServices withMetastorePort(int port) {
        return new LocalServices(home, kafkaPort, apiPort, port, searchPort);
    }

    /** Chooses the port of the search service, for this start and those after it; 0 takes a free one. */
    public LocalServices withSearchPort(int port) {
        return new LocalServices(home, kafkaPort, apiPort, metastorePort, port);
    }

    /**
     * Gives the home a Hive Metastore, now and at every start from now on. Where the services run, it is started, and this
     * returns when it serves.
     *
     * @throws LocalServiceException when it cannot be started
     */
    public void useMetastore() {
        home.create();
        Metastore.use(home);
        awaitServing(Metastore.NAME);
    }

    /** Whether the home has a Hive Metastore. */
    public boolean usesMetastore() {
        return Metastore.used(home);
    }

    /**
     * Gives the home a search service, now and at every start from now on. Where the services run, it is started, and this
     * returns when it serves.
     *
     * @throws LocalServiceException when it cannot be started
     */
    public void useSearch() {
        home.create();
        if (!usesSearch() && SupervisorState.findAlive(home).isPresent()) {
            LocalPorts.load(home).requireSearchFree(); // before the home has it
        }
        Search.use(home);
        awaitServing(Search.NAME);
    }

    /** Whether the home has a search service. */
    public boolean usesSearch() {
        return Search.used(home);
    }

    /** Where the services run, waits for one that has just been asked for. */
    private void awaitServing(String service) {
        if (SupervisorState.findAlive(home).isEmpty()) {
            return;
        }
        boolean decided = await(
                () -> find(service)
                        .filter(status -> status.up() || failedAtOnce(status))
                        .isPresent(),
                SERVICE_LIMIT);
        Optional<ServiceStatus> found = find(service);
        if (found.filter(ServiceStatus::up).isPresent()) {
            return;
        }
        String reason = found.map(ServiceStatus::detail).orElse(null);
        throw new LocalServiceException(
                decided && reason != null
                        ? reason
                        : "Cannot start the %s, it does not serve after %d seconds"
                                .formatted(service, SERVICE_LIMIT.toSeconds()),
                null,
                home.log(service));
    }

    private Optional<ServiceStatus> find(String service) {
        return status().services().stream()
                .filter(status -> status.service().equals(service))
                .findFirst();
    }

    private static boolean failedAtOnce(ServiceStatus status) {
        return status.health() == ServiceStatus.Health.DOWN && status.restarts() == 0;
    }

    /**
     * Starts the services in the background and returns when all serve; when they run already, that is all.
     *
     * @param progress hears of each service that starts and of each that serves
     * @throws LocalServiceException when a service cannot be started; then none is left running
     */
    public StackStatus up(Consumer<ServiceStatus> progress) {
        home.create();
        if (SupervisorState.findAlive(home).isPresent()) {
            requireRunningPorts();
            await(this::settled, UP_LIMIT);
        }
        StackStatus found = status(); // what was there may have been about to end
        if (found.state() == StackStatus.State.RUNNING) {
            return found;
        }
        prepare();
        return awaitRunning(startSupervisor(), progress);
    }

    /**
     * Starts the services as children of this process and returns when all serve.
     *
     * @param progress hears of each service that starts and of each that serves
     * @throws LocalServiceException when a service cannot be started; then none is left running
     */
    public RunningServices startHere(Consumer<ServiceStatus> progress) {
        home.create();
        Supervisor supervisor = Supervisor.open(home, progress);
        supervisor.closeOnShutdown();
        try {
            LocalPorts ports = requireFit();
            Broker broker = Broker.in(home, ports.kafka());
            Metastore metastore = Metastore.in(home, ports.metastore());
            Search search = Search.in(home, ports.search());
            RuntimeService runtime =
                    new RuntimeService(home, Distribution.runtimeLibrary(), broker, metastore, search, ports.api());
            start(supervisor, broker, metastore, search, runtime);
            return supervisor;
        } catch (RuntimeException e) {
            supervisor.close();
            throw e;
        }
    }

    private void start(
            Supervisor supervisor, Broker broker, Metastore metastore, Search search, RuntimeService runtime) {
        boolean usesMetastore = usesMetastore();
        boolean usesSearch = usesSearch();
        List<Service> services = new ArrayList<>(List.of(broker));
        if (usesMetastore) {
            services.add(metastore);
        }
        if (usesSearch) {
            services.add(search);
        }
        services.add(runtime);
        supervisor.start(services);
        if (!usesMetastore) {
            supervisor.startWhen(this::usesMetastore, metastore);
        }
        if (!usesSearch) {
            supervisor.startWhen(this::usesSearch, search);
        }
    }

    /**
     * Starts a runtime without a broker as a child of this process, for a command that checks or queries while no services
     * are up. It runs no pipeline and takes any free port.
     *
     * @throws LocalServiceException when it cannot be started, or another process has the home
     */
    public RunningServices startRuntimeHere() {
        home.create();
        Preflight.requireMemory();
        return LoneRuntime.start(home);
    }

    /**
     * Starts a runtime on what a profile names as a child of this process: this home, which has to be another than that of a
     * local stack, keeps its logs and what is deployed on it.
     *
     * @param profile the profile's file
     * @throws LocalServiceException when it cannot be started, or another process has the home
     */
    public RunningServices startRuntimeHere(Path profile) {
        home.create();
        Preflight.requireMemory();
        return LoneRuntime.start(home, profile);
    }

    /** {@link #startHere}, and looks after the services until this process is told to stop. */
    public void supervise(Consumer<ServiceStatus> progress) throws InterruptedException {
        try (RunningServices running = startHere(progress)) {
            new CountDownLatch(1).await();
        }
    }

    /** Stops the services and their supervisor, and waits for their end. @return whether anything ran */
    public boolean down() {
        Optional<SupervisorState> running = SupervisorState.findAlive(home);
        if (running.isEmpty()) {
            return false;
        }
        ProcessId supervisor = running.get().supervisor();
        supervisor.find().ifPresent(ProcessHandle::destroy);
        if (!await(() -> !supervisor.alive(), DOWN_LIMIT)) {
            supervisor.find().ifPresent(ProcessHandle::destroyForcibly); // its children stop by themselves
        }
        Supervisor.open(home, status -> {}).close(); // waits for what is left
        return true;
    }

    public StackStatus status() {
        return SupervisorState.findAlive(home)
                .map(state -> state.status(home))
                .orElseGet(() -> StackStatus.stopped(home));
    }

    private void prepare() {
        try (Supervisor free = Supervisor.open(home, status -> {})) {
            requireFit();
        }
    }

    private LocalPorts requireFit() {
        Preflight.requireDisk(home);
        Preflight.requireMemory(home);
        LocalPorts ports = chosenPorts().claim();
        if (usesSearch()) {
            ports.requireSearchFree();
        }
        ports.save(home);
        return ports;
    }

    private LocalPorts chosenPorts() {
        LocalPorts remembered = LocalPorts.load(home);
        return new LocalPorts(
                kafkaPort == null ? remembered.kafka() : kafkaPort,
                apiPort == null ? remembered.api() : apiPort,
                metastorePort == null ? remembered.metastore() : metastorePort,
                searchPort == null ? remembered.search() : searchPort);
    }

    private void requireRunningPorts() {
        LocalPorts running = LocalPorts.load(home);
        if (!chosenPorts().agreesWith(running)) {
            throw new LocalServiceException(
                    "Cannot change the ports, the local services run already with %s %d and %s %d; stop them first with `penstock down`"
                            .formatted(
                                    RuntimeService.KAFKA_PORT_OPTION,
                                    running.kafka(),
                                    RuntimeService.API_PORT_OPTION,
                                    running.api()));
        }
    }

    private Process startSupervisor() {
        List<String> command = new ArrayList<>(List.of(ServiceProcess.java()));
        command.addAll(SUPERVISOR_OPTIONS);
        command.addAll(Archives.options(Archives.CLI));
        command.addAll(Distribution.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SupervisorMain.class.getName()));
        command.add(home.root().toString());
        Path output = home.output("supervisor");
        try {
            return new ProcessBuilder(ServiceProcess.shielded(command))
                    .directory(home.root().toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            throw new LocalServiceException("Cannot start the supervisor of the local services: " + e.getMessage(), e);
        }
    }

    private boolean settled() {
        StackStatus.State state = status().state();
        return state == StackStatus.State.RUNNING || state == StackStatus.State.STOPPED;
    }

    private StackStatus awaitRunning(Process supervisor, Consumer<ServiceStatus> progress) {
        Map<String, ServiceStatus.Health> told = new HashMap<>();
        boolean decided = await(
                () -> {
                    StackStatus status = status();
                    for (ServiceStatus service : status.services()) {
                        if (told.put(service.service(), service.health()) != service.health()) {
                            progress.accept(service);
                        }
                    }
                    return !supervisor.isAlive() || status.state() == StackStatus.State.RUNNING;
                },
                UP_LIMIT);
        StackStatus status = status();
        if (status.state() == StackStatus.State.RUNNING) {
            return status;
        }
        throw decided
                ? startFailure()
                : new LocalServiceException(
                        "Cannot start the local services, they are not up after %d minutes"
                                .formatted(UP_LIMIT.toMinutes()),
                        null,
                        home.log("supervisor"));
    }

    private LocalServiceException startFailure() {
        Optional<SupervisorState> failed = SupervisorState.find(home).filter(state -> state.error() != null);
        if (failed.isPresent()) {
            String log = failed.get().log();
            return new LocalServiceException(
                    String.valueOf(failed.get().error()), null, log == null ? null : Path.of(log));
        }
        return new LocalServiceException(
                "Cannot start the local services, their supervisor ended", null, home.output("supervisor"));
    }

    private static boolean await(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalServiceException("Cannot wait for the local services, the wait was interrupted", e);
            }
        }
        return true;
    }
}
