package io.penstock.engine.record;

import io.penstock.engine.RefusedException;
import io.penstock.engine.audit.TopicRecount;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.Planner;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.record.Recording.Sampled;
import io.penstock.engine.test.PipelineTests;
import io.penstock.engine.test.WrittenCase;
import io.penstock.pipeline.Metadata;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.test.Advance;
import io.penstock.pipeline.test.Send;
import io.penstock.pipeline.test.Step;
import io.penstock.pipeline.test.TestRecord;
import io.penstock.source.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * Records a case: takes the newest records of a pipeline's topics, masks columns of them, and has the pipeline say what comes of
 * them.
 *
 * <p><b>Masks:</b> a column that is named is in no part of the case. A record in which it cannot be found is left out, as is one that
 * cannot be decoded, unless it is asked for as it is. Reads with consumers of its own; the pipeline does not notice. Thread-safe.
 */
public final class Recorder {

    /** The most records of a source that a case may have. */
    public static final int MOST_ROWS = 1_000;

    private static final Duration CLOSING = Duration.ofDays(1); // longer than most windows, sessions and joins wait
    private static final Instant LAST = Instant.parse("9999-12-01T00:00:00Z");

    private final KafkaTopics topics;
    private final KafkaSettings kafka;
    private final Planner planner;
    private final PipelineTests tests;

    public Recorder(KafkaTopics topics, KafkaSettings kafka, Planner planner, PipelineTests tests) {
        this.topics = topics;
        this.kafka = kafka;
        this.planner = planner;
        this.tests = tests;
    }

    /**
     * What to record.
     *
     * @param name of the case
     * @param rows records of each source, the newest ones
     * @param mask columns to mask
     * @param bad whether records that cannot be decoded are taken as they are where columns are masked
     */
    public record Request(String name, int rows, List<String> mask, boolean bad) {

        public Request {
            mask = List.copyOf(mask);
        }
    }

    /**
     * @throws RefusedException when a column cannot be masked, there are no records, or the case does not give the same twice
     * @throws io.penstock.engine.UnavailableException when Kafka does not answer
     */
    public Recording record(Pipeline pipeline, Request request) {
        PipelinePlan plan = planner.plan(pipeline);
        Map<String, SourcePlan> sources = sources(pipeline, plan);
        Map<String, SourceMask> masks = masks(pipeline, sources, request.mask());
        List<Sampled> sampled = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        List<Step> ends = new ArrayList<>();
        for (SourcePlan source : sources.values()) {
            Sample sample = new Sample(source, masks.get(source.name()), request);
            read(source, request.rows()).forEach(sample::take);
            sampled.add(sample.counts());
            if (!sample.records.isEmpty()) {
                steps.add(new Send(source.name(), sample.records, null));
            }
            Instant end = sample.end();
            if (end != null && keepsState(plan, source)) {
                ends.add(new Advance(source.name(), end));
            }
        }
        if (steps.isEmpty()) {
            throw new RefusedException("Cannot record a case of " + pipeline.name()
                    + ", there is no record that could be in it: " + String.join("; ", notes(sampled, request)));
        }
        steps.addAll(ends);
        List<String> notes = notes(sampled, request);
        WrittenCase written = tests.write(pipeline, request.name(), steps, comments(request, notes));
        notes.addAll(written.notes());
        return new Recording(written.text(), sampled, notes);
    }

    /** The sources that something is computed of, in the order of the file. */
    private static Map<String, SourcePlan> sources(Pipeline pipeline, PipelinePlan plan) {
        Map<String, SourcePlan> planned = new LinkedHashMap<>();
        for (QueryPlan query : plan.queries()) {
            if (query instanceof SourcePlan source) {
                planned.putIfAbsent(source.name(), source);
            } else if (query instanceof ViewPlan view) {
                view.sources().forEach(source -> planned.putIfAbsent(source.name(), source));
            }
        }
        Map<String, SourcePlan> ordered = new LinkedHashMap<>();
        pipeline.sources().keySet().stream()
                .filter(planned::containsKey)
                .forEach(name -> ordered.put(name, planned.get(name)));
        return ordered;
    }

    private static Map<String, SourceMask> masks(
            Pipeline pipeline, Map<String, SourcePlan> sources, List<String> columns) {
        Mask mask = Mask.random();
        Set<String> found = new HashSet<>();
        Map<String, SourceMask> masks = new LinkedHashMap<>();
        sources.forEach((name, source) -> masks.put(name, SourceMask.of(source, columns, mask, found)));
        Set<String> all = new LinkedHashSet<>();
        sources.values().forEach(source -> all.addAll(List.of(source.columns().fieldNames())));
        for (String column : columns) {
            if (!found.contains(column)) {
                throw new RefusedException("Cannot mask column %s, no source of %s has it. There are: %s"
                        .formatted(column, pipeline.name(), String.join(", ", all)));
            }
        }
        return masks;
    }

    private static boolean keepsState(PipelinePlan plan, SourcePlan source) {
        return source.spec().watermark() != null
                && plan.views().stream()
                        .anyMatch(view -> view.keepsState()
                                && view.sources().stream()
                                        .anyMatch(read -> read.name().equals(source.name())));
    }

