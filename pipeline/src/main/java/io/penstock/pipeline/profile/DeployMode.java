package io.penstock.pipeline.profile;

/** Where the driver runs: on the cluster, or where {@code spark-submit} was called. */
public enum DeployMode {
    CLUSTER,
    CLIENT;

    /** As spark-submit's {@code --deploy-mode} has it. */
    public String word() {
        return this == CLUSTER ? "cluster" : "client";
    }
}
