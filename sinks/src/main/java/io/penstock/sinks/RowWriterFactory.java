package io.penstock.sinks;

import java.io.Serializable;

/** Makes the writers of one table in the tasks. Holds no connection to the catalog. */
public interface RowWriterFactory extends Serializable {

    /**
     * A writer for one task attempt.
     *
     * @param run id of the driver's run, so that files of a run that died are told from those of the one that took over
     * @param task unique among the task attempts of the batch, part of the files' names
     */
    RowWriter create(BatchIdentity identity, String run, String task);
}
