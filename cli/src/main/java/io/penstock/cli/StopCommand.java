package io.penstock.cli;

import io.penstock.cli.runtime.RuntimeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stop a deployed pipeline after the batch at hand; nothing is lost.")
final class StopCommand implements Callable<Integer> {

    private final Context context;

    @Parameters(paramLabel = "NAME", description = "Name of the pipeline.")
    private String name = "";

    StopCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        PipelineStatus status = stop(RuntimeClient.require(context.home()), name);
        context.out().println("%s is %s.".formatted(status.name(), status.state()));
        return ExitCodes.DONE;
    }

    static PipelineStatus stop(RuntimeClient client, String name) {
        return PipelineStatus.of(client.post(PipelineStatus.path(name) + "/stop", null, ApplyCommand.LIMIT));
    }
}
