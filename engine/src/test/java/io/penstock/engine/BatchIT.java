package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines over a range of their topics: they end by themselves, close what a stream would have closed, and can be broken off. */
@ExtendWith(TestStack.Extension.class)
class BatchIT {

    private static final int PARTITIONS = 2;
    static final int RECORDS = 600;
    private static final long START = 1_700_000_040_000L; // the beginning of a minute
    private static final long MINUTE = 60_000;
    private static final long STEP_MILLIS = 50;
    static final long FAR_MILLIS = START + Duration.ofDays(365).toMillis();

    @TempDir
    Path folder;

    @Test
    void givesTheTablesThatTheStreamGivesOverTheSameRecords(TestStack stack) {
        Visits visits = Visits.of("batcheq", 100, "available-now");
        TestTopic pages = stack.topic(visits.pages(), PARTITIONS);
        TestTopic purchases = stack.topic(visits.purchases(), PARTITIONS);
        fill(pages, purchases);
        pages.send(List.of(far("/last"), far("/last"))); // closes for the stream what is before it
        purchases.send(List.of(Visits.purchase(0, FAR_MILLIS, -2), Visits.purchase(0, FAR_MILLIS, -2)));
        RunStatus stream = streamToEnd(stack, TestStack.pipeline(visits.yaml()));

        Pipeline batch = TestStack.pipeline(twin(visits, "batcheq2"));
        String half = String.valueOf(RECORDS / PARTITIONS);
        String to =
                "batcheq-pages/0:H,batcheq-pages/1:H,batcheq-purchases/0:H,batcheq-purchases/1:H".replace("H", half);
        RunStatus status = batchToEnd(stack, batch, new BatchRange(null, to));

        assertThat(rows(stack, "batcheq2.hits")).hasSizeGreaterThan(10).isEqualTo(rows(stack, "batcheq.hits"));
        assertThat(rows(stack, "batcheq2.sessions")).hasSizeGreaterThan(10).isEqualTo(rows(stack, "batcheq.sessions"));
        assertThat(rows(stack, "batcheq2.orders"))
                .hasSizeGreaterThan(RECORDS / 2)
                .anyMatch(row -> row.endsWith(",null,null]")) // nobody bought anything
                .anyMatch(row -> !row.endsWith(",null,null]"))
                .isEqualTo(rows(stack, "batcheq.orders"));
        assertThat(rows(stack, "batcheq2.pages"))
                .hasSizeGreaterThan(RECORDS / 2)
                .isEqualTo(rows(stack, "batcheq.pages WHERE page <> '/last'"));
        assertThat(letters(stack, "batcheq2")).hasSizeGreaterThan(10).isEqualTo(letters(stack, "batcheq"));
        assertThat(status.late()).isZero();
        assertThat(stream.late()).isZero();
        assertThat(status.records()).isEqualTo(2 * RECORDS);
        VerifyReport report = stack.verified(batch);
        assertThat(report.accounts()).hasSize(6 * PARTITIONS);
        assertThat(report.notes()).hasSize(4).allMatch(note -> note.endsWith("computed a second time"));
        assertThat(stack.engine().lag(batch)).allMatch(lag -> lag.committed() == lag.end());
        stack.verified(TestStack.pipeline(visits.yaml()));
    }

    @Test
    void completesABatchThatWasKilled(TestStack stack) {
        Visits visits = Visits.of("batchkill", 100, "1 second");
        fill(stack.topic(visits.pages(), PARTITIONS), stack.topic(visits.purchases(), PARTITIONS));
        Path file = file("batchkill", visits.yaml());
        Pipeline whole = TestStack.pipeline(twin(visits, "batchkill2"));
        batchToEnd(stack, whole, BatchRange.ALL);

        killAt(Failpoint.TASK_WRITTEN, 3, stack, file);
        killAt(Failpoint.TABLES_COMMITTED, 1, stack, file);
        killAt(Failpoint.LEDGER_WRITTEN, 3, stack, file);
        killAt(Failpoint.PREPARED, 4, stack, file);
        Pipeline killed = TestStack.pipeline(visits.yaml());
        batchToEnd(stack, killed, BatchRange.ALL);

        for (String table : List.of("hits", "sessions", "orders", "pages")) {
            assertThat(rows(stack, "batchkill." + table))
                    .as(table)
                    .isNotEmpty()
                    .isEqualTo(rows(stack, "batchkill2." + table));
        }
        assertThat(letters(stack, "batchkill")).isNotEmpty().isEqualTo(letters(stack, "batchkill2"));
        stack.verified(killed);
    }

