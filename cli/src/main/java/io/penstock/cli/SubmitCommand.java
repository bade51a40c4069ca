package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.JarContents;
import io.penstock.cli.submit.Command;
import io.penstock.cli.submit.Job;
import io.penstock.cli.submit.Programs;
import io.penstock.cli.submit.Submission;
import io.penstock.cli.submit.Target;
import io.penstock.cli.terminal.Json;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedProfile;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.ProblemReport;
import io.penstock.pipeline.ProfileLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "submit",
        description = "Submit a pipeline file to a cluster.",
        sortOptions = false,
        footer = {
            "",
            "The profile says where the cluster is and what the pipeline gets of it. Runs spark-submit (from",
            "$SPARK_HOME/bin or the PATH), or aws for emr and emr-serverless, and ends with its exit code. The",
            "jar is made by `penstock package`.",
            "",
            "  penstock submit clickstream.yaml --profile prod --target yarn --print"
        })
final class SubmitCommand implements Callable<Integer> {

    private final Context context;

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            required = true,
            description =
                    "The profile: its name, looked for as profiles/NAME.yaml from the file's folder upwards, or a path.")
    private String profile = "";

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            required = true,
            converter = Converters.ClusterKind.class,
            description = "The kind of cluster: standalone, yarn, emr, emr-serverless or kubernetes.")
    private Target target = Target.STANDALONE;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            defaultValue = PackageCommand.DEFAULT_FILE,
            description =
                    "The packaged jar here, where the profile does not say where it is. Default: ${DEFAULT-VALUE}.")
    private Path jar = Path.of(PackageCommand.DEFAULT_FILE);

    @Option(names = "--print", description = "Print the call and run nothing.")
    private boolean print;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    SubmitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Job job = job();
        Submission submission = Submission.of(job, target);
        if (print && output.json()) {
            context.out().println(Json.pretty(json(submission)));
        } else if (print) {
            print(submission);
        } else {
            return run(job, submission);
        }
        return ExitCodes.DONE;
    }

    private Job job() {
        LoadedPipeline pipeline = PipelineLoader.load(context.resolve(file));
        Path profileFile = ProfileFile.find(context, profile, file);
        LoadedProfile loaded = ProfileLoader.load(profileFile);
        String problems = ProblemReport.text(pipeline.fileName(), pipeline.problems())
                + ProblemReport.text(loaded.fileName(), loaded.problems());
        if (!problems.isEmpty()) {
            throw CommandException.wrongUsage(problems.stripTrailing());
        }
        refuseLocalFiles(Objects.requireNonNull(pipeline.pipeline()));
        return new Job(
                Objects.requireNonNull(pipeline.pipeline()).name(),
                absolute(file),
                Objects.requireNonNull(loaded.profile()),
                profileFile,
                absolute(jar),
                JarContents.paths(pipeline).stream().map(this::absolute).toList());
    }

    private static void refuseLocalFiles(Pipeline pipeline) {
        pipeline.references().forEach((name, reference) -> {
            if (reference instanceof FileReference rows && rows.file().startsWith("/")) {
                throw CommandException.wrongUsage(
                        "Cannot submit, reference %s is a file of this machine: %s%nPut it where the cluster reads it, and name that: s3://bucket/%s, or file:%s where each machine has it."
                                .formatted(
                                        name, rows.file(), Path.of(rows.file()).getFileName(), rows.file()));
            }
        });
    }

    private Path absolute(Path path) {
        return context.resolve(path).toAbsolutePath().normalize();
    }

    private int run(Job job, Submission submission) {
        submission.localJar().filter(here -> !Files.isRegularFile(here)).ifPresent(missing -> {
            throw CommandException.failed(
                    "Cannot submit, the packaged jar is not there: %s\n'penstock package' makes it; --jar names another."
                            .formatted(missing));
        });
        job.processorJars().stream()
                .filter(here -> !Files.isRegularFile(here))
                .findFirst()
                .ifPresent(missing -> {
                    throw CommandException.failed("Cannot submit, a jar of the pipeline is not there: " + missing);
                });
        Programs programs = new Programs(context);
        for (Command command : submission.commands()) {
            context.err().println("Running " + command.program() + " ...");
            int code = programs.run(command);
            if (code != 0) {
                context.err().println("%s ended with exit code %d.".formatted(command.program(), code));
                return code;
            }
        }
        return ExitCodes.DONE;
    }

    /** The document alone on stdout, so that it can be sent into a file; what to do with it on stderr. */
    private void print(Submission submission) {
        List<Command> commands = submission.commands();
        if (submission.document().isEmpty()) {
            commands.forEach(command -> context.out().println(command.lines()));
            return;
        }
        context.out().println(Json.pretty(submission.document().get()));
        context.err().println("With this JSON in a file, call:");
        commands.subList(0, commands.size() - 1)
                .forEach(command -> context.err().println("  " + command.line()));
        context.err().println("  " + submission.lastWithFile().line());
    }

    private ObjectNode json(Submission submission) {
        ObjectNode json = Json.object().put("target", target.toString());
        ArrayNode commands = json.putArray("commands");
        for (Command command : submission.commands()) {
            ArrayNode words = commands.addArray();
            command.words().forEach(words::add);
        }
        submission.document().ifPresent(document -> json.set("document", document));
        return json;
    }
}
