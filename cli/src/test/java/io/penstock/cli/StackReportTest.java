package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Styles;
import io.penstock.local.ServiceStatus;
import io.penstock.local.ServiceStatus.Health;
import io.penstock.local.StackStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackReportTest {

    private static final StackStatus HALF_UP = new StackStatus(
            "/srv/web/.penstock",
            StackStatus.State.RUNNING,
            11L,
            List.of(
                    new ServiceStatus("broker", 12L, 9092, Health.UP, 200L, 0, null),
                    new ServiceStatus(
                            "runtime", null, 8642, Health.DOWN, null, 3, "its process ended with exit code 1")));

    @Test
    void printsALineForEachServiceAndWhyOneIsNotUp() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StackReport.print(HALF_UP, new PrintStream(out, true, StandardCharsets.UTF_8), Styles.OFF);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines(
                        """
                service  pid  port  health   memory  restarts
                broker    12  9092  up      200 MiB         0
                runtime    -  8642  down          -         3
                runtime: its process ended with exit code 1
                """);
    }

    @Test
    void saysTheSameToPrograms() {
        assertThat(Json.line(StackReport.json(HALF_UP)))
                .isEqualTo("{\"home\":\"/srv/web/.penstock\",\"state\":\"running\",\"supervisor\":11,\"services\":["
                        + "{\"service\":\"broker\",\"pid\":12,\"port\":9092,\"health\":\"up\",\"memory_mib\":200,"
                        + "\"restarts\":0,\"detail\":null},"
                        + "{\"service\":\"runtime\",\"pid\":null,\"port\":8642,\"health\":\"down\",\"memory_mib\":null,"
                        + "\"restarts\":3,\"detail\":\"its process ended with exit code 1\"}]}");
    }
}
