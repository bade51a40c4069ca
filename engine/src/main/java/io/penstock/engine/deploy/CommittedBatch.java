package io.penstock.engine.deploy;

import io.penstock.engine.BatchReport;
import java.time.Instant;

/**
 * A committed batch in the order of the pipeline's commits.
 *
 * @param number counted from 1 over all sources since this process deployed the pipeline
 * @param report the batch
 * @param since when its first records can have come: what it stands for lasts from then to its commit
 */
public record CommittedBatch(long number, BatchReport report, Instant since) {}
