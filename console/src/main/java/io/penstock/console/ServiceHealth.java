package io.penstock.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The services of the local stack, as their supervisor writes it down. Without one, as on a cluster, there are none to show. */
final class ServiceHealth {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FRESH_MILLIS = 30_000; // as the supervisor's own limit of a check

    private final Path file;

    ServiceHealth(Path home) {
        this.file = home.resolve("run").resolve("supervisor.json");
    }

    /**
     * @param health starting, up, failing or down
     * @param detail what is wrong
     */
    record Service(String service, String health, @Nullable Integer port, int restarts, @Nullable String detail) {}

    List<Service> list() {
        List<Service> services = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                JSON.readTree(Files.readString(file)).path("services").forEach(entry -> services.add(service(entry)));
            }
        } catch (IOException e) {
            return List.of(); // being written; it is looked at again in a moment
        }
        return services;
    }

    private static Service service(JsonNode entry) {
        JsonNode status = entry.path("status");
        boolean old = System.currentTimeMillis() - entry.path("checked_millis").asLong() > FRESH_MILLIS;
        return new Service(
                status.path("service").asText(),
                old ? "failing" : status.path("health").asText().toLowerCase(Locale.ROOT),
                status.path("port").isInt() ? status.path("port").asInt() : null,
                status.path("restarts").asInt(),
                old
                        ? "nobody has checked it for a while"
                        : status.path("detail").asText(null));
    }
}
