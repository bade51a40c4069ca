package io.penstock.cli;

import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.local.RuntimeTool;
import io.penstock.pipeline.LoadedProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop",
        description = "Stop a deployed pipeline after the batch at hand; nothing is lost.",
        footer = {
            "",
            "With --profile it asks the driver of a cluster, by a file in the folder of the pipeline's",
            "checkpoints, and waits until that is done.",
            "",
            "  penstock stop clickstream",
            "  penstock stop clickstream --profile prod"
        })
final class StopCommand implements Callable<Integer> {

    private static final String JOB = "io.penstock.console.JobMain";

    private final Context context;

    @Parameters(paramLabel = "NAME", description = "Name of the pipeline.")
    private String name = "";

    @Mixin
    private final ProfileOptions profile = new ProfileOptions();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "With --profile: how long the driver may take. Default: 2m.")
    private Duration wait = Duration.ofMinutes(2);

    StopCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (profile.given()) {
            return onProfile();
        }
        PipelineStatus status = stop(RuntimeClient.require(context.home()), name);
        context.out().println("%s is %s.".formatted(status.name(), status.state()));
        return ExitCodes.DONE;
    }

    static PipelineStatus stop(RuntimeClient client, String name) {
        return PipelineStatus.of(client.post(PipelineStatus.path(name) + "/stop", null, ApplyCommand.LIMIT));
    }

    /** File systems of clusters are the runtime's matter. */
    private int onProfile() {
        LoadedProfile named = Objects.requireNonNull(profile.load(context, Path.of(name)));
        RuntimeTool.Result result = RuntimeTool.run(
                JOB,
                List.of("--profile", named.fileName(), "--stop", name, "--patience", Long.toString(wait.toSeconds())));
        if (result.code() == ExitCodes.WRONG_USAGE) {
            throw CommandException.wrongUsage(result.said());
        } else if (result.code() != ExitCodes.DONE) {
            throw CommandException.failed(result.said());
        }
        context.out().println("%s is stopped.".formatted(name));
        return ExitCodes.DONE;
    }
}