    /** The newest records of a topic, the oldest of them first. */
    private List<ConsumerRecord<ByteBuffer, ByteBuffer>> read(SourcePlan source, int rows) {
        String name = source.spec().kafka().topic();
        Topic topic = topics.find(name);
        if (topic == null) {
            throw new RefusedException(
                    "Cannot record topic %s, Kafka at %s has no topic of that name".formatted(name, kafka));
        }
        Map<Integer, Long> earliest = topics.earliest(topic);
        TopicRecount reader = new TopicRecount(kafka, name);
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> all = new ArrayList<>();
        topics.latest(topic).forEach((partition, end) -> {
            Deque<ConsumerRecord<ByteBuffer, ByteBuffer>> newest = new ArrayDeque<>();
            reader.read(partition, Math.max(earliest.get(partition), end - rows), end, record -> {
                newest.addLast(record);
                if (newest.size() > rows) {
                    newest.removeFirst();
                }
            });
            all.addAll(newest);
        });
        all.sort(Comparator.comparingLong((ConsumerRecord<ByteBuffer, ByteBuffer> record) -> record.timestamp())
                .thenComparing(ConsumerRecord::partition)
                .thenComparing(ConsumerRecord::offset));
        return all.subList(Math.max(0, all.size() - rows), all.size());
    }

    private static List<String> notes(List<Sampled> sampled, Request request) {
        List<String> notes = new ArrayList<>();
        for (Sampled source : sampled) {
            String of = "of topic " + source.topic();
            if (source.records() == 0) {
                notes.add("no record " + of + " is in it");
            }
            if (source.bad() > 0 && !request.mask().isEmpty()) {
                notes.add("%d %s that cannot be decoded are in it as they are, unmasked".formatted(source.bad(), of));
            }
            if (source.badLeftOut() > 0) {
                notes.add("%d %s that cannot be decoded were left out, since a column cannot be found in them"
                        .formatted(source.badLeftOut(), of));
            }
            if (source.unmasked() > 0) {
                notes.add("%d %s were left out, since no mask fits into them".formatted(source.unmasked(), of));
            }
            if (source.noText() > 0) {
                notes.add("%d %s were left out, since they are no text".formatted(source.noText(), of));
            }
        }
        return notes;
    }

    private static List<String> comments(Request request, List<String> notes) {
        List<String> comments = new ArrayList<>();
        if (!request.mask().isEmpty()) {
            comments.add("masked: " + String.join(", ", request.mask()));
        }
        comments.addAll(notes);
        return comments;
    }

    /** What is taken of a source. */
    private static final class Sample {

        private final SourcePlan source;
        private final SourceMask mask;
        private final Request request;
        private final RecordBatch batch;
        private final boolean raw;
        private final Set<Metadata.From> reads = new HashSet<>();
        private final Set<String> headers = new TreeSet<>();
        private final List<TestRecord> records = new ArrayList<>();
        private int bad;
        private int badLeftOut;
        private int unmasked;
        private int noText;
        private long newestMicros = Long.MIN_VALUE;

        Sample(SourcePlan source, SourceMask mask, Request request) {
            this.source = source;
            this.mask = mask;
            this.request = request;
            this.batch = RecordBatch.create(source.schema(), 1);
            this.raw = source.spec().decode().word().equals("raw");
            source.spec().metadata().values().forEach(part -> {
                reads.add(part.from());
                if (part.header() != null) {
                    headers.add(part.header());
                }
            });
        }

        void take(ConsumerRecord<ByteBuffer, ByteBuffer> consumed) {
            SampledRecord whole = SampledRecord.of(consumed);
            if (whole == null) {
                noText++;
                return;
            }
            SampledRecord record = needed(whole);
            boolean good = takes(record);
            if (!good && !request.mask().isEmpty() && !request.bad()) {
                badLeftOut++;
                return;
            }
            SampledRecord masked = good ? mask.masked(record, this::takes) : record;
            if (masked == null) {
                unmasked++;
                return;
            }
            if (good) {
                takes(masked);
                seeTime();
            } else {
                bad++;
            }
            records.add(test(masked));
        }

        private boolean takes(SampledRecord record) {
            batch.decode(record.records());
            return batch.rejected() == 0;
        }

        private void seeTime() {
            int index = source.eventTimeIndex();
            if (index >= 0) {
                ColumnVector times = batch.decoded()[index];
                newestMicros = times.isNullAt(0) ? newestMicros : Math.max(newestMicros, times.getLong(0));
            }
        }

        /** Keys and headers that no column is taken from are in no case. */
        private SampledRecord needed(SampledRecord record) {
            boolean all = raw || reads.contains(Metadata.From.HEADERS);
            Map<String, String> kept = new LinkedHashMap<>();
            record.headers().forEach((name, text) -> {
                if (all || headers.contains(name)) {
                    kept.put(name, text);
                }
            });
            boolean key = raw || reads.contains(Metadata.From.KEY);
            return record.with(record.value(), key ? record.key() : null, kept);
        }

        private TestRecord test(SampledRecord record) {
            boolean place = reads.contains(Metadata.From.PARTITION) || reads.contains(Metadata.From.OFFSET);
            return new TestRecord(
                    record.value() == null ? null : new String(record.value(), StandardCharsets.UTF_8),
                    record.key(),
                    record.headers(),
                    reads.contains(Metadata.From.TIMESTAMP)
                            ? Instant.ofEpochMilli(record.timestampMillis())
                            : Instant.EPOCH,
                    place ? record.partition() : 0);
        }

        Sampled counts() {
            batch.close();
            return new Sampled(
                    source.name(), source.spec().kafka().topic(), records.size(), bad, badLeftOut, unmasked, noText);
        }

        /** An event time behind which most of what waits is closed. */
        @Nullable
        Instant end() {
            if (newestMicros == Long.MIN_VALUE || source.spec().watermark() == null) {
                return null;
            }
            Instant end = Instant.EPOCH
                    .plus(newestMicros, ChronoUnit.MICROS)
                    .plus(source.spec().watermark())
                    .plus(CLOSING)
                    .truncatedTo(ChronoUnit.HOURS);
            return end.isAfter(LAST) ? null : end;
        }
    }
}
