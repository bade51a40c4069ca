package io.penstock.cli.submit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.terminal.Json;
import io.penstock.pipeline.profile.Targets.Emr;
import io.penstock.pipeline.profile.Targets.EmrServerless;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Amazon EMR, to which Amazon's {@code aws} talks. Profile, pipeline file and jars of processors are copied to S3 first. */
final class AmazonTargets {

    private static final int FAILURES_PER_HOUR = 5; // EMR Serverless starts a stream again until then
    private static final int NEVER = 0;

    private AmazonTargets() {}

    static Submission submission(Job job, Target target) {
        return target == Target.EMR
                ? emr(job, SparkTargets.require(job.profile().targets().emr(), job, target, "cluster-id: j-…, …"))
                : serverless(
                        job,
                        SparkTargets.require(
                                job.profile().targets().emrServerless(), job, target, "application-id: …, …"));
    }

    private static Submission emr(Job job, Emr target) {
        SparkSubmit submit = SparkTargets.patientOnYarn(new SparkSubmit(job)
                .option("--master", "yarn")
                .option("--deploy-mode", "cluster")
                .processors(jar -> below(target.files(), name(jar)))
                .executors());
        ArrayNode steps = Json.array();
        ObjectNode step = steps.addObject()
                .put("Type", "CUSTOM_JAR")
                .put("Name", job.name())
                .put("ActionOnFailure", target.actionOnFailure().name())
                .put("Jar", "command-runner.jar");
        submit.call(
                        target.jar(),
                        below(target.files(), job.profileFileName()),
                        below(target.files(), job.pipelineFileName()))
                .forEach(step.putArray("Args")::add);
        List<Command> commands = copies(job, target.files());
        commands.add(
                Command.of("aws", "emr", "add-steps", "--cluster-id", target.clusterId(), "--steps", Json.line(steps)));
        return Submission.of(commands, steps, "steps.json");
    }

    private static Submission serverless(Job job, EmrServerless target) {
        ObjectNode run = Json.object()
                .put("applicationId", target.applicationId())
                .put("executionRoleArn", target.executionRole())
                .put("name", job.name())
                .put("mode", "STREAMING")
                .put("executionTimeoutMinutes", NEVER); // else it would be cancelled after twelve hours
        run.putObject("retryPolicy").put("maxFailedAttemptsPerHour", FAILURES_PER_HOUR);
        ObjectNode driver = run.putObject("jobDriver").putObject("sparkSubmit");
        driver.put("entryPoint", target.jar());
        SparkSubmit.arguments(
                        below(target.files(), job.profileFileName()), below(target.files(), job.pipelineFileName()))
                .forEach(driver.putArray("entryPointArguments")::add);
        driver.put(
                "sparkSubmitParameters",
                parameters(new SparkSubmit(job)
                        .processors(jar -> below(target.files(), name(jar)))
                        .executors()
                        .options()));
        List<Command> commands = copies(job, target.files());
        commands.add(Command.of("aws", "emr-serverless", "start-job-run", "--cli-input-json", Json.line(run)));
        return Submission.of(commands, run, "job-run.json");
    }

    private static List<Command> copies(Job job, String folder) {
        List<Command> copies = new ArrayList<>(List.of(
                Command.of("aws", "s3", "cp", job.profileFile().toString(), below(folder, job.profileFileName())),
                Command.of("aws", "s3", "cp", job.pipelineFile().toString(), below(folder, job.pipelineFileName()))));
        job.processorJars()
                .forEach(jar -> copies.add(Command.of("aws", "s3", "cp", jar.toString(), below(folder, name(jar)))));
        return copies;
    }

    private static String name(Path jar) {
        return String.valueOf(jar.getFileName());
    }

    /** One text, in which a value with spaces stands in quotes. */
    private static String parameters(List<String> words) {
        return words.stream()
                .map(word -> word.matches(".*[\\s\"].*") ? '"' + word.replace("\"", "\\\"") + '"' : word)
                .collect(Collectors.joining(" "));
    }

    /** A file of a folder that may be any location. */
    static String below(String folder, String name) {
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }
}
