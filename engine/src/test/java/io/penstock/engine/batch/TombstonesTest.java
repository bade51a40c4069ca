package io.penstock.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.engine.batch.BatchSpec.Target;
import io.penstock.engine.batch.TaskResult.OutputCounts;
import io.penstock.engine.batch.TaskResult.PartitionCounts;
import io.penstock.engine.commit.DeadLetterKey;
import io.penstock.engine.plan.Step;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.Metadata;
import io.penstock.pipeline.UnknownFields;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.RowWriter;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.sinks.search.SearchSettings;
import io.penstock.source.RecordBatch;
import io.penstock.source.RecordDecoder;
import io.penstock.source.RecordSchema;
import io.penstock.source.kafka.ConsumedRecords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a task does with records that have no value, by the bulk requests that it sends. */
class TombstonesTest {

    private static final String TOPIC = "cabs";
    private static final Pattern ACTION = Pattern.compile(
            "\\{\"(index|delete)\":\\{\"_id\":\"(.*)\",\"version\":(\\d+),\"version_type\":\"external_gte\"}}");
    private static final Map<String, Metadata> METADATA = Map.of("cab", new Metadata(Metadata.From.KEY, null, false));

    private final List<String> actions = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void deletesInTheOrderOfTheRecordsAndCountsEachOnceForEachOutput() {
        TaskResult result = route(
                spec(true, toIndex(KeyIds.TEXT), false),
                record("a", "{\"n\":1}"),
                record("b", "{\"n\":2}"),
                record("a", null),
                record("a", "{\"n\":3}"),
                record("b", null),
                record("c", "no JSON"));

        assertThat(actions)
                .containsExactly("index a 1008", "index b 1008", "delete a 1008", "index a 1008", "delete b 1008");
        assertThat(rows).containsExactly("0", "1", "3");
        assertThat(deadLetters).hasSize(1).first().asString().startsWith("5 decode syntax null ");
        PartitionCounts counts = result.partitions().get(0);
        assertThat(counts.read()).isEqualTo(6);
        assertThat(counts.dead()).isEqualTo(1);
        assertThat(counts.outputs())
                .containsEntry("index", new OutputCounts(3, 5, 0, 0, 0, 0))
                .containsEntry("table", new OutputCounts(3, 3, 2, 0, 0, 0));
    }

