package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import io.penstock.local.Broker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProduceIT {

    @TempDir
    private static Path home;

    private static Broker broker;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() {
        broker = Broker.startTemporary(home);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void sendsTheClassicEventsAndEndsWithTheRate() {
        create("blog-replay", 2);

        Typed typed = type("produce", "--events", "25", "--topic", "blog-replay");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out()).matches("sent per second: \\d+\\R");
        assertThat(typed.err()).matches("25 records sent to blog-replay in .*\\R");
        List<ConsumerRecord<byte[], byte[]>> records = read("blog-replay", 2);
        assertThat(records).hasSize(25).allSatisfy(record -> {
            assertThat(text(record.value())).matches("\\d{13},\\d+,www\\.example\\d+\\.com,192\\.168\\.2\\.\\d+");
            assertThat(text(record.value())).endsWith("," + text(record.key()));
        });
        assertThat(records.stream().map(ConsumerRecord::partition).distinct()).hasSize(2);
    }

    @Test
    void sendsWhatSimulatedCabsSendAndSaysTheTruth() throws IOException {
        create("simulated", 2);

        Typed typed = type(
                "produce",
                "--topic",
                "simulated",
                "--simulate",
                "cabs",
                "--cabs",
                "50",
                "--events",
                "3000",
                "--seed",
                "5",
                "--start",
                "2026-01-31T08:00:00Z",
                "--truth",
                "truth.json");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.err()).matches("3,000 records sent to simulated in .*, \\d+ of them bad on purpose\\R");
        assertThat(Files.readString(folder.resolve("truth.json")))
                .matches(
                        "(?s)\\{\\s+\"records\" : 3000,\\s+\"garbled\" : \\d+,.*\"trips\" : \\d+,\\s+\"telemetry\" : \\d+,\\s+\"tracks\" : \\d+\\s+}\\s+");
        List<ConsumerRecord<byte[], byte[]>> records = read("simulated", 2);
        assertThat(records).hasSize(3_000);
        assertThat(records.stream().filter(record -> text(record.value())
                        .startsWith("{\"cab\":\"" + text(record.key()) + "\",\"at\":17698")))
                .hasSizeGreaterThan(2_900);
    }

    @Test
    void badEventsAreCountedExactly() {
        create("some-bad", 1);

        Typed typed = type("produce", "--events", "1000", "--bad", "0.01", "--seed", "1", "--topic", "some-bad");

        assertThat(typed.err()).matches("1,000 records sent to some-bad in .*, 10 of them bad on purpose\\R");
        assertThat(read("some-bad", 1).stream()
                        .filter(record -> !text(record.value()).matches("\\d{13},\\d{1,4},www[a-z0-9.]+com,[0-9.]+")))
                .hasSize(10);
    }

    @Test
    void endsAfterTheDurationAtTheRate() {
        create("paced", 1);

        Typed typed = type("produce", "--rate", "200", "--duration", "500ms", "--topic", "paced");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(read("paced", 1)).hasSizeBetween(50, 101);
    }

    @Test
    void sendsTheLinesOfAFile() throws IOException {
        create("lines", 1);
        Files.write(folder.resolve("edits.csv"), List.of("id,who", "1,ann", "2,bob"));

        Typed typed =
                type("produce", "--file", "edits.csv", "--topic", "lines", "--skip-header", "--key-regex", ",(.*)");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(read("lines", 1))
                .extracting(record -> text(record.key()) + "=" + text(record.value()))
                .containsExactly("ann=1,ann", "bob=2,bob");
    }

    @Test
    void aRecordThatKafkaRefusesIsCountedAndTheRestGoesOn() throws IOException {
        create("large", 1);
        Files.write(folder.resolve("lines"), List.of("small", "x".repeat(2_000_000), "small too"));

        Typed typed = type("produce", "--file", "lines", "--topic", "large");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .contains("2 records sent to large")
                .contains("Cannot deliver 1 record to topic large, Kafka says: The message is 2000");
        assertThat(read("large", 1)).hasSize(2);
    }

    @Test
    void aMissingTopicIsNotCreatedByAMistypedName() {
        Typed typed = type("produce", "--events", "1", "--topic", "blog-repaly");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo("Cannot find topic blog-repaly at %s%nCreate it with: penstock topics create blog-repaly%n"
                        .formatted(broker.bootstrapServers()));
    }

    @Test
    void aMissingFileIsWrongUsage() {
        Typed typed = type("produce", "--file", "nowhere.csv", "--topic", "lines");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .isEqualTo("Cannot read a file, there is none: %s%n".formatted(folder.resolve("nowhere.csv")));
    }

    @Test
    void aBrokerThatIsNotThereIsAClearError() {
        Typed typed = Typing.in(folder).type("produce", "--events", "1", "--topic", "t", "--bootstrap", "127.0.0.1:1");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo(
                        "Cannot reach Kafka, nobody listens at 127.0.0.1:1%nStart the local stack with: penstock up%n"
                                .formatted());
    }

    @Test
    void initGuessesFromRecordsAllOverATopic() {
        create("guessed", 2);
        type("produce", "--events", "5000", "--bad", "0.01", "--topic", "guessed");

        Typed typed = type("init", "--from-topic", "guessed");

        assertThat(typed.out())
                .startsWith(
                        "Wrote guessed.yaml: csv, 4 columns, event time column_1, guessed from 1,000 records of topic guessed.");
        assertThat(folder.resolve("guessed.yaml"))
                .content()
                .contains("column_2 BIGINT NOT NULL", "timestamp-format: epoch-millis", "topic: guessed");
    }

    @Test
    void topicsAreListedAndDescribed() {
        create("described", 3);
        type("produce", "--events", "10", "--topic", "described");

        Typed list = type("topics", "list");
        Typed described = type("topics", "describe", "described");

        assertThat(list.out()).contains("topic").containsPattern("described +3 +1 +10\\R");
        assertThat(described.out())
                .startsWith("described  id ")
                .contains("first offset")
                .contains("next offset");
        assertThat(described.out().lines().filter(line -> line.strip().matches("[012] .*")))
                .hasSize(3);
    }

    @Test
    void aTopicThatExistsIsRefusedInKafkasWords() {
        create("twice", 1);

        Typed typed = type("topics", "create", "twice");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo("Cannot create topic twice, Kafka says: Topic 'twice' already exists.%n".formatted());
    }

    @Test
    void listsTopicsAsJson() {
        create("as-json", 1);

        Typed typed = type("topics", "list", "--output", "json");

        assertThat(typed.out()).contains("\"name\" : \"as-json\"").contains("\"offsets\" : 0");
    }

    private void create(String topic, int partitions) {
        Typed typed = type("topics", "create", topic, "--partitions", Integer.toString(partitions));
        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
    }

    private Typed type(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--bootstrap", broker.bootstrapServers()));
        return Typing.in(folder).type(all.toArray(String[]::new));
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitions) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                all.add(new TopicPartition(topic, partition));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
