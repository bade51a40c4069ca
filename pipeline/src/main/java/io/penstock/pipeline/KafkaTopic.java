package io.penstock.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * A topic and how it is read.
 *
 * @param partitions how many the topic has; 0 if the file does not say
 * @param maxRecordsPerBatch null for no limit
 */
public record KafkaTopic(
        @Key(value = "Name of the topic.", example = "blog-replay", notation = Notation.TOPIC) String topic,
        @Key(
                        value =
                                "How many partitions the topic has. Used when Penstock creates the topic; for a topic that is already there"
                                        + " it has to be the true number.",
                        example = "2",
                        unset = "the topic's own number; 1 when Penstock creates it",
                        min = 1,
                        max = 10_000)
                int partitions,
        @Key(
                        value =
                                "Where the first run begins: `earliest`, `latest`, or a point in time, from which the first record at or after"
                                        + " it is read. Later runs continue from the checkpoint.",
                        example = "2026-01-31T00:00:00Z",
                        defaultsTo = "earliest",
                        notation = Notation.STARTING_OFFSETS)
                StartingOffsets startingOffsets,
        @Key(
                        value = "The most records that one batch reads from the topic, over all partitions.",
                        example = "500000",
                        unset = "a batch reads all there is",
                        min = 1)
                @Nullable
                Long maxRecordsPerBatch,
        @Key(
                        value =
                                "What to do when records are gone before they were read (retention overtook the reader, the topic was"
                                        + " deleted): `fail` stops with the missing range, `continue` goes on and writes the gap into the ledger.",
                        example = "continue",
                        defaultsTo = "fail")
                OnDataLoss onDataLoss) {}