    @Test
    void areDeadLettersWhereNoOutputTakesThem() {
        TaskResult result = route(spec(false, toIndex(null), false), record("a", "{\"n\":1}"), record("a", null));

        assertThat(actions).containsExactly("index a 1008");
        assertThat(deadLetters).containsExactly("1 decode no-value null record has no value (a tombstone)");
        assertThat(result.partitions().get(0).dead()).isEqualTo(1);
        assertThat(result.partitions().get(0).outputs())
                .containsEntry("index", new OutputCounts(1, 1, 0, 0, 0, 0))
                .containsEntry("table", new OutputCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void ofWhichNoDocumentCanHaveTheKeyAreDeadLettersOfTheirOutput() {
        TaskResult result = route(
                spec(true, toIndex(KeyIds.TEXT), false),
                record((byte[]) null),
                record(new byte[0]),
                record(new byte[] {'a', (byte) 0xC3}),
                record("x".repeat(513).getBytes(StandardCharsets.UTF_8)),
                record("x".repeat(512).getBytes(StandardCharsets.UTF_8)));

        assertThat(actions).containsExactly("delete " + "x".repeat(512) + " 1008");
        assertThat(deadLetters)
                .containsExactly(
                        "0 output id index has neither a value nor a key, nothing says which document it deletes",
                        "1 output id index makes an id of 0 bytes, an index takes 1 to 512",
                        "2 output utf-8 index the key is not UTF-8 at byte 1: C3",
                        "3 output id index makes an id of 513 bytes, an index takes 1 to 512");
        assertThat(result.partitions().get(0).dead()).isZero();
        assertThat(result.partitions().get(0).outputs())
                .containsEntry("index", new OutputCounts(0, 1, 0, 4, 0, 0))
                .containsEntry("table", new OutputCounts(0, 0, 5, 0, 0, 0));
    }

    @Test
    void findTheDocumentsOfBinaryKeysByTheirBase64() {
        route(spec(true, toIndex(KeyIds.BASE64), false), record(new byte[] {(byte) 0xFF, 0, 1, 2}));

        assertThat(actions).containsExactly("delete /wABAg== 1008");
        byte[] longer = new byte[300];
        new Random(30).nextBytes(longer);
        assertThat(KeyIds.BASE64.id(longer))
                .as("as Spark writes it for a document, line breaks included")
                .isEqualTo(String.valueOf(
                        new org.apache.spark.sql.catalyst.expressions.Base64(new Literal(longer, DataTypes.BinaryType))
                                .replacement()
                                .eval(InternalRow.empty())));

        actions.clear();
        route(spec(true, toIndex(KeyIds.BASE64), false), record(longer));

        assertThat(actions).containsExactly("delete " + KeyIds.BASE64.id(longer).replace("\r\n", "\\r\\n") + " 1008");
    }

    @Test
    void thatAreReplayedDeleteNothingAndStayDeadLetters() {
        BatchSpec spec = spec(true, toIndex(KeyIds.TEXT), true);
        RecordRouter router = new RecordRouter(spec, "0-0", 0);
        try (RecordBatch batch = RecordBatch.create(spec.schema(), 3)) {
            batch.decode(new RowRecords(
                    List.of(deadLetter(3, null, null), deadLetter(4, null, "index"), deadLetter(5, "{}", null))));
            router.route(batch);
        }
        TaskResult result = router.complete();

        assertThat(actions).containsExactly("index a 999");
        assertThat(rows).containsExactly("5");
        assertThat(deadLetters).isEmpty();
        assertThat(result.resolved()).containsExactly(new DeadLetterKey(TOPIC, 0, 5, null));
        assertThat(result.partitions().get(0).dead()).isEqualTo(2);
    }

    private static InternalRow deadLetter(long offset, @Nullable String document, @Nullable String output) {
        ConsumerRecord<ByteBuffer, ByteBuffer> record = record("a", document);
        return new GenericInternalRow(new Object[] {
            record.key().array(),
            record.value() == null ? null : record.value().array(),
            UTF8String.fromString(TOPIC),
            0,
            offset,
            0L,
            0,
            null,
            output == null ? null : UTF8String.fromString(output)
        });
    }

    @Test
    void areAmongTheOtherRecordsAtTheirPlace() {
        Tombstones tombstones = new Tombstones();
        tombstones.add(0);
        tombstones.add(3);
        tombstones.add(4);

        assertThat(tombstones.among(new int[] {1, 2, 5, 9}, 3)).startsWith(0, 1, 2, 3, 4, 5);
        assertThat(tombstones.count()).isEqualTo(3);
        tombstones.clear();
        assertThat(tombstones.among(new int[] {7, 8}, 2)).startsWith(7, 8);
    }

    private TaskResult route(BatchSpec spec, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
        RecordRouter router = new RecordRouter(spec, "0-0", 0);
        try (RecordBatch batch = RecordBatch.create(spec.schema(), records.size())) {
            batch.decode(new ConsumedRecords(TOPIC).of(records, 0, records.size()));
            router.route(batch);
            return router.complete();
        }
    }

    @SafeVarargs
    private TaskResult route(BatchSpec spec, ConsumerRecord<ByteBuffer, ByteBuffer>... unplaced) {
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayList<>();
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : unplaced) {
            records.add(new ConsumerRecord<>(
                    TOPIC,
                    0,
                    records.size(),
                    0,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    record.key(),
                    record.value(),
                    new RecordHeaders(),
                    null));
        }
        return route(spec, records);
    }

    /** @param document what the record's document is made of, a text that the decoder takes as BINARY */
    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(String key, @Nullable String document) {
        ByteBuffer value = null;
        if (document != null) {
            String base64 = Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
            String json = document.startsWith("{") ? "{\"document\":\"" + base64 + "\"}" : document;
            value = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
        }
        return new ConsumerRecord<>(TOPIC, 0, 0, ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)), value);
    }

    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(byte @Nullable [] key) {
        return new ConsumerRecord<>(TOPIC, 0, 0, key == null ? null : ByteBuffer.wrap(key), null);
    }

    private Target toIndex(@Nullable KeyIds keys) {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        IndexGeneration index = new IndexGeneration(SearchSettings.open(uri), "last", null, 1_000);
        return new BatchSpec.ToIndex(index, true, keys, Duration.ofSeconds(5));
    }

    private BatchSpec spec(boolean takesTombstones, Target index, boolean replay) {
        JsonDecode decode = new JsonDecode("document BINARY", null, Map.of(), UnknownFields.IGNORE);
        StructType columns = RecordDecoder.columns(StructType.fromDDL(decode.schema()), METADATA);
        Step document = new Step.Project(List.of(
                new BoundReference(1, DataTypes.BinaryType, true),
                new BoundReference(0, DataTypes.BinaryType, true),
                new Literal(null, DataTypes.BinaryType)));
        return new BatchSpec(
                new BatchIdentity("p", "cabs", "i", 7),
                "run",
                "cabs",
                new RecordSchema(decode, METADATA, columns),
                List.of(),
                takesTombstones,
                List.of(
                        new OutputTask("index", "cabs", List.of(), false, List.of(document), index),
                        new OutputTask(
                                "table",
                                "cabs",
                                List.of(),
                                false,
                                List.of(),
                                new BatchSpec.ToTable((identity, run, task) -> new Rows()))),
                (identity, run, task) -> new DeadLetterRows(),
                0,
                replay);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            StringBuilder items = new StringBuilder();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            for (String line : body.split("\n")) {
                Matcher action = ACTION.matcher(line);
                if (action.matches()) {
                    actions.add("%s %s %s".formatted(action.group(1), action.group(2), action.group(3)));
                    items.append(items.length() == 0 ? "" : ",")
                            .append("{\"%s\":{\"status\":%d}}"
                                    .formatted(action.group(1), action.group(1).equals("index") ? 200 : 404));
                }
            }
            byte[] answer = ("{\"items\":[" + items + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** Keeps the offsets of rows. */
    private class Rows implements RowWriter {

        @Override
        public @Nullable String refusal(InternalRow row) {
            return null;
        }

        @Override
        public void write(InternalRow row, InternalRow lineage) {
            rows.add(String.valueOf(lineage.getLong(2)));
        }

        @Override
        public void write(ColumnVector[] columns, int[] indexes, int count) {
            for (int i = 0; i < count; i++) {
                rows.add(String.valueOf(columns[columns.length - 1].getLong(indexes[i])));
            }
        }

        @Override
        public List<String> complete() {
            return List.of();
        }

        @Override
        public void abort() {}
    }

    /** Keeps what is said of dead letters. */
    private final class DeadLetterRows extends Rows {

        @Override
        public void write(InternalRow row, InternalRow lineage) {
            List<String> said = new ArrayList<>();
            said.add(String.valueOf(row.getLong(DeadLetterColumns.SCHEMA.fieldIndex("offset"))));
            for (String column : List.of("stage", "rule", "output", "reason")) {
                said.add(String.valueOf(row.getUTF8String(DeadLetterColumns.SCHEMA.fieldIndex(column))));
            }
            deadLetters.add(String.join(" ", said));
        }
    }
}
