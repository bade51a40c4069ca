package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.terminal.Json;
import io.penstock.local.Home;
import io.penstock.local.StackStatus;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = "Start the local stack in the background: broker and runtime.",
        sortOptions = false,
        footer = {
            "",
            "A service that dies is started again, and its pipelines go on where they were. All state lies in the",
            "home folder: the nearest .penstock from here upwards, else a new one here; PENSTOCK_HOME names another."
        })
final class UpCommand implements Callable<Integer> {

    private final Context context;

    @Mixin
    private final PortOptions ports = new PortOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    UpCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Home home = context.home();
        StackStatus stack;
        try (StartProgress progress = new StartProgress(context)) {
            stack = ports.services(home).up(progress);
        }
        Optional<ConsoleLink> link = ConsoleLink.find(home);
        if (output.json()) {
            ObjectNode json = StackReport.json(stack);
            link.ifPresent(console -> json.put("console", console.link()));
            context.out().println(Json.line(json));
        } else {
            context.err().println("The local stack is up in " + home.root());
            StackReport.print(stack, context.out(), context.styles());
            link.ifPresent(console -> context.err()
                    .println("%nThe web console, with a link that signs you in once:%n%s".formatted(console.link())));
        }
        return ExitCodes.DONE;
    }
}
