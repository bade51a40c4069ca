package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import io.penstock.local.ServiceStatus;
import io.penstock.local.StackStatus;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Objects;

/** Says how the local stack is. */
final class StackReport {

    private StackReport() {}

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
