package io.penstock.cli;

import io.penstock.cli.terminal.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "console",
        description = "Print a link that signs you in to the web console.",
        footer = {"", "The link is good once. Others sign in by name and password: penstock users add"})
final class ConsoleCommand implements Callable<Integer> {

    private final Context context;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    ConsoleCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ConsoleLink link = ConsoleLink.require(context.home());
        if (output.json()) {
            context.out()
                    .println(Json.line(Json.object()
                            .put("link", link.link())
                            .put("expires_seconds", link.life().toSeconds())));
        } else {
            context.out().println(link.link());
            context.err()
                    .println("The link is good once, within %d minutes."
                            .formatted(link.life().toMinutes()));
        }
        return ExitCodes.DONE;
    }
}
