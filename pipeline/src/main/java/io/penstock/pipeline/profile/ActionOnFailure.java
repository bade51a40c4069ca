package io.penstock.pipeline.profile;

/** What an EMR cluster does when the step of a pipeline fails. */
public enum ActionOnFailure {
    CONTINUE,
    CANCEL_AND_WAIT,
    TERMINATE_CLUSTER
}
