package io.penstock.cli.submit;

import io.penstock.cli.CommandException;
import io.penstock.pipeline.profile.DeployMode;
import io.penstock.pipeline.profile.Resources;
import io.penstock.pipeline.profile.Targets.Kubernetes;
import io.penstock.pipeline.profile.Targets.Standalone;
import io.penstock.pipeline.profile.Targets.Yarn;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clusters that {@code spark-submit} talks to itself. */
final class SparkTargets {

    private SparkTargets() {}

    static Submission submission(Job job, Target target) {
        return switch (target) {
            case STANDALONE ->
                standalone(
                        job, require(job.profile().targets().standalone(), job, target, "master: spark://host:7077"));
            case KUBERNETES ->
                kubernetes(
                        job,
                        require(
                                job.profile().targets().kubernetes(),
                                job,
                                target,
                                "master: k8s://https://host:6443, …"));
            default -> yarn(job, job.profile().targets().yarn());
        };
    }

    /** Spark's standalone mode copies nothing: jar and files have to be where each worker finds them. */
    private static Submission standalone(Job job, Standalone target) {
        Resources resources = job.profile().resources();
        SparkSubmit submit = new SparkSubmit(job)
                .option("--master", target.master())
                .option("--deploy-mode", target.deployMode().word())
                .processors(jar -> at(target.files(), jar, String.valueOf(jar.getFileName())));
        if (target.supervise() && target.deployMode() == DeployMode.CLUSTER) {
            submit.flag("--supervise");
        }
        if (!resources.dynamicAllocation()) { // it would never have more than these
            submit.setting("spark.cores.max", String.valueOf((long) resources.executors() * resources.executorCores()));
        }
        return submission(
                submit,
                job,
                target.jar(),
                at(target.files(), job.profileFile(), job.profileFileName()),
                at(target.files(), job.pipelineFile(), job.pipelineFileName()));
    }

    private static Submission yarn(Job job, @Nullable Yarn described) {
        Yarn target = described == null ? new Yarn(DeployMode.CLUSTER, null, null) : described;
        SparkSubmit submit = new SparkSubmit(job)
                .option("--master", "yarn")
                .option("--deploy-mode", target.deployMode().word())
                .processors(Path::toString)
                .executors();
        if (target.queue() != null) {
            submit.option("--queue", target.queue());
        }
        if (target.deployMode() == DeployMode.CLIENT) {
            return submission(
                    submit,
                    job,
                    target.jar(),
                    job.profileFile().toString(),
                    job.pipelineFile().toString());
        }
        submit.option("--files", files(job));
        patientOnYarn(submit).setting("spark.yarn.submit.waitAppCompletion", "false");
        return submission(submit, job, target.jar(), job.profileFileName(), job.pipelineFileName());
    }

    /** A stream runs for months: only failures of the last hour count against it. */
    static SparkSubmit patientOnYarn(SparkSubmit submit) {
        return submit.setting("spark.yarn.maxAppAttempts", "4")
                .setting("spark.yarn.am.attemptFailuresValidityInterval", "1h");
    }

    private static Submission kubernetes(Job job, Kubernetes target) {
        SparkSubmit submit = new SparkSubmit(job)
                .option("--master", target.master())
                .option("--deploy-mode", "cluster")
                .option("--files", files(job))
                .processors(Path::toString)
                .executors()
                .setting("spark.kubernetes.container.image", target.image())
                .setting("spark.kubernetes.namespace", target.namespace())
                .setting("spark.kubernetes.authenticate.driver.serviceAccountName", target.serviceAccount())
                .setting("spark.kubernetes.file.upload.path", target.upload())
                .setting("spark.kubernetes.submission.waitAppCompletion", "false");
        return submission(submit, job, target.jar(), job.profileFileName(), job.pipelineFileName());
    }

    private static Submission submission(
            SparkSubmit submit, Job job, @Nullable String jar, String profile, String pipeline) {
        String application = jar == null ? job.jar().toString() : jar;
        return Submission.of(
                List.of(new Command(submit.call(application, profile, pipeline))), jar == null ? job.jar() : null);
    }

    /** Both lie in the driver's working folder in the end. */
    private static String files(Job job) {
        if (job.profileFileName().equals(job.pipelineFileName())) {
            throw CommandException.wrongUsage(
                    "Cannot submit, profile and pipeline have the same file name: " + job.pipelineFileName());
        }
        return job.profileFile() + "," + job.pipelineFile();
    }

    private static String at(@Nullable String folder, Path file, String name) {
        return folder == null ? file.toString() : AmazonTargets.below(folder, name);
    }

    static <T> T require(@Nullable T target, Job job, Target kind, String example) {
        if (target == null) {
            throw CommandException.wrongUsage(
                    """
                    Cannot submit, profile %s does not describe this target: %s
                    Add to %s:
                      targets: { %s: { %s } }"""
                            .formatted(job.profile().name(), kind, job.profileFile(), kind, example));
        }
        return target;
    }
}
