package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import io.penstock.local.ServiceStatus;
import io.penstock.local.ServiceStatus.Health;
import io.penstock.local.StackStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Says how the local stack is, and tells of its start. */
final class StackReport {

    private StackReport() {}

    /** A line for each service that serves, with the time that it took. */
    static Consumer<ServiceStatus> progress(PrintStream err) {
        Map<String, Long> begun = new HashMap<>();
        return status -> {
            long now = System.nanoTime();
            if (status.health() == Health.STARTING) {
                begun.putIfAbsent(status.service(), now);
            } else if (status.up()) {
                Duration taken = Duration.ofNanos(now - begun.getOrDefault(status.service(), now));
                err.println("%s is up on 127.0.0.1:%d (%s)"
                        .formatted(status.service(), status.port(), Figures.time(taken)));
            }
        };
    }

    static void print(StackStatus stack, PrintStream out, Styles styles) {
        Table table = new Table(
                Column.left("service"),
                Column.right("pid"),
                Column.right("port"),
                Column.left("health")
                        .painted(health -> health.equals("up") ? styles.green(health) : styles.red(health)),
                Column.right("memory"),
                Column.right("restarts"));
        for (ServiceStatus service : stack.services()) {
            table.row(
                    service.service(),
                    Objects.toString(service.pid(), "-"),
                    Objects.toString(service.port(), "-"),
                    word(service.health()),
                    service.memoryMib() == null ? "-" : service.memoryMib() + " MiB",
                    Integer.toString(service.restarts()));
        }
        table.print(out, styles);
        for (ServiceStatus service : stack.services()) {
            if (service.detail() != null) {
                out.println("%s: %s".formatted(service.service(), service.detail()));
            }
        }
    }

    static ObjectNode json(StackStatus stack) {
        ObjectNode json = Json.object().put("home", stack.home()).put("state", word(stack.state()));
        json.put("supervisor", stack.supervisor());
        ArrayNode services = json.putArray("services");
        for (ServiceStatus service : stack.services()) {
            services.addObject()
                    .put("service", service.service())
                    .put("pid", service.pid())
                    .put("port", service.port())
                    .put("health", word(service.health()))
                    .put("memory_mib", service.memoryMib())
                    .put("restarts", service.restarts())
                    .put("detail", service.detail());
        }
        return json;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
