package io.penstock.engine.deploy;

import io.penstock.engine.BatchReport;

/**
 * A committed batch in the order of the pipeline's commits.
 *
 * @param number counted from 1 over all sources since this process deployed the pipeline
 * @param report the batch
 */
public record CommittedBatch(long number, BatchReport report) {}
