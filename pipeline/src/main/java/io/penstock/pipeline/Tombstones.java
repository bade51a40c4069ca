package io.penstock.pipeline;

/** What becomes of a record without a value, a tombstone of a compacted topic. */
public enum Tombstones {
    /** It is a dead letter, unless another output of its source deletes by it. */
    REJECT,
    /** It deletes the document whose id is its key. */
    DELETE
}
