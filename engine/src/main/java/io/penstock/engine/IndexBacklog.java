package io.penstock.engine;

import org.jspecify.annotations.Nullable;

/**
 * What an index lacks because OpenSearch was away.
 *
 * @param batches how many batches have left it out
 * @param documents how many documents it is to get from the table
 * @param reason why it does not get them now; nothing while it does, or while the pipeline does not run
 */
public record IndexBacklog(long batches, long documents, @Nullable String reason) {}
