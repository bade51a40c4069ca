package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.runtime.UnavailableException;
import io.penstock.local.Home;
import java.time.Duration;
import java.util.Optional;

/**
 * A link that signs its reader in to the web console, once.
 *
 * @param link where to go
 * @param life how long it is good
 */
record ConsoleLink(String link, Duration life) {

    /** @throws UnavailableException when no runtime is up */
    static ConsoleLink require(Home home) {
        return of(RuntimeClient.require(home));
    }

    /** Nothing where the runtime gives none, which is no reason for another command to fail. */
    static Optional<ConsoleLink> find(Home home) {
        try {
            return RuntimeClient.find(home).map(ConsoleLink::of);
        } catch (UnavailableException | ApiException e) {
            return Optional.empty();
        }
    }

    private static ConsoleLink of(RuntimeClient client) {
        JsonNode answer = client.post("/api/sign-in/links", null);
        return new ConsoleLink(
                answer.path("link").asText(),
                Duration.ofSeconds(answer.path("expires_seconds").asLong()));
    }
}
