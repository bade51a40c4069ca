package io.penstock.pipeline;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a batch run reads, as it is written: a part of its topics, of which each end is a point in time, or offsets; or files in the place
 * of topics.
 *
 * @param from where it begins; null for the first record that a topic still has
 * @param to where it ends, itself not included; null for the end of each partition when the batch begins
 * @param input files in the place of topics; null where all sources read their topics
 */
public record BatchRange(@Nullable String from, @Nullable String to, @Nullable BatchInput input) {

    /** All that is there. */
    public static final BatchRange ALL = new BatchRange(null, null);

    private static final Pattern OFFSET = Pattern.compile("(?:([A-Za-z0-9._-]+)/)?(\\d{1,9}):(\\d{1,18})");

    /** One end of a range. */
    public sealed interface Bound {

        /** That of the topic. */
        enum Edge implements Bound {
            EDGE
        }

        /** The first record of a partition whose timestamp is at or after {@code time}, by the time that Kafka keeps with it. */
        record At(Instant time) implements Bound {}

        /**
         * Offsets.
         *
         * @param byTopic by topic and partition; the topic is empty where none is written
         */
        record Offsets(Map<String, Map<Integer, Long>> byTopic) implements Bound {

            public Offsets {
                byTopic = Collections.unmodifiableMap(new TreeMap<>(byTopic));
            }
        }
    }

    /**
     * @throws IllegalArgumentException if an end is neither a time nor offsets, or both are times and the range ends before it begins,
     *     or there are ends and files
     */
    public BatchRange {
        if (input != null && (from != null || to != null)) {
            throw new IllegalArgumentException(
                    "Cannot use the range, --from and --to are ends of topics, and --input puts files in their place:"
                            + " leave out the one or the other");
        }
        Bound begin = parse(from);
        Bound end = parse(to);
        if (begin instanceof Bound.At first && end instanceof Bound.At last && !first.time.isBefore(last.time)) {
            throw new IllegalArgumentException(
                    "Cannot use the range, it begins at %s and does not end after that, but at %s".formatted(from, to));
        }
    }

    /** A part of topics. @throws IllegalArgumentException as the other one */
    public BatchRange(@Nullable String from, @Nullable String to) {
        this(from, to, null);
    }

    /** Files in the place of topics. */
    public static BatchRange of(BatchInput input) {
        return new BatchRange(null, null, input);
    }

    public Bound begin() {
        return parse(from);
    }

    public Bound end() {
        return parse(to);
    }

    private static Bound parse(@Nullable String text) {
        if (text == null) {
            return Bound.Edge.EDGE;
        }
        String stripped = text.strip();
        try {
            return new Bound.At(OffsetDateTime.parse(stripped).toInstant());
        } catch (DateTimeException e) {
            return offsets(text, stripped);
        }
    }

    private static Bound.Offsets offsets(String text, String stripped) {
        Map<String, Map<Integer, Long>> byTopic = new TreeMap<>();
        for (String part : stripped.split(",", -1)) {
            Matcher offset = OFFSET.matcher(part.strip());
            if (!offset.matches()) {
                throw new IllegalArgumentException(
                        ("Cannot read the range, expected a time such as 2026-01-31T00:00:00Z, or offsets of partitions such"
                                        + " as 0:1000,1:1200, but was '%s'")
                                .formatted(text));
            }
            String topic = offset.group(1) == null ? "" : offset.group(1);
            int partition = Integer.parseInt(offset.group(2));
            Long before = byTopic.computeIfAbsent(topic, name -> new TreeMap<>())
                    .put(partition, Long.parseLong(offset.group(3)));
            if (before != null) {
                throw new IllegalArgumentException(
                        "Cannot read the range, it has partition %d twice: '%s'".formatted(partition, text));
            }
        }
        return new Bound.Offsets(byTopic);
    }

    @Override
    public String toString() {
        if (input != null) {
            return input.toString();
        }
        return (from == null ? "the beginning" : from) + " to " + (to == null ? "the end" : to);
    }
}
