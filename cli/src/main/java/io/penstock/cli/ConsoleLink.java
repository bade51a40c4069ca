package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.runtime.UnavailableException;
import io.penstock.cli.terminal.Json;
import io.penstock.local.Home;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A link that signs its reader in to the web console, once.
 *
 * @param link where to go
 * @param life how long it is good
 */
record ConsoleLink(String link, Duration life) {

    /** @throws UnavailableException when no runtime is up */
    static ConsoleLink require(Home home) {
        return of(RuntimeClient.require(home), null);
    }

    /** One that leads to a page; nothing where the runtime gives none. @param path of the console */
    static Optional<ConsoleLink> find(Home home, String path) {
        return found(home, path);
    }

    /** Nothing where the runtime gives none, which is no reason for another command to fail. */
    static Optional<ConsoleLink> find(Home home) {
        return found(home, null);
    }

    private static Optional<ConsoleLink> found(Home home, @Nullable String path) {
        try {
            return RuntimeClient.find(home).map(client -> of(client, path));
        } catch (UnavailableException | ApiException e) {
            return Optional.empty();
        }
    }

    private static ConsoleLink of(RuntimeClient client, @Nullable String path) {
        JsonNode answer = client.post(
                "/api/sign-in/links", path == null ? null : Json.object().put("next", path));
        return new ConsoleLink(
                answer.path("link").asText(),
                Duration.ofSeconds(answer.path("expires_seconds").asLong()));
    }
}
