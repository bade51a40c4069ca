package io.penstock.bench.penstock;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.penstock.bench.contender.Column;
import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.ParsedRow;
import io.penstock.bench.contender.RecordParser;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.search.IndexSpec;
import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchSettings;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Bulk requests that are made before the clock starts, with the documents, ids and versions that a pipeline makes of the topic, into an
 * index as a pipeline creates it: a thread for each partition sends one behind the other. What OpenSearch takes from two clients that
 * do nothing else.
 */
public final class ReplayMain implements Contender {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int DOCUMENTS = 5_000;
    private static final long VERSION = (1L << 40) + 1; // the first batch of the first generation
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX").withZone(ZoneOffset.UTC);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private List<List<byte[]>> bodies = List.of();

    private ReplayMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new ReplayMain());
    }

    @Override
    public void prepare(Job job) throws Exception {
        StructType columns = StructType.fromDDL(job.workload().resultDdl());
        for (StructField place : Lineage.columns().fields()) {
            columns = columns.add(place);
        }
        IndexSpec index = new IndexSpec(job.table(), job.table(), "out", columns, Map.of(), null);
        SearchIndex.findOrCreate(SearchSettings.open(URI.create(job.search())), index);
        if (bodies.isEmpty()) {
            bodies = eachPartition(job, partition -> read(job, partition));
        }
    }

    @Override
    public void run(Job job) throws Exception {
        URI bulk = URI.create(job.search() + "/" + job.table() + "/_bulk?require_alias=true&filter_path=errors");
        var unused = eachPartition(job, partition -> {
            for (byte[] body : bodies.get(partition)) {
                send(bulk, body);
            }
            return partition;
        });
    }

    private void send(URI bulk, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(bulk)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (!answer.body().equals("{\"errors\":false}")) {
            throw new IllegalStateException("Cannot replay, OpenSearch answers: " + answer.body());
        }
    }

    private interface Work<T> {

        T of(int partition) throws Exception;
    }

    private static <T> List<T> eachPartition(Job job, Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(job.partitions());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int partition = 0; partition < job.partitions(); partition++) {
                int number = partition;
                running.add(threads.submit(() -> work.of(number)));
            }
            List<T> done = new ArrayList<>();
            for (Future<T> thread : running) {
                done.add(thread.get());
            }
            return done;
        } finally {
            threads.shutdown();
        }
    }

    private static List<byte[]> read(Job job, int partition) {
        TopicPartition assigned = new TopicPartition(job.topic(), partition);
        List<byte[]> bodies = new ArrayList<>();
        RecordParser parser = RecordParser.of(job.workload());
        Document document = new Document(job.workload().columns());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int documents = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", job.bootstrapServers(), "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(assigned));
            consumer.seekToBeginning(List.of(assigned));
            long end = consumer.endOffsets(List.of(assigned)).get(assigned);
            while (consumer.position(assigned) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    document.begin(record);
                    if (!parser.parse(record.value(), document)) {
                        continue;
                    }
                    body.writeBytes(document.bytes());
                    if (++documents == DOCUMENTS) {
                        bodies.add(body.toByteArray());
                        body.reset();
                        documents = 0;
                    }
                }
            }
        }
        if (documents > 0) {
            bodies.add(body.toByteArray());
        }
        return bodies;
    }

    /** A line with id and version, and one with the document. */
    private static final class Document implements ParsedRow {

        private final List<Column> columns;
        private final StringBuilder json = new StringBuilder();

        Document(List<Column> columns) {
            this.columns = columns;
        }

        void begin(ConsumerRecord<byte[], byte[]> record) {
            json.setLength(0);
            json.append("{\"index\":{\"_id\":\"%s-%d-%d\",\"version\":%d,\"version_type\":\"external_gte\"}}\n"
                    .formatted(record.topic(), record.partition(), record.offset(), VERSION));
            json.append("{\"%s\":\"%s\",\"%s\":%d,\"%s\":%d"
                    .formatted(
                            Lineage.TOPIC,
                            record.topic(),
                            Lineage.PARTITION,
                            record.partition(),
                            Lineage.OFFSET,
                            record.offset()));
        }

        byte[] bytes() {
            return json.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
        }

        private StringBuilder field(int column) {
            return json.append(",\"").append(columns.get(column).name()).append("\":");
        }

        @Override
        public void timestamp(int column, long epochMillis) {
            field(column)
                    .append('"')
                    .append(TIME.format(Instant.ofEpochMilli(epochMillis)))
                    .append('"');
        }

        @Override
        public void number(int column, long value) {
            field(column).append(value);
        }

        @Override
        public void decimal(int column, double value) {
            field(column).append(value);
        }

        @Override
        public void text(int column, byte[] bytes, int from, int length) {
            field(column).append('"');
            JsonStringEncoder.getInstance()
                    .quoteAsString(new String(bytes, from, length, StandardCharsets.UTF_8), json);
            json.append('"');
        }
    }
}
