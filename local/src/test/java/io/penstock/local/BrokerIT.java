package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerIT {

    @TempDir
    Path folder;

    private Broker broker;

    @BeforeEach
    void startBroker() {
        broker = Broker.startTemporary(folder);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void keepsRecordsWhenKilledAndStartedAgain() throws Exception {
        Records records = new Records(broker.bootstrapServers());
        records.send("kept", 500);

        broker.kill();
        broker.start();

        assertThat(records.count("kept")).isEqualTo(500);
    }

    @Test
    void keepsRecordsWhenStoppedAndStartedAgain() throws Exception {
        Records records = new Records(broker.bootstrapServers());
        records.send("kept", 500);

        broker.close();
        broker.start();

        assertThat(records.count("kept")).isEqualTo(500);
    }

    @Test
    void saysThatItDoesNotServeOnceKilled() {
        broker.kill();

        assertThatThrownBy(broker::check)
                .isInstanceOf(LocalServiceException.class)
                .hasMessage(
                        "The broker does not serve on %s: its process has ended".formatted(broker.bootstrapServers()));
    }

    @Test
    void mayBeClosedTwice() {
        broker.close();

        assertThatCode(broker::close).doesNotThrowAnyException();
        assertThat(broker.alive()).isFalse();
    }

    @Test
    void namesTheBusyPortItsHolderAndTheWayOut() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Broker second = Broker.in(new Home(folder.resolve("second")), taken.getLocalPort());

            assertThatThrownBy(second::start)
                    .isInstanceOf(LocalServiceException.class)
                    .hasMessage(
                            ("Cannot start the broker, port %d of 127.0.0.1 is in use by process %d (%s); stop that process or"
                                            + " choose another port with --kafka-port (0 takes a free one)")
                                    .formatted(
                                            taken.getLocalPort(),
                                            ProcessHandle.current().pid(),
                                            ProcessHandle.current()
                                                    .info()
                                                    .command()
                                                    .orElseThrow()));
        }
    }
}
