package io.penstock.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dead letters of a pipeline: looked at, and sent through the pipeline again once it has changed. */
public interface DeadLetters {

    /** The newest first. @param limit at most so many */
    List<DeadLetter> list(Filter filter, int limit);

    /** How many there are by stage, rule and reason, most first. @param limit at most so many groups */
    List<Group> summary(Filter filter, int limit);

    /**
     * Sends the chosen records through the pipeline again. What passes now is stored in the outputs and leaves the dead
     * letters; what fails again stays. A second replay finds nothing left to do, so no row is doubled.
     */
    ReplayReport replay(Filter filter);

    /**
     * Which dead letters are meant; a component that is absent means all.
     *
     * @param stage decode, expectation, view or output
     * @param rule name of the rule
     * @param topic topic of the record
     * @param partition partition of the record
     * @param offset offset of the record
     */
    record Filter(
            @Nullable String stage,
            @Nullable String rule,
            @Nullable String topic,
            @Nullable Integer partition,
            @Nullable Long offset) {

        public static final Filter ALL = new Filter(null, null, null, null, null);
    }

    /**
     * A record that was refused, unchanged.
     *
     * @param time when it was refused
     * @param source the source that read it
     * @param topic its topic
     * @param partition its partition
     * @param offset its offset
     * @param key its key's bytes, or nothing
     * @param value its value's bytes, or nothing
     * @param headers its headers in their order
     * @param recordTime its timestamp in Kafka
     * @param stage decode, expectation, view or output
     * @param rule the rule it broke
     * @param output the output that refused it, or nothing when it reached none
     * @param reason why, for a person
     */
    record DeadLetter(
            Instant time,
            String source,
            String topic,
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Map.Entry<String, byte[]>> headers,
            Instant recordTime,
            String stage,
            String rule,
            @Nullable String output,
            String reason) {}

    /** Dead letters that have stage, rule and reason in common. */
    record Group(String stage, String rule, String reason, long count, Instant first, Instant last) {}

    /**
     * What a replay did.
     *
     * @param chosen records that were chosen
     * @param stored of these, records that reached an output
     * @param filtered of these, records that the views or rules leave out now
     * @param stillDead of these, records that were refused again
     * @param rows rows written
     */
    record ReplayReport(long chosen, long stored, long filtered, long stillDead, long rows) {

        ReplayReport plus(ReplayReport other) {
            return new ReplayReport(
                    chosen + other.chosen,
                    stored + other.stored,
                    filtered + other.filtered,
                    stillDead + other.stillDead,
                    rows + other.rows);
        }
    }
}
