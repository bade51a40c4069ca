package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hive tables in a real metastore over Thrift. */
@ExtendWith(TestStack.Extension.class)
class HiveIT {

    @TempDir
    Path folder;

    @BeforeEach
    void startMetastore(TestStack stack) {
        stack.metastore();
    }

    @Test
    void writesTheClassicTextTable(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("classic", 2);
        topic.send(List.of(
                "1700000000000,1,www.example1.com,192.168.2.1",
                "1700000000001,2,www.example2.com,192.168.2.2",
                "1700000000002,bad",
                "1700000000003,4,,192.168.2.4"));

        stack.runToEnd(classic("classic", "csmessages_hive_table"));

        assertThat(stack.sql("SELECT * FROM csmessages_hive_table ORDER BY eventid LIMIT 10").stream()
                        .map(Object::toString))
                .containsExactly(
                        "[1700000000000,1,www.example1.com,192.168.2.1]",
                        "[1700000000001,2,www.example2.com,192.168.2.2]",
                        "[1700000000003,4,,192.168.2.4]");
        assertThat(stack.sql("DESCRIBE csmessages_hive_table").stream().map(row -> row.getString(0)))
                .containsExactly("recordtime", "eventid", "url", "ip");
        assertThat(lines(stack.warehouse().resolve("csmessages_hive_table")))
                .containsExactlyInAnyOrder(
                        "1700000000000\u00011\u0001www.example1.com\u0001192.168.2.1",
                        "1700000000001\u00012\u0001www.example2.com\u0001192.168.2.2",
                        "1700000000003\u00014\u0001\u0001192.168.2.4");
        assertThat(stack.sql("SHOW TABLES").stream().map(row -> row.getString(1)))
                .contains("csmessages_hive_table");
        try (SqlRows sql = new SqlRows(stack)) {
            assertThat(sql.number("SELECT count(*) FROM csmessages_hive_table")).isEqualTo(3);
        }
        VerifyReport report = stack.verified(classic("classic", "csmessages_hive_table"));
        assertThat(report.accounts().stream()
                        .mapToLong(VerifyReport.Account::stored)
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void aStockSparkSessionSeesTheSameRows(TestStack stack) throws Exception {
        TestTopic topic = stack.topic("stock", 2);
        topic.send(LongStream.range(0, 500)
                .mapToObj(n -> "1700000000000," + n + ",www.example.com,10.0.0.1")
                .toList());
        stack.runToEnd(classic("stock", "stock.seen"));
        stack.runToEnd(typed("stock-orc", "stock.orc", "orc"));
        stack.runToEnd(typed("stock-parquet", "stock.parquet", "parquet"));

        List<String> seen = StockSpark.query(
                stack.metastore().uri(),
                folder,
                "SELECT count(*), count(DISTINCT eventid), sum(CAST(eventid AS BIGINT)) FROM stock.seen",
                "SELECT count(*), sum(price), min(at), max(struct.id) FROM stock.orc",
                "SELECT count(*), sum(price), min(at), max(struct.id) FROM stock.parquet");

        assertThat(seen)
                .containsExactly(
                        "[500,500,124750]",
                        "[500,1247.50,2023-11-14 22:13:20.0,499]",
                        "[500,1247.50,2023-11-14 22:13:20.0,499]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"textfile", "parquet", "orc"})
    void keepsTypesInEachFormat(String storedAs, TestStack stack) {
        String name = "types-" + storedAs;
        TestTopic topic = stack.topic(name, 1);
        topic.send(List.of(
                "{\"t\":1700000000123,\"n\":-5,\"d\":1.5,\"ok\":true,\"s\":\"ä, \\\"b\\\"\",\"day\":\"2026-01-31\","
                        + "\"price\":12.30,\"list\":[1,2],\"at\":{\"lat\":1.25,\"name\":\"x\"},\"missing\":null}"));
        Pipeline pipeline = TestStack.pipeline(
                """
        pipeline: %1$s
        sources:
          events:
            kafka: { topic: %1$s }
            decode:
              json:
                schema: "t TIMESTAMP, n BIGINT, d DOUBLE, ok BOOLEAN, s STRING, day DATE, price DECIMAL(10,2), list ARRAY<INT>, at STRUCT<lat: DOUBLE, name: STRING>, missing STRING"
                timestamp-format: epoch-millis
        outputs:
          out: { table: types.%2$s, from: events, format: hive, stored-as: %2$s }
        trigger: available-now
        """
                        .formatted(name, storedAs));

        stack.runToEnd(pipeline);

        assertThat(stack.sql("SELECT unix_millis(t), n, d, ok, s, day, price, list, at.lat, at.name, missing IS NULL"
                                + " FROM types." + storedAs)
                        .toString())
                .isEqualTo("[[1700000000123,-5,1.5,true,ä, \"b\",2026-01-31,12.30,ArraySeq(1, 2),1.25,x,true]]");
    }

    @Test
    void aRowThatATextFileCannotHoldIsADeadLetter(TestStack stack) {
        TestTopic topic = stack.topic("unfit", 1);
        topic.send(List.of(
                "1,1,\"two\nlines\",a",
                "1,2,separator\u0001,a",
                "1,3,\\N,a",
                "1,4,fine,a",
                "1,5,\"carriage\rreturn\",a"));

        Pipeline pipeline = classic("unfit", "unfit.clicks");
        stack.runToEnd(pipeline);

        assertThat(stack.sql("SELECT eventid FROM unfit.clicks").toString()).isEqualTo("[[4]]");
        assertThat(stack.sql("SELECT offset, stage, rule, reason FROM dead_letters.unfit ORDER BY offset").stream()
                        .map(Object::toString))
                .containsExactly(
                        "[0,output,table,column url has a line break, which a text file of Hive cannot hold]",
                        "[1,output,table,column url has the control character 1, which separates fields in a text file of"
                                + " Hive]",
                        "[2,output,table,column url is \\N, which is NULL in a text file of Hive]",
                        "[4,output,table,column url has a line break, which a text file of Hive cannot hold]");
        assertThat(stack.engine().verify(pipeline).verified()).isTrue();
    }

    @Test
    void losesAndDoublesNothingWhenKilledAtEachStep(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("hivekill", 2);
        String yaml = killed(250);
        Path file = Files.writeString(folder.resolve("hivekill.yaml"), yaml);

        Traffic.during(topic, 200, HiveIT::click, () -> {
            EngineProcess.killAt(Failpoint.TASK_WRITTEN, 2, stack.settings(), file);
            EngineProcess.killAt(Failpoint.PREPARED, 2, stack.settings(), file);
            EngineProcess.killAt(Failpoint.FILE_MOVED, 1, stack.settings(), file);
            EngineProcess.killAt(Failpoint.FILE_MOVED, 2, stack.settings(), file);
            Kills.moreover(() -> {
                EngineProcess.killAt(Failpoint.FILE_MOVED, 3, stack.settings(), file);
                EngineProcess.killAt(Failpoint.TABLE_COMMITTED, 1, stack.settings(), file);
            });
            EngineProcess.killAt(Failpoint.TABLE_COMMITTED, 3, stack.settings(), file);
            EngineProcess.killAt(Failpoint.DEAD_LETTERS_COMMITTED, 2, stack.settings(), file);
            EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 2, stack.settings(), file);
        });

        Pipeline pipeline = TestStack.pipeline(killed(20_000));
        stack.runToEnd(pipeline);
        stack.verified(pipeline);
        List<Long> expected = new ArrayList<>();
        topic.read().forEach(record -> {
            String value = new String(record.value(), StandardCharsets.UTF_8);
            if (!value.contains("bad")) {
                expected.add(Long.parseLong(value.split(",", -1)[1]));
            }
        });
        assertThat(expected).hasSizeGreaterThan(100);
        for (String table : List.of("hivekill.text", "hivekill.orc")) {
            assertThat(stack.longs("SELECT CAST(eventid AS BIGINT) FROM " + table))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(stack.longs("SELECT eventid FROM hivekill.iceberg")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(staged(stack.warehouse().resolve("hivekill.db"))).isEmpty();
    }

    @Test
    void verifyNamesALostADoubledAndAChangedFile(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("tampered", 1);
        topic.send(LongStream.range(0, 30).mapToObj(n -> "1," + n + ",url,ip").toList());
        Pipeline pipeline = classic("tampered", "tampered.clicks");
        stack.runToEnd(pipeline);
        Path table = stack.warehouse().resolve("tampered.db/clicks");
        Path data = dataFiles(table).get(0);
        String name = data.getFileName().toString();

        Path copy = Files.copy(data, table.resolve("copy"));
        assertThat(stack.engine().verify(pipeline).findings())
                .containsExactly("table tampered.clicks holds a file of 30 rows that no batch has brought: copy");
        Files.delete(copy);

        List<String> lines = Files.readAllLines(data);
        Files.deleteIfExists(table.resolve("." + name + ".crc"));
        Files.write(data, lines.subList(1, lines.size()));
        assertThat(stack.engine().verify(pipeline).findings().get(0))
                .startsWith("table tampered.clicks: a file of 30 rows and ")
                .contains(" has 29 rows and ")
                .endsWith(" (partition 0 offsets 0 to 29): " + name);

        Files.delete(data);
        VerifyReport lost = stack.engine().verify(pipeline);
        assertThat(lost.verified()).isFalse();
        assertThat(lost.findings())
                .contains("table tampered.clicks has lost a file of 30 rows (partition 0 offsets 0 to 29): " + name);
    }

    @Test
    void aMetastoreThatIsAwayIsNamedAndOneThatIsBackIsUsed(TestStack stack) {
        stack.topic("hiveaway", 1).send(List.of("1,1,url,ip"));
        Pipeline pipeline = classic("hiveaway", "hiveaway.clicks");
        String uri = stack.metastore().uri();
        stack.metastore().close();

        assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("Cannot open table hiveaway.clicks, the Hive Metastore does not answer: " + uri);

        stack.metastore();
        stack.runToEnd(pipeline);
        assertThat(stack.count("hiveaway.clicks")).isEqualTo(1);
    }

    @Test
    void refusesATableThatIsNotItsOwn(TestStack stack) {
        stack.topic("foreign", 1).send(List.of("1,1,url,ip"));
        stack.runToEnd(classic("foreign", "foreign.clicks"));
        Pipeline other = TestStack.pipeline(yaml("other", "foreign", "foreign.clicks", "textfile"));
        Pipeline changed = TestStack.pipeline(yaml("foreign", "foreign", "foreign.clicks", "orc"));

        assertThat(stack.engine().check(other).stream().map(Problem::reason))
                .containsExactly("is written by another output: foreign.table");
        assertThat(stack.engine().check(changed).stream().map(Problem::reason))
                .containsExactly(
                        "exists and differs: the table is stored as org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe, the"
                                + " output as orc");
    }

    @Test
    void resetDropsTheTableAndAnIncarnationThatIsGoneIsRefused(TestStack stack) throws IOException {
        stack.topic("hiveagain", 1).send(List.of("1,1,url,ip"));
        Pipeline pipeline = classic("hiveagain", "hiveagain.clicks");
        stack.runToEnd(pipeline);
        Path state = stack.state().resolve("hiveagain");
        Path moved = Files.move(state, folder.resolve("state"));
        assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("table hiveagain.clicks already holds its batches up to 0");
        try (Stream<Path> left = Files.walk(state)) {
            left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
        Files.move(moved, state);

        stack.engine().reset(pipeline);
        stack.runToEnd(pipeline);

        assertThat(stack.count("hiveagain.clicks")).isEqualTo(1);
    }

    private static byte[] click(long n) {
        String text = n % 50 == 7 ? "bad" + n : "1700000000000," + n + ",www.example.com,10.0.0." + n % 250;
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String killed(int batch) {
        return """
        pipeline: hivekill
        sources:
          clicks:
            kafka: { topic: hivekill, max-records-per-batch: %d }
            decode: { csv: { schema: "recordtime STRING, eventid BIGINT, url STRING, ip STRING" } }
        outputs:
          text: { table: hivekill.text, from: clicks, format: hive }
          iceberg: { table: hivekill.iceberg, from: clicks }
          orc: { table: hivekill.orc, from: clicks, format: hive, stored-as: orc }
        trigger: 100 ms
        """
                .formatted(batch);
    }

    private static Pipeline classic(String name, String table) {
        return TestStack.pipeline(yaml(name, name, table, "textfile"));
    }

    /** Types that Hive and Spark write in more than one way. */
    private static Pipeline typed(String name, String table, String storedAs) {
        return TestStack.pipeline(
                """
        pipeline: %s
        sources:
          clicks:
            kafka: { topic: stock }
            decode: { csv: { schema: "at TIMESTAMP, eventid INT, url STRING, ip STRING", timestamp-format: epoch-millis } }
        views:
          typed: SELECT at, CAST(eventid / 100.0 AS DECIMAL(10,2)) AS price, named_struct('id', eventid) AS struct FROM clicks
        outputs:
          table: { table: %s, from: typed, format: hive, stored-as: %s }
        trigger: available-now
        """
                        .formatted(name, table, storedAs));
    }

    private static String yaml(String name, String topic, String table, String storedAs) {
        return """
        pipeline: %s
        sources:
          clicks:
            kafka: { topic: %s }
            decode: { csv: { schema: "recordtime STRING, eventid STRING, url STRING, ip STRING" } }
        outputs:
          table: { table: %s, from: clicks, format: hive, stored-as: %s }
        trigger: available-now
        """
                .formatted(name, topic, table, storedAs);
    }

    private static List<Path> dataFiles(Path table) throws IOException {
        try (Stream<Path> files = Files.list(table)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static List<String> lines(Path table) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : dataFiles(table)) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    private static List<Path> staged(Path database) throws IOException {
        try (Stream<Path> files = Files.walk(database)) {
            return files.filter(file -> file.toString().contains("/.penstock/staging/"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}
