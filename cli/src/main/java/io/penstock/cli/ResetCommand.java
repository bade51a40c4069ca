package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.RuntimeClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "reset",
        description = "Start a pipeline over: drop its tables, indices, dead letters, ledger and checkpoint.",
        footer = {"", "The pipeline must be stopped. The topic stays as it is, and the pipeline stays deployed."})
final class ResetCommand implements Callable<Integer> {

    private final Context context;

    @Parameters(paramLabel = "NAME", description = "Name of the pipeline.")
    private String name = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    ResetCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        RuntimeClient client = RuntimeClient.require(context.home());
        PipelineStatus status = PipelineStatus.load(client, name);
        if (!yes && !confirmed(status)) {
            context.err().println("Nothing was dropped.");
            return ExitCodes.FAILED;
        }
        JsonNode answer = client.post(PipelineStatus.path(name) + "/reset", null, ApplyCommand.LIMIT);
        answer.path("dropped").forEach(dropped -> context.out().println("dropped " + dropped.asText()));
        answer.path("deleted").forEach(deleted -> context.out().println("deleted index " + deleted.asText()));
        context.out().println("%s starts over when it is started.".formatted(name));
        return ExitCodes.DONE;
    }

    private boolean confirmed(PipelineStatus status) throws IOException {
        if (!context.terminal()) {
            throw CommandException.wrongUsage(
                    "Cannot reset %s unasked, nobody is here to confirm it: add --yes".formatted(name));
        }
        context.err().println("This drops, for good:");
        status.tables().forEach(table -> context.err().println("  table " + table));
        status.indices().forEach(index -> context.err().println("  index " + index));
        context.err().println("  the dead letters of %s".formatted(name));
        context.err().println("  its ledger and checkpoint: it reads its topics from the start again");
        context.err().print("Type yes to go on: ");
        context.err().flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8));
        String answer = in.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
    }
}
