package io.penstock.engine.sql.virtual;

import io.penstock.engine.UnavailableException;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.StartingOffsets;
import io.penstock.sinks.VirtualTable;
import io.penstock.source.RecordBatch;
import io.penstock.source.RecordDecoder;
import io.penstock.source.RecordSchema;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of a topic, decoded as a source does it.
 *
 * <p><b>Rows:</b> one for each record of {@link OffsetRange}s that are bounded by {@link #MAX_OFFSETS} a partition. One that
 * cannot be decoded is among them, with NULL in its columns and the reason in {@code _rejection}. What a transaction
 * has not committed is not.
 * <p><b>Columns:</b> those of the source, then {@link RecordBatch#PLACE}. A column of the source hides one of the place that has its
 * name.
 * <p><b>When:</b> how far the topic goes is found out once, at the first scan: all of a statement sees the same records.
 */
final class TopicTable implements VirtualTable {

    /** As many offsets of a partition are looked at, the newest that the statement's conditions leave. */
    static final long MAX_OFFSETS = 100_000;

    private final String name;
    private final String topic;
    private final KafkaTopics topics;
    private final KafkaSettings kafka;
    private final RecordSchema decoded;
    private final StructType columns;
    private final int[] vectors;
    private @Nullable Extent extent;

    TopicTable(String name, String topic, KafkaSource source, KafkaTopics topics, KafkaSettings kafka) {
        this.name = name;
        this.topic = topic;
        this.topics = topics;
        this.kafka = kafka;
        StructType value = StructType.fromDDL(source.decode().schema());
        this.decoded =
                new RecordSchema(source.decode(), source.metadata(), RecordDecoder.columns(value, source.metadata()));
        StructField[] all = RecordBatch.columns(decoded).fields();
        int own = decoded.columns().size();
        Set<String> taken = new HashSet<>();
        for (StructField field : decoded.columns().fields()) {
            taken.add(lowerCase(field));
        }
        this.vectors = IntStream.range(0, all.length)
                .filter(i -> i < own || !taken.contains(lowerCase(all[i])))
                .toArray();
        this.columns = new StructType(Arrays.stream(vectors)
                .mapToObj(i -> i < own ? nullable(all[i]) : all[i])
                .toArray(StructField[]::new));
    }

    private static String lowerCase(StructField field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    /** A rejected record has NULL also where the source promises a value. */
    private static StructField nullable(StructField field) {
        return new StructField(field.name(), field.dataType(), true, field.metadata());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // the method that replaces it calls this one
    public StructType schema() {
        return columns;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                TableCatalog.PROP_COMMENT,
                "the newest %,d offsets of each partition of topic %s, or of what conditions on _kafka_offset and"
                                .formatted(MAX_OFFSETS, topic)
                        + " _kafka_timestamp leave");
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return new TopicScanBuilder(this);
    }

    String topic() {
        return topic;
    }

    KafkaSettings kafka() {
        return kafka;
    }

    RecordSchema decoded() {
        return decoded;
    }

    /** Where the column lies in a {@link RecordBatch}. */
    int vector(String column) {
        return vectors[columns.fieldIndex(column)];
    }

    /** Whether the column is the place's, and not one of the source that has its name. */
    boolean isPlace(String column) {
        return Arrays.asList(columns.fieldNames()).contains(column)
                && vector(column) >= decoded.columns().size();
    }

    /** How far the topic goes. @param earliest and latest by partition; latest is the offset behind the last one */
    record Extent(Topic topic, Map<Integer, Long> earliest, Map<Integer, Long> latest) {

        List<Integer> partitions() {
            return topic.partitions();
        }
    }

    /** @throws UnavailableException when there is no such topic, or Kafka does not answer */
    synchronized Extent extent() {
        if (extent == null) {
            Topic found = topics.find(topic);
            if (found == null) {
                throw new UnavailableException(
                        "Cannot read %s, Kafka at %s has no topic of that name: %s".formatted(name, kafka, topic));
            }
            extent = new Extent(found, topics.earliest(found), topics.latest(found));
        }
        return extent;
    }

    /** The first offset of each partition with a record of a time or later; the end where there is none. */
    Map<Integer, Long> firstAt(Instant time) {
        return topics.starting(extent().topic(), new StartingOffsets.At(time));
    }
}