    @Test
    void closesWhatWaitsAlsoWhenItWasKilledBetweenTheLastRecordAndThat(TestStack stack) {
        TestTopic topic = stack.topic("batchclose", PARTITIONS);
        topic.send(List.of(click(0, "a"), click(1_000, "b"), "broken", click(MINUTE, "a")));
        Path file = file("batchclose", windows("batchclose", "1 second"));

        killAt(Failpoint.LEDGER_WRITTEN, 1, stack, file);
        topic.send(List.of(click(0, "a"), click(0, "b"))); // behind the end, which was fixed when it began
        Pipeline pipeline = TestStack.pipeline(windows("batchclose", "1 second"));
        RunStatus status = batchToEnd(stack, pipeline, BatchRange.ALL);
        stack.verified(pipeline);
        topic.deleteRecords(3); // more than it has read: a complete batch does not care
        RunStatus again = batchToEnd(stack, pipeline, BatchRange.ALL);

        assertThat(hits(stack, "batchclose")).containsExactly("[0,a,1]", "[0,b,1]", "[60000,a,1]");
        assertThat(status.batches()).isEqualTo(2);
        assertThat(again.batches()).isEqualTo(2);
        assertThat(stack.count("dead_letters.batchclose")).isEqualTo(1);
    }

    @Test
    void readsFromATimeToATime(TestStack stack) {
        TestTopic topic = stack.topic("batchtimes", PARTITIONS);
        topic.sendAt(START, List.of(click(0, "before"), click(0, "before")));
        topic.sendAt(START + 1, List.of(click(0, "in"), click(1, "in"), click(2, "in")));
        topic.sendAt(START + 2, List.of(click(0, "behind"), click(0, "behind")));
        Pipeline pipeline = TestStack.pipeline(windows("batchtimes", "1 second"));

        batchToEnd(
                stack,
                pipeline,
                new BatchRange(
                        Instant.ofEpochMilli(START + 1).toString(),
                        Instant.ofEpochMilli(START + 2).toString()));

        assertThat(hits(stack, "batchtimes")).containsExactly("[0,in,3]");
        stack.verified(pipeline);
    }

