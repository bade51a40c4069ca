package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.local.ServiceStatus.Health;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServicesIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Home home;
    private LocalServices services;

    @BeforeEach
    void installFakeRuntime() throws Exception {
        FakeDistribution.install(folder.resolve("lib"));
        home = new Home(folder.resolve(".penstock"));
        services = LocalServices.in(home).withKafkaPort(0).withApiPort(0);
    }

    @AfterEach
    void stop() {
        services.down();
    }

    @Test
    void runsBrokerAndRuntimeInTheBackgroundUntilDown() {
        List<String> progress = new ArrayList<>();
        StackStatus up = services.up(status -> progress.add(status.service() + " " + status.health()));

        assertThat(progress).endsWith("runtime UP").contains("broker UP");
        assertThat(up.state()).isEqualTo(StackStatus.State.RUNNING);
        assertThat(up.services()).extracting(ServiceStatus::service).containsExactly("broker", "runtime");
        assertThat(up.services()).allSatisfy(service -> {
            assertThat(service.health()).isEqualTo(Health.UP);
            assertThat(service.memoryMib()).isPositive();
            assertThat(home.findPort(service.service())).hasValue(service.port());
        });

        assertThat(services.down()).isTrue();

        assertThat(services.status().state()).isEqualTo(StackStatus.State.STOPPED);
        assertThat(up.services())
                .noneSatisfy(service -> assertThat(running(service)).isTrue());
        assertThat(home.run()).isEmptyDirectory();
        assertThat(services.down()).isFalse();
    }

    @Test
    void findsTheRunningStackOnTheSecondUp() {
        StackStatus first =
                LocalServices.in(home).withKafkaPort(0).withApiPort(0).up(status -> {});

        StackStatus second = LocalServices.in(home).up(status -> {});

        assertThat(second.supervisor()).isEqualTo(first.supervisor());
        assertThat(second.services())
                .extracting(ServiceStatus::pid)
                .isEqualTo(first.services().stream().map(ServiceStatus::pid).toList());
    }

    @Test
    void refusesOtherPortsWhileItRuns() {
        services.up(status -> {});
        LocalPorts ports = LocalPorts.load(home);

        assertThatThrownBy(() -> LocalServices.in(home).withKafkaPort(1234).up(status -> {}))
                .isInstanceOf(LocalServiceException.class)
                .hasMessage(
                        ("Cannot change the ports, the local services run already with --kafka-port %d and --api-port"
                                        + " %d; stop them first with `penstock down`")
                                .formatted(ports.kafka(), ports.api()));
    }

    @Test
    void startsAKilledBrokerAgainWithItsData() throws Exception {
        StackStatus up = services.up(status -> {});
        Records records = new Records("127.0.0.1:" + up.services().get(0).port());
        records.send("kept", 300);

        kill(up.services().get(0).pid());

        await("the broker serves again").atMost(SOON).until(() -> {
            ServiceStatus broker = services.status().services().get(0);
            return broker.up() && broker.restarts() == 1;
        });
        assertThat(services.status().services().get(0).port())
                .isEqualTo(up.services().get(0).port());
        assertThat(records.count("kept")).isEqualTo(300);
    }

    @Test
    void startsAKilledRuntimeAgain() throws Exception {
        StackStatus up = services.up(status -> {});

        kill(up.services().get(1).pid());

        await("the runtime serves again").atMost(SOON).until(() -> {
            ServiceStatus runtime = services.status().services().get(1);
            return runtime.up() && runtime.restarts() == 1;
        });
    }

    @Test
    void leavesNoProcessWhenTheSupervisorIsKilledAndStartsOnTheSameData() throws Exception {
        StackStatus up = services.up(status -> {});
        new Records("127.0.0.1:" + up.services().get(0).port()).send("kept", 300);

        kill(up.supervisor());

        await("the services end").atMost(SOON).until(() -> up.services().stream()
                .noneMatch(LocalServicesIT::running));
        assertThat(services.status().state()).isEqualTo(StackStatus.State.STOPPED);
        StackStatus again = LocalServices.in(home).up(status -> {});
        assertThat(again.services().get(0).port())
                .isEqualTo(up.services().get(0).port());
        assertThat(new Records("127.0.0.1:" + again.services().get(0).port()).count("kept"))
                .isEqualTo(300);
    }

    @Test
    void waitsForWhatAKilledSupervisorHasLeft() throws Exception {
        StackStatus up = services.up(status -> {});

        kill(up.supervisor());
        StackStatus again = LocalServices.in(home).up(status -> {});

        assertThat(again.up()).isTrue();
        assertThat(again.services().get(0).pid())
                .isNotEqualTo(up.services().get(0).pid());
    }

    @Test
    void takesAPidOfAnotherProcessForAStaleFile() throws Exception {
        home.create();
        ProcessId other = new ProcessId(ProcessHandle.current().pid(), 1_000);
        new SupervisorState(other, StackStatus.State.RUNNING, null, null, List.of()).write(home);

        assertThat(services.status().state()).isEqualTo(StackStatus.State.STOPPED);
        assertThat(services.down()).isFalse();
        assertThat(services.up(status -> {}).up()).isTrue();
    }

    @Test
    void namesTheBusyPortAndStartsNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> services.withApiPort(taken.getLocalPort()).up(status -> {}))
                    .isInstanceOf(LocalServiceException.class)
                    .hasMessageStartingWith("Cannot start the runtime, port %d of 127.0.0.1 is in use by process %d ("
                            .formatted(
                                    taken.getLocalPort(),
                                    ProcessHandle.current().pid()))
                    .hasMessageEndingWith(
                            "); stop that process or choose another port with --api-port (0 takes a free one)");
        }
        assertThat(services.status().state()).isEqualTo(StackStatus.State.STOPPED);
    }

    @Test
    void saysWhyAServiceCannotStartAndLeavesNoneRunning() throws Exception {
        Files.writeString(folder.resolve("lib/runtime/jvm.options"), "-Xmx64m\n-XX:NoSuchOption\n");

        assertThatThrownBy(() -> services.up(status -> {}))
                .isInstanceOf(LocalServiceException.class)
                .hasMessage("Cannot start the runtime, its process ended with exit code 1: Unrecognized VM option"
                        + " 'NoSuchOption'")
                .satisfies(e -> assertThat(((LocalServiceException) e).log()).contains(home.output("runtime")));
        assertThat(services.status().state()).isEqualTo(StackStatus.State.STOPPED);
        assertThat(home.findPort("broker")).isEmpty();
    }

    @Test
    void startsASearchServiceOnceItIsUsedAndFromThenOn() throws Exception {
        StackStatus without = services.withSearchPort(0).up(status -> {});
        assertThat(without.services()).extracting(ServiceStatus::service).containsExactly("broker", "runtime");

        LocalServices.in(home).useSearch();

        ServiceStatus search = services.status().services().get(0); // it stops last
        assertThat(search.service()).isEqualTo("search");
        assertThat(search.health()).isEqualTo(Health.UP);
        assertThat(search.port()).isEqualTo(LocalPorts.load(home).search());
        Documents documents = new Documents("http://127.0.0.1:" + search.port());
        documents.send("kept", 300);

        services.down();
        assertThat(running(search)).isFalse();
        List<String> progress = new ArrayList<>();
        StackStatus again = LocalServices.in(home).up(status -> progress.add(status.service() + " " + status.health()));

        assertThat(again.services()).extracting(ServiceStatus::service).containsExactly("broker", "search", "runtime");
        assertThat(progress).contains("search STARTING", "search UP");
        assertThat(again.services().get(1).port()).isEqualTo(search.port());
        assertThat(documents.count("kept")).isEqualTo(300);
    }

    @Test
    void startsAKilledSearchServiceAgainWithItsDocuments() throws Exception {
        home.create();
        LocalServices.in(home).useSearch(); // nothing runs: for the next start
        StackStatus up = services.withSearchPort(0).up(status -> {});
        Documents documents =
                new Documents("http://127.0.0.1:" + up.services().get(1).port());
        documents.send("kept", 300);

        kill(up.services().get(1).pid());

        await("the search serves again").atMost(SOON).until(() -> {
            ServiceStatus search = services.status().services().get(1);
            return search.up() && search.restarts() == 1;
        });
        assertThat(documents.count("kept")).isEqualTo(300);
    }

    @Test
    void leavesNoSearchServiceWhenTheSupervisorIsKilled() throws Exception {
        LocalServices.in(home).useSearch();
        StackStatus up = services.withSearchPort(0).up(status -> {});

        kill(up.supervisor());

        await("the services end").atMost(SOON).until(() -> up.services().stream()
                .noneMatch(LocalServicesIT::running));
    }

    @Test
    void needsTheSearchPortOnlyWhereASearchServiceIsUsed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(services.withSearchPort(taken.getLocalPort())
                            .up(status -> {})
                            .up())
                    .isTrue();
            String message =
                    "Cannot start the search, port %d of 127.0.0.1 is in use by process %d (%s); stop that process or choose another port with --search-port (0 takes a free one)"
                            .formatted(
                                    taken.getLocalPort(),
                                    ProcessHandle.current().pid(),
                                    ProcessHandle.current().info().command().orElseThrow());

            assertThatThrownBy(() -> LocalServices.in(home).useSearch())
                    .isInstanceOf(LocalServiceException.class)
                    .hasMessage(message);
            assertThat(LocalServices.in(home).usesSearch()).isFalse();

            services.down();
            LocalServices.in(home).useSearch();
            assertThatThrownBy(() -> LocalServices.in(home).up(status -> {}))
                    .isInstanceOf(LocalServiceException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void saysAtOnceWhyASearchServiceThatIsAskedForCannotStart() throws Exception {
        String library = System.setProperty(
                Search.LIBRARY_PROPERTY, folder.resolve("nothing").toString());
        try (RunningServices running = services.withSearchPort(0).startHere(status -> {})) {
            assertThat(running).isNotNull();
            assertThatThrownBy(() -> LocalServices.in(home).useSearch())
                    .isInstanceOf(LocalServiceException.class)
                    .hasMessage(
                            "Cannot find the jars of the search, the folder is missing: " + folder.resolve("nothing"));
            assertThat(services.status().up()).isFalse();
        } finally {
            System.setProperty(Search.LIBRARY_PROPERTY, library);
        }
    }

    @Test
    void takesTheDefaultPortInAHomeOfBeforeThereWasASearchService() throws Exception {
        home.create();
        Files.writeString(home.settings(), "{\"kafka\":19092,\"api\":18642,\"metastore\":0}");

        assertThat(LocalPorts.load(home)).isEqualTo(new LocalPorts(19_092, 18_642, 0, 9_200));
    }

    @Test
    void endsEverythingWithTheProcessThatStartedItHere() {
        List<Long> pids = new ArrayList<>();
        try (RunningServices running = services.startHere(status -> {})) {
            assertThat(running).isNotNull();
            StackStatus status = services.status();
            assertThat(status.supervisor()).isEqualTo(ProcessHandle.current().pid());
            status.services().forEach(service -> pids.add(service.pid()));
            assertThatThrownBy(() -> LocalServices.in(home).startHere(s -> {}))
                    .isInstanceOf(LocalServiceException.class)
                    .hasMessage("Cannot start the local services, another process looks after them already: "
                            + home.root());
        }
        assertThat(pids).hasSize(2).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    @Test
    void startsTheRuntimeWhileTheBrokerIsStarting() {
        List<String> progress = new ArrayList<>();
        try (RunningServices running =
                services.startHere(status -> progress.add(status.service() + " " + status.health()))) {
            assertThat(running).isNotNull();
        }

        assertThat(progress).startsWith("broker STARTING", "runtime STARTING", "broker UP", "runtime UP");
    }

    @Test
    void endsTheRuntimeThatIsStartingWhenTheBrokerCannotStart() throws Exception {
        home.create();
        Path settings = Files.createDirectories(home.broker().resolve("server.properties"));
        Set<Long> before = children();

        assertThatThrownBy(() -> services.startHere(status -> {}))
                .isInstanceOf(LocalServiceException.class)
                .hasMessage("Cannot start the broker in %s: %s: Is a directory".formatted(home.broker(), settings));

        assertThat(before).containsAll(children());
        assertThat(services.status().state()).isEqualTo(StackStatus.State.STOPPED);
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static boolean running(ServiceStatus service) {
        return ProcessHandle.of(service.pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().get(10, TimeUnit.SECONDS);
    }
}
