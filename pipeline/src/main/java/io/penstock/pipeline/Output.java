package io.penstock.pipeline;

/** Where the rows of a source or view go. */
public sealed interface Output permits TableOutput, TopicOutput, JdbcOutput, IndexOutput {

    /** The source or view whose rows are written. */
    String from();

    /** How often a row arrives, whatever dies on the way: for people. */
    String delivery();
}
