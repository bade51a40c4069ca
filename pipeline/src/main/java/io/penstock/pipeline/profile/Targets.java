package io.penstock.pipeline.profile;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import org.jspecify.annotations.Nullable;

/** What {@code penstock submit} has to know about each kind of cluster. */
public record Targets(
        @Key(
                        value = "A standalone Spark cluster.",
                        example = "{ master: spark://master:7077 }",
                        unset = "there is none")
                @Nullable
                Standalone standalone,
        @Key(
                        value = "Hadoop YARN, as the Hadoop configuration of the calling machine names it.",
                        example = "{ queue: streams }",
                        unset = "its defaults")
                @Nullable
                Yarn yarn,
        @Key(
                        value = "A cluster of Amazon EMR on EC2.",
                        example =
                                "{ cluster-id: j-2AXXXXXXGAPLF, jar: s3://company-lake/penstock/penstock.jar, files: s3://company-lake/penstock }",
                        unset = "there is none")
                @Nullable
                Emr emr,
        @Key(
                        value = "An application of Amazon EMR Serverless.",
                        example =
                                "{ application-id: 00f1r2e3, execution-role: \"arn:aws:iam::123456789012:role/penstock\", jar: s3://company-lake/penstock/penstock.jar, files: s3://company-lake/penstock }",
                        unset = "there is none")
                @Nullable
                EmrServerless emrServerless,
        @Key(
                        value = "Kubernetes.",
                        example =
                                "{ master: \"k8s://https://10.0.0.1:6443\", image: registry.example.com/spark:4.1.3, upload: s3a://company-lake/upload }",
                        unset = "there is none")
                @Nullable
                Kubernetes kubernetes) {

    /** A standalone Spark cluster, whose driver runs on one of the workers. */
    public record Standalone(
            @Key(value = "The master's address.", example = "spark://master:7077", notation = Notation.SPARK_MASTER)
                    String master,
            @Key(value = "Where the driver runs: `cluster` or `client`.", example = "client", defaultsTo = "cluster")
                    DeployMode deployMode,
            @Key(
                            value = "Whether the master starts the driver again when it ends with an error.",
                            example = "false",
                            defaultsTo = "true")
                    boolean supervise,
            @Key(
                            value = "The packaged jar, as each worker finds it.",
                            example = "/opt/penstock/penstock.jar",
                            unset =
                                    "`penstock.jar` of the working folder, which each worker then has to find at the same path",
                            notation = Notation.JAR)
                    @Nullable
                    String jar,
            @Key(
                            value = "The folder in which each worker finds the profile and the pipeline file.",
                            example = "/opt/penstock",
                            unset = "the paths that they have here",
                            notation = Notation.LOCATION)
                    @Nullable
                    String files) {}

    /** Hadoop YARN. The jar and the files are copied to the cluster. */
    public record Yarn(
            @Key(value = "Where the driver runs: `cluster` or `client`.", example = "client", defaultsTo = "cluster")
                    DeployMode deployMode,
            @Key(value = "YARN's queue.", example = "streams", unset = "YARN's own choice", notation = Notation.PLAIN)
                    @Nullable
                    String queue,
            @Key(
                            value = "The packaged jar.",
                            example = "hdfs:///apps/penstock/penstock.jar",
                            unset = "`penstock.jar` of the working folder",
                            notation = Notation.JAR)
                    @Nullable
                    String jar) {}

    /** Amazon EMR on EC2, to which a step is added. */
    public record Emr(
            @Key(value = "The cluster.", example = "j-2AXXXXXXGAPLF", notation = Notation.PLAIN) String clusterId,
            @Key(
                            value =
                                    "What the cluster does when the step fails: `continue` with other steps, `cancel-and-wait`, or"
                                            + " `terminate-cluster`.",
                            example = "cancel-and-wait",
                            defaultsTo = "continue")
                    ActionOnFailure actionOnFailure,
            @Key(
                            value = "The packaged jar in S3.",
                            example = "s3://company-lake/penstock/penstock.jar",
                            notation = Notation.S3_LOCATION)
                    String jar,
            @Key(
                            value = "The folder in S3 to which `submit` copies the profile and the pipeline file.",
                            example = "s3://company-lake/penstock",
                            notation = Notation.S3_LOCATION)
                    String files) {}

    /** Amazon EMR Serverless, on which a job run is started. */
    public record EmrServerless(
            @Key(value = "The application.", example = "00f1r2e3", notation = Notation.PLAIN) String applicationId,
            @Key(
                            value = "The role that the job takes on.",
                            example = "arn:aws:iam::123456789012:role/penstock",
                            notation = Notation.ROLE)
                    String executionRole,
            @Key(
                            value = "The packaged jar in S3.",
                            example = "s3://company-lake/penstock/penstock.jar",
                            notation = Notation.S3_LOCATION)
                    String jar,
            @Key(
                            value = "The folder in S3 to which `submit` copies the profile and the pipeline file.",
                            example = "s3://company-lake/penstock",
                            notation = Notation.S3_LOCATION)
                    String files) {}

    /** Kubernetes, whose driver runs in a pod of its own. */
    public record Kubernetes(
            @Key(
                            value = "The API server.",
                            example = "k8s://https://10.0.0.1:6443",
                            notation = Notation.KUBERNETES_MASTER)
                    String master,
            @Key(
                            value = "The image with Spark and a JDK.",
                            example = "registry.example.com/spark:4.1.3",
                            notation = Notation.PLAIN)
                    String image,
            @Key(value = "The namespace.", example = "streams", defaultsTo = "default", notation = Notation.NAME)
                    String namespace,
            @Key(
                            value = "The service account of the driver, which has to be allowed to start pods.",
                            example = "spark",
                            unset = "that of the namespace",
                            notation = Notation.NAME)
                    @Nullable
                    String serviceAccount,
            @Key(
                            value =
                                    "The packaged jar: `local:///…` for one in the image. Any other is copied to `upload`.",
                            example = "local:///opt/penstock/penstock.jar",
                            unset = "`penstock.jar` of the working folder",
                            notation = Notation.JAR)
                    @Nullable
                    String jar,
            @Key(
                            value =
                                    "The folder that `spark-submit` copies the profile and the pipeline file to, and from which the driver takes them.",
                            example = "s3a://company-lake/upload",
                            notation = Notation.LOCATION)
                    String upload) {}
}
