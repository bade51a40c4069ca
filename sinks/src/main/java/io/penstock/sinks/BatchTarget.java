package io.penstock.sinks;

/**
 * What the commit protocol commits batches to: tasks write files that no reader sees, {@link #commit} makes them visible under the
 * batch's identity, each batch once.
 */
public interface BatchTarget {

    /**
     * Adds the files under the identity, unless the table holds the batch already.
     *
     * @param step called between two changes that are not one atomic step, if there are such
     * @return whether they were added now
     * @throws ForeignBatchException when the table holds batches of another incarnation, or another driver has committed in
     *     between
     */
    boolean commit(BatchIdentity identity, FilesRecord files, Runnable step);

    /**
     * Deletes what other runs wrote for a batch. Safe only once the batch has a prepared record, which names the files that
     * count: from then on no other run can win the batch.
     *
     * @return how many files were deleted
     */
    int deleteOrphans(BatchIdentity identity, String keptRun);

    /** Deletes what a run wrote for a batch that another run has won. Safe only for a run that has no prepared record. */
    void deleteFiles(BatchIdentity identity, String run);
}
