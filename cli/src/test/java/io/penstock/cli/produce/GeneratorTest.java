package io.penstock.cli.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cli.produce.Records.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorTest {

    private static final InstantSource NOON = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

    @Test
    void makesTheClassicEventKeyedByIp() {
        List<Outgoing> events = all(new Generator(1_000, 0, 7, NOON));

        assertThat(events).hasSize(1_000);
        for (int n = 1; n <= events.size(); n++) {
            String value = text(events.get(n - 1).value());
            assertThat(value)
                    .matches("1700000000000," + n
                            + ",www\\.example([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-4])\\.com"
                            + ",192\\.168\\.2\\.([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-4])");
            assertThat(value).endsWith("," + text(events.get(n - 1).key()));
        }
    }

    @Test
    void theSameSeedMakesTheSameEvents() {
        assertThat(values(new Generator(500, 0.1, 42, NOON))).isEqualTo(values(new Generator(500, 0.1, 42, NOON)));
        assertThat(values(new Generator(500, 0.1, 42, NOON))).isNotEqualTo(values(new Generator(500, 0.1, 43, NOON)));
    }

    @Test
    void exactlyTheShareOfEventsIsBad() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(bad(all(new Generator(10_000, 0.01, seed, NOON)))).hasSize(100);
            assertThat(bad(all(new Generator(149, 0.01, seed, NOON)))).hasSize(1);
            assertThat(bad(all(new Generator(10, 1, seed, NOON)))).hasSize(10);
        }
    }

    @Test
    void anEndlessStreamKeepsTheShareInEveryBlock() {
        Generator endless = new Generator(Generator.ENDLESS, 0.0025, 3, NOON);
        List<Outgoing> events = new ArrayList<>();
        for (int n = 0; n < 8 * BadPositions.BLOCK; n++) {
            events.add(endless.next());
        }

        assertThat(bad(events)).hasSize(20);
        assertThat(bad(events.subList(0, 1_000))).hasSize(3);
    }

    @Test
    void theBadOnesAreSpread() {
        List<Outgoing> events = all(new Generator(10_000, 0.01, 1, NOON));

        assertThat(bad(events.subList(0, 5_000))).hasSizeBetween(30, 70);
    }

    @Test
    void everyKindOfBadEventComesByTurns() {
        List<String> kinds = bad(all(new Generator(12, 1, 5, NOON))).stream()
                .map(event -> kind(event.value()))
                .toList();

        assertThat(kinds)
                .containsExactly(
                        "3 fields",
                        "id",
                        "overflow",
                        "utf-8",
                        "empty",
                        "5 fields",
                        "3 fields",
                        "id",
                        "overflow",
                        "utf-8",
                        "empty",
                        "5 fields");
    }

    @Test
    void refusesAShareThatIsNone() {
        assertThatThrownBy(() -> new Generator(1, 1.5, 0, NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot make that share of bad events, expected 0 to 1: 1.5");
    }

    private static String kind(byte[] value) {
        if (value.length == 0) {
            return "empty";
        }
        if (new String(value, StandardCharsets.UTF_8).contains("\ufffd")) {
            return "utf-8";
        }
        String[] fields = text(value).split(",", -1);
        if (fields.length != 4) {
            return fields.length + " fields";
        }
        return fields[1].startsWith("n") ? "id" : fields[1].length() > 19 ? "overflow" : "good";
    }

    private static List<Outgoing> bad(List<Outgoing> events) {
        return events.stream().filter(Outgoing::bad).toList();
    }

    private static List<String> values(Generator generator) {
        return all(generator).stream().map(event -> text(event.value())).toList();
    }

    private static List<Outgoing> all(Generator generator) {
        List<Outgoing> events = new ArrayList<>();
        for (Outgoing event = generator.next(); event != null; event = generator.next()) {
            events.add(event);
        }
        return events;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
