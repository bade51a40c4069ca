package io.penstock.engine.deploy;

/** The life of a deployed pipeline. */
public enum DeploymentState {
    /** Its queries are being started. */
    STARTING,
    /** It runs. */
    RUNNING,
    /** Something outside does not answer; it is tried again by and by. */
    WAITING,
    /** It had read all there was, as its trigger says, and stopped. */
    FINISHED,
    /** It was stopped, or never started. */
    STOPPED,
    /** It cannot go on, and trying again would not help. */
    FAILED
}
