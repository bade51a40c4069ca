package io.penstock.engine.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.engine.state.StateFolder;
import io.penstock.engine.state.StoreFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.execution.streaming.checkpointing.CommitLog;
import org.apache.spark.sql.execution.streaming.checkpointing.CommitMetadata;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeq;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqLog;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqMetadata;
import org.apache.spark.sql.execution.streaming.runtime.SerializedOffset;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's checkpoint of a query that reads Kafka: which offsets each batch ends at, and which batches are committed.
 *
 * <p>Spark writes the offsets of a batch before it runs and the commit after it. {@link #commit} writes the commit in Spark's
 * place, for a batch that was completed from its prepared record.
 */
public final class SparkCheckpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateFolder folder;
    private final OffsetSeqLog offsets;
    private final CommitLog commits;

    public SparkCheckpoint(SparkSession session, StateFolder folder) {
        this.folder = folder;
        this.offsets =
                new OffsetSeqLog(session, folder.folder("offsets").location().toString());
        this.commits =
                new CommitLog(session, folder.folder("commits").location().toString());
    }

    /** The last batch that was planned, or nothing. @throws CorruptStateException when Spark's file cannot be read */
    public @Nullable Long lastPlanned() {
        return readable("offsets", () -> batchOf(offsets.getLatest()));
    }

    /** The last batch that Spark knows to be committed, or nothing. */
    public @Nullable Long lastCommitted() {
        return readable("commits", () -> batchOf(commits.getLatest()));
    }

    /**
     * Spark identifies a checkpoint by this file, and would start with a new identity without it.
     *
     * @throws CorruptStateException when it is there and cannot be read
     */
    public boolean hasMetadata() {
        if (!folder.exists("metadata")) {
            return false;
        }
        try {
            if (JSON.readTree(folder.read("metadata")).path("id").isTextual()) {
                return true;
            }
            throw corrupt("metadata", null);
        } catch (IOException | UncheckedIOException e) {
            if (StoreFailures.find(e) != null) {
                throw (UncheckedIOException) e;
            }
            throw corrupt("metadata", e);
        }
    }

    /** Offset behind the last one of each partition in the batch; empty where the batch is unknown. */
    public Map<Integer, Long> endOffsets(long batch, String topic) {
        if (batch < 0) {
            return Map.of();
        }
        Option<OffsetSeq> sequence = readable("offsets", () -> offsets.get(batch));
        if (sequence.isEmpty()) {
            return Map.of();
        }
        // one for each scan; scans of the same topic are at the same offsets
        for (Option<Offset> scan : CollectionConverters.asJava(sequence.get().offsets())) {
            Map<Integer, Long> found =
                    scan.isEmpty() ? null : parse(scan.get().json(), batch).get(topic);
            if (found != null) {
                return new TreeMap<>(found);
            }
        }
        return Map.of();
    }

    private Map<String, Map<Integer, Long>> parse(String json, long batch) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (IOException e) {
            throw corrupt("offsets/" + batch, e);
        }
    }

    /** The watermark that Spark has planned a batch with, in milliseconds since the epoch; 0 before there is one. */
    public long watermarkMillis(long batch) {
        Option<OffsetSeq> sequence = readable("offsets", () -> offsets.get(batch));
        return sequence.isEmpty() || sequence.get().metadata().isEmpty()
                ? 0
                : sequence.get().metadata().get().batchWatermarkMs();
    }

    /**
     * Writes what a batch ends at, as Spark does after a batch in real-time mode.
     *
     * @param ends offset behind the last one of each partition
     */
    public void plan(long batch, String topic, Map<Integer, Long> ends) {
        try {
            Offset end = new SerializedOffset(JSON.writeValueAsString(Map.of(topic, ends)));
            Seq<Option<Offset>> all =
                    CollectionConverters.asScala(List.of(Option.apply(end))).toSeq();
            offsets.add(batch, new OffsetSeq(all, Option.apply(metadataBefore(batch))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Plans a batch without records, under a watermark. */
    public void planAgain(long batch, long watermarkMillis) {
        OffsetSeq before = readable("offsets", () -> offsets.get(batch - 1)).get();
        OffsetSeqMetadata settings = before.metadata().get();
        OffsetSeqMetadata metadata =
                new OffsetSeqMetadata(watermarkMillis, settings.batchTimestampMs(), settings.conf());
        offsets.add(batch, new OffsetSeq(before.offsets(), Option.apply(metadata)));
    }

    /** The settings that a query keeps from batch to batch; none of them matters to a stateless one. */
    private OffsetSeqMetadata metadataBefore(long batch) {
        Option<OffsetSeq> before = batch == 0 ? Option.empty() : readable("offsets", () -> offsets.get(batch - 1));
        if (before.isDefined() && before.get().metadata().isDefined()) {
            return before.get().metadata().get();
        }
        return new OffsetSeqMetadata(0, System.currentTimeMillis(), Map$.MODULE$.empty());
    }

    /** Writes the commit of a batch, as Spark would have done after it. @param nextWatermarkMillis 0 for a stateless one */
    public void commit(long batch, long nextWatermarkMillis) {
        commits.add(batch, new CommitMetadata(nextWatermarkMillis, Option.empty()));
    }

    private static <T> @Nullable Long batchOf(Option<Tuple2<Object, T>> latest) {
        return latest.isEmpty() ? null : (Long) latest.get()._1();
    }

    private <T> T readable(String what, Supplier<T> read) {
        try {
            return read.get();
        } catch (Exception e) { // Scala throws checked ones, such as a wrong checksum, without declaring them
            String unavailable = StoreFailures.find(e);
            if (unavailable != null) {
                throw new UncheckedIOException(
                        "Cannot read " + what + " in " + folder + ", " + unavailable, new IOException(e));
            }
            throw corrupt(what, e);
        }
    }

    private CorruptStateException corrupt(String what, @Nullable Exception cause) {
        return new CorruptStateException(
                "Cannot read Spark's checkpoint, " + what + " in " + folder + " is truncated or damaged", cause);
    }
}