    @Test
    void writesTheLastRowOfEachGroupAndClosesOperatorsInARow(TestStack stack) {
        TestTopic topic = stack.topic("batchrow", PARTITIONS);
        topic.send(List.of(click(0, "a"), click(1, "a"), click(61_000, "a"), click(10 * MINUTE, "b")));
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: batchrow
                sources:
                  clicks:
                    kafka: { topic: batchrow, max-records-per-batch: 1 }
                    decode: { csv: { schema: "time TIMESTAMP, url STRING", timestamp-format: epoch-millis } }
                    event-time: time
                    watermark: 1 minute
                views:
                  minutes: SELECT window(time, '1 minute') AS minute, url, count(*) AS hits FROM clicks GROUP BY 1, 2
                  hours: SELECT window(window_time(minute), '1 hour') AS hour, sum(hits) AS hits FROM minutes GROUP BY 1
                  last-seen: SELECT url, max(time) AS last FROM clicks GROUP BY url
                outputs:
                  clicks: { table: batchrow.clicks, from: clicks }
                  hours: { table: batchrow.hours, from: hours }
                  last: { table: batchrow.last, from: last-seen, mode: upsert, key: [url] }
                """);

        batchToEnd(stack, pipeline, BatchRange.ALL);

        assertThat(stack.longs("SELECT hits FROM batchrow.hours")).containsExactly(4L);
        assertThat(stack.sql("SELECT url, unix_millis(last) - %dL FROM batchrow.last ORDER BY 1".formatted(START)))
                .extracting(Row::toString)
                .containsExactly("[a,61000]", "[b,600000]");
        assertThat(stack.count("batchrow.clicks")).isEqualTo(4);
        stack.verified(pipeline);
    }

    @Test
    void isNeverAStreamNorTheOtherWayRound(TestStack stack) {
        stack.topic("batchkind", 1).send(List.of(click(0, "a"), click(1, "a")));
        Pipeline batch = TestStack.pipeline(windows("batchkind", "1 second"));
        Pipeline stream = TestStack.pipeline(windows("batchkind", "1 second")
                .replace("pipeline: batchkind", "pipeline: batchkind2")
                .replace("table: batchkind.", "table: batchkind2."));
        batchToEnd(stack, batch, new BatchRange(null, "0:1"));
        stack.runToEnd(stream);

        refused(
                () -> stack.engine().start(batch, RunListener.NONE),
                "Cannot start batchkind as a stream, its state is that of a batch. Complete that with --batch, or"
                        + " start over with: penstock reset batchkind");
        refused(
                () -> stack.engine().startBatch(batch, new BatchRange("0:0", "0:2"), RunListener.NONE),
                "Cannot run batchkind as a batch from 0:0 to 0:2, its batch from the beginning to 0:1 has begun."
                        + " Complete that without --from and --to, or start over with: penstock reset batchkind");
        refused(
                () -> stack.engine().startBatch(stream, BatchRange.ALL, RunListener.NONE),
                "Cannot run batchkind2 as a batch, its state is that of a stream, which goes on where it is. Give the"
                        + " batch a name and tables of its own in a copy of the file, or start over with:"
                        + " penstock reset batchkind2");
        assertThat(hits(stack, "batchkind")).containsExactly("[0,a,1]");
        stack.engine().reset(batch);
        batchToEnd(stack, batch, new BatchRange("0:1", null));
        assertThat(hits(stack, "batchkind")).containsExactly("[0,a,1]");
        stack.verified(stream);
    }

    @Test
    void doesNotWriteWhereAnotherPipelineWrites(TestStack stack) {
        stack.topic("batchother", 1).send(List.of(click(0, "a")));
        String yaml = windows("batchother", "1 second");
        stack.runToEnd(TestStack.pipeline(yaml));
        Pipeline batch = TestStack.pipeline(yaml.replace("pipeline: batchother", "pipeline: batchother2"));

        assertThatThrownBy(() -> stack.engine().startBatch(batch, BatchRange.ALL, RunListener.NONE))
                .isInstanceOfSatisfying(
                        InvalidPipelineException.class,
                        e -> assertThat(e.problems()).singleElement().satisfies(problem -> assertThat(problem.reason())
                                .isEqualTo("is written by another output: batchother.hits-table")));
    }

    @Test
    void refusesARangeThatIsNoneAndSaysWhy(TestStack stack) {
        TestTopic topic = stack.topic("batchwrong", PARTITIONS);
        topic.sendAt(START, List.of(click(0, "a"), click(0, "a"), click(0, "a"), click(0, "a")));
        topic.deleteRecords(1);
        Pipeline pipeline = TestStack.pipeline(windows("batchwrong", "1 second"));
        String cannot = "Cannot run batchwrong as a batch, ";

        wrong(
                stack,
                pipeline,
                "0:0",
                null,
                cannot + "--from is offset 0 of topic batchwrong partition 0, which has offsets 1 to 1");
        wrong(
                stack,
                pipeline,
                null,
                "1:3",
                cannot + "--to is offset 3 of topic batchwrong partition 1, which has offsets 1 to 1");
        wrong(
                stack,
                pipeline,
                "2:0",
                null,
                cannot + "--from names partition 2 of topic batchwrong, which has partitions 0 to 1");
        wrong(
                stack,
                pipeline,
                "others/0:1",
                null,
                cannot + "--from names topic others, which it does not read. It reads batchwrong");
        wrong(
                stack,
                pipeline,
                "0:2",
                "0:1",
                cannot + "topic batchwrong partition 0 would begin at offset 2 and end before that, at 1");
        wrong(
                stack,
                pipeline,
                Instant.ofEpochMilli(START + 1).toString(),
                null,
                cannot + "there is no record in its range: topic batchwrong partition 0 at offset 2; topic batchwrong"
                        + " partition 1 at offset 2");
        wrong(
                stack,
                pipeline,
                null,
                "2100-01-01T00:00:00Z",
                cannot + "--to is in the future, so records of the range may still come: 2100-01-01T00:00:00Z");
        Pipeline lost = TestStack.pipeline(
                windows("batchwrong", "1 second").replace("topic: batchwrong", "topic: batchnowhere"));
        wrong(stack, lost, null, null, cannot + "there is no topic batchnowhere");
        Visits visits = Visits.of("batchseveral", 100, "1 second");
        wrong(
                stack,
                TestStack.pipeline(visits.yaml()),
                "0:1",
                null,
                "Cannot run batchseveral as a batch, --from names no topic, and it reads several: batchseveral-pages,"
                        + " batchseveral-purchases. Write offsets as in batchseveral-pages/0:1000");
        assertThat(stack.state().resolve("batchwrong")).doesNotExist();
    }

    private static void wrong(TestStack stack, Pipeline pipeline, String from, String to, String message) {
        refused(() -> stack.engine().startBatch(pipeline, new BatchRange(from, to), RunListener.NONE), message);
    }

    private static void refused(Runnable start, String message) {
        assertThat(String.valueOf(catchThrowable(start::run)))
                .isEqualTo(RefusedException.class.getName() + ": " + message);
    }

    /** Pages and purchases with every kind of fault but rows that are late. */
    private static void fill(TestTopic pages, TestTopic purchases) {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (int n = 0; n < RECORDS; n++) {
            first.add(page(n));
            second.add(purchase(n));
        }
        pages.send(first);
        purchases.send(second);
    }

    static String page(int n) {
        long at = START + n * STEP_MILLIS - n * 7_919 % 61 * 10; // out of order, but in time
        String good = Visits.page(n, at, "v" + n / 25 % 12, "/" + n % 5, n / 2);
        return switch (n % 100) {
            case 20 -> n + "," + at;
            case 40 -> "n" + good;
            case 60 -> Visits.page(n, at, "v", Visits.BLOCKED, 0);
            case 80 -> Visits.page(n, at, "v", Visits.PROBE, 0);
            default -> good;
        };
    }

    static String purchase(int n) {
        long at = START + n * STEP_MILLIS + n * 5_011 % 60 * STEP_MILLIS;
        return n % 100 == 10 ? n + "," : Visits.purchase(n, at, n % 4 == 3 ? -n : n / 2);
    }

    static String far(String page) {
        return Visits.page(0, FAR_MILLIS, "last", page, -1);
    }

    /** The same pipeline under another name, with other tables, on the same topics. */
    static String twin(Visits visits, String name) {
        return visits.yaml()
                .replace("pipeline: " + visits.name(), "pipeline: " + name)
                .replace("table: " + visits.name() + ".", "table: " + name + ".");
    }

    private Path file(String name, String yaml) {
        try {
            return Files.writeString(folder.resolve(name + ".yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killAt(Failpoint failpoint, int n, TestStack stack, Path file) {
        try (EngineProcess driver = EngineProcess.batchTo(failpoint, n, stack.settings(), file)) {
            driver.assertKilledAt(failpoint);
        }
    }

    private static RunStatus batchToEnd(TestStack stack, Pipeline pipeline, BatchRange range) {
        return TestStack.toEnd(stack.engine().startBatch(pipeline, range, RunListener.NONE));
    }

    private static RunStatus streamToEnd(TestStack stack, Pipeline pipeline) {
        return TestStack.toEnd(stack.engine().start(pipeline, RunListener.NONE));
    }

    private static List<String> rows(TestStack stack, String from) {
        return stack.sql("SELECT * FROM " + from).stream()
                .map(Objects::toString)
                .sorted()
                .toList();
    }

    private static List<String> letters(TestStack stack, String pipeline) {
        return rows(
                stack,
                "(SELECT source, topic, partition, offset, CAST(value AS STRING), stage, rule, output, reason"
                        + " FROM dead_letters." + pipeline + ")");
    }

    private static List<String> hits(TestStack stack, String namespace) {
        return stack
                .sql("SELECT unix_millis(minute.start) - %dL, url, hits FROM %s.hits ORDER BY 1, 2"
                        .formatted(START, namespace))
                .stream()
                .map(Row::toString)
                .toList();
    }

    private static String click(long millis, String url) {
        return (START + millis) + "," + url;
    }

    private static String windows(String name, String trigger) {
        return """
        pipeline: %1$s
        sources:
          clicks:
            kafka: { topic: %1$s }
            decode: { csv: { schema: "time TIMESTAMP, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 2 minutes
        views:
          hits: SELECT window(time, '1 minute') AS minute, url, count(*) AS hits FROM clicks GROUP BY 1, 2
        outputs:
          hits-table: { table: %1$s.hits, from: hits }
        trigger: %2$s
        """
                .formatted(name, trigger);
    }
}
