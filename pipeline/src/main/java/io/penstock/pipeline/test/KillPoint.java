package io.penstock.pipeline.test;

/** A step of the commit protocol at which a run may die; in the order in which a batch comes to them. */
public enum KillPoint {
    /** The batch has begun, nothing is computed. */
    BATCH_STARTED,
    /** A task has written its rows and not yet reported them. */
    TASK_WRITTEN,
    /** All rows are written, nothing says that they belong to the batch. */
    COMPUTED,
    /** The batch is prepared: from here on it is completed from its record, and not computed again. */
    PREPARED,
    /** One table has the rows of the batch, others may not have them. */
    TABLE_COMMITTED,
    /** All tables have the rows of the batch, the dead letters are not committed. */
    TABLES_COMMITTED,
    /** The dead letters are committed, the ledger has no entry. */
    DEAD_LETTERS_COMMITTED,
    /** The ledger has its entry, Spark does not know that the batch is over. */
    LEDGER_WRITTEN
}
