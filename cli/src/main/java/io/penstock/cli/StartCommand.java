package io.penstock.cli;

import io.penstock.cli.runtime.RuntimeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Start a deployed pipeline where it stopped.")
final class StartCommand implements Callable<Integer> {

    private final Context context;

    @Parameters(paramLabel = "NAME", description = "Name of the pipeline.")
    private String name = "";

    StartCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RuntimeClient client = RuntimeClient.require(context.home());
        PipelineStatus status =
                PipelineStatus.of(client.post(PipelineStatus.path(name) + "/start", null, ApplyCommand.LIMIT));
        context.out().println("%s is %s.".formatted(status.name(), status.state()));
        return ExitCodes.DONE;
    }
}
