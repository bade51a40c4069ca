package io.penstock.cli.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.UnavailableException;
import io.penstock.cli.terminal.Json;
import io.penstock.local.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** The address of Kafka: that of the option, else that of the home's running broker. */
public final class Bootstrap {

    private Bootstrap() {}

    /** The running broker of the home. @throws UnavailableException when none is up */
    public static String of(Home home) {
        return find(home)
                .orElseThrow(() -> new UnavailableException(
                        "Cannot find Kafka, no local stack is up in %s%nStart it with: penstock up%nor name a cluster: --bootstrap HOST:PORT"
                                .formatted(home.root()),
                        null,
                        null));
    }

    private static Optional<String> find(Home home) {
        try {
            JsonNode state = Json.parse(Files.readString(home.run().resolve("broker.json")));
            return Optional.of(state.path("port").asInt())
                    .filter(port -> port > 0)
                    .map(port -> "127.0.0.1:" + port);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // absent, or left half-written by a crash
        }
    }
}
