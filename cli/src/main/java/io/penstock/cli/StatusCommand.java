package io.penstock.cli;

import io.penstock.cli.terminal.Json;
import io.penstock.local.LocalServices;
import io.penstock.local.StackStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = "Show how the services of the local stack are.",
        footer = {"", "Exit code 3 unless all of them are up."})
final class StatusCommand implements Callable<Integer> {

    private final Context context;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        StackStatus stack = LocalServices.in(context.home()).status();
        if (output.json()) {
            context.out().println(Json.line(StackReport.json(stack)));
        } else if (stack.state() == StackStatus.State.STOPPED) {
            context.err().println("Nothing runs in %s; start it with: penstock up".formatted(stack.home()));
        } else {
            StackReport.print(stack, context.out(), context.styles());
        }
        return stack.up() ? ExitCodes.DONE : ExitCodes.CHECK_FAILED;
    }
}
