package io.penstock.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.produce.Generator;
import io.penstock.cli.produce.Records;
import io.penstock.cli.produce.Records.Outgoing;
import io.penstock.cli.simulate.CabSimulator;
import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CabsTest {

    private static final double NANOS = 1e9;

    @Test
    void whereThereIsNoEndTheLastTenMinutesComeFirstAtOnce() throws IOException {
        Instant before = Instant.now();
        long atOnce = 0;
        Outgoing last;
        try (Records records = new Cabs().events(Generator.ENDLESS, 10)) {
            for (last = next(records); last.bad() || last.dueNanos() == 0; last = next(records)) {
                atOnce++;
            }
        }

        assertThat(atOnce).as("ten records a second").isBetween(5_800L, 6_200L);
        double at = Json.parse(new String(last.value(), UTF_8)).path("at").asDouble();
        assertThat(at - before.toEpochMilli() / 1_000.0).isBetween(-200.0, 10.0);
        assertThat(last.dueNanos()).isLessThan((long) (2 * NANOS));
    }

    @Test
    void aNumberOfRecordsBeginsNow() throws IOException {
        try (Records records = new Cabs().events(100, 10)) {
            Outgoing last = next(records);
            for (int n = 0; n < 50; n++) {
                last = next(records);
            }

            assertThat(last.dueNanos()).isGreaterThan((long) NANOS);
        }
    }

    @Test
    void itsPageIsTheDashboardOfItsFile() {
        assertThat(new Cabs().page()).isEqualTo("/dashboards/cabs/city");
        assertThat(CabSimulator.ENDLESS).isEqualTo(Generator.ENDLESS);
    }

    private static Outgoing next(Records records) throws IOException {
        return Objects.requireNonNull(records.next());
    }
}
