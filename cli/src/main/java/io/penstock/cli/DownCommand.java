package io.penstock.cli;

import io.penstock.local.Home;
import io.penstock.local.LocalServices;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "down",
        description = "Stop the local stack: the runtime after its batches, then the broker. Data stays.")
final class DownCommand implements Callable<Integer> {

    private final Context context;

    DownCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Home home = context.home();
        String what = LocalServices.in(home).down() ? "The local stack is down in " : "Nothing was running in ";
        context.err().println(what + home.root());
        return ExitCodes.DONE;
    }
}
