package io.penstock.pipeline;

/** What happens when records are gone from Kafka before they were read. */
public enum OnDataLoss {
    /** The pipeline stops and names the missing range. */
    FAIL,
    /** The pipeline goes on; the missing range is written into the ledger. */
    CONTINUE
}
