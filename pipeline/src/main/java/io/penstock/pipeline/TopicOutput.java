package io.penstock.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * A topic that every row of a source or view is sent to, at least once: a batch that is computed again sends again.
 *
 * @param key null for records without a key
 * @param partitions how many the topic has; 0 if the file does not say
 */
public record TopicOutput(
        @Key(
                        value =
                                "The topic. It is created if it is not there. It cannot be one that a source of the pipeline reads.",
                        example = "alerts",
                        notation = Notation.TOPIC)
                String topic,
        @Key(value = "The source or view whose rows are sent.", example = "long-urls", notation = Notation.NAME)
                String from,
        @Key(
                        value =
                                "The column whose value is the key of the record: the bytes of a BINARY column, else its text as UTF-8; NULL is"
                                        + " no key. The column stays in the value, too.",
                        example = "ip",
                        notation = Notation.COLUMN,
                        unset = "records have no key")
                @Nullable
                String key,
        @Key(
                        value =
                                "How a row is written: `json` is one object with a field for each column, `csv` the columns in their order as"
                                        + " RFC 4180 has it.",
                        example = "csv",
                        defaultsTo = "json")
                TopicFormat format,
        @Key(
                        value =
                                "How many partitions the topic has. Used when Penstock creates the topic; for a topic that is already there"
                                        + " it has to be the true number.",
                        example = "2",
                        unset = "the topic's own number; 1 when Penstock creates it",
                        min = 1,
                        max = 10_000)
                int partitions)
        implements Output {

    @Override
    public String delivery() {
        return "at least once";
    }
}
