package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.local.ServiceStatus;
import io.penstock.local.ServiceStatus.Health;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StartProgressTest {

    private static final ServiceStatus STARTING =
            new ServiceStatus("broker", null, null, Health.STARTING, null, 0, null);
    private static final ServiceStatus UP = new ServiceStatus("broker", 12L, 9092, Health.UP, 200L, 0, null);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsOfEachServiceThatServesAndNothingOnceItIsClosed() {
        StartProgress progress = new StartProgress(context(false));
        progress.accept(STARTING);
        progress.accept(UP);
        progress.close();
        progress.accept(UP);

        assertThat(said().replaceAll("\\([^)]*\\)", "(…)")).isEqualTo("broker is up on 127.0.0.1:9092 (…)\n");
    }

    @Test
    void showsOnATerminalWhatIsBeingStarted() {
        try (StartProgress progress = new StartProgress(context(true))) {
            progress.accept(STARTING);
            Awaitility.await("the live line").until(() -> said().contains("Starting the broker, 0 s"));
            progress.accept(UP);
        }

        assertThat(said()).contains("broker is up on 127.0.0.1:9092");
    }

    @Test
    void namesAllThatAreBeingStartedAndThenThoseThatAreLeft() {
        try (StartProgress progress = new StartProgress(context(true))) {
            progress.accept(STARTING);
            progress.accept(new ServiceStatus("runtime", null, null, Health.STARTING, null, 0, null));
            Awaitility.await("the live line").until(() -> said().contains("Starting the broker and the runtime, 0 s"));
            progress.accept(UP);
            Awaitility.await("the live line").until(() -> said().contains("Starting the runtime, 0 s"));
        }
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private Context context(boolean terminal) {
        return new Context(
                InputStream.nullInputStream(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                Path.of(""),
                Map.of());
    }
}
