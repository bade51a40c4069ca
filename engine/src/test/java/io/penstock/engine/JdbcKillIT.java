package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kills drivers that write to PostgreSQL at each step of a batch and of its recovery, and counts again from the topic. */
@ExtendWith({TestStack.Extension.class, TestPostgres.Extension.class})
class JdbcKillIT {

    private static final int PARTITIONS = 2;
    private static final int RECORDS_PER_SECOND = 100;
    private static final String NAME = "jdbckill";

    private static final String PIPELINE =
            """
            pipeline: jdbckill
            sources:
              pages:
                kafka: { topic: jdbckill, max-records-per-batch: 250 }
                decode: { csv: { schema: "n BIGINT, visitor STRING" } }
                expect: [ { name: known, check: visitor <> 'v3', on-violation: dead-letter } ]
            views:
              totals: SELECT visitor, count(*) AS pages, sum(n) AS total FROM pages GROUP BY visitor
            outputs:
              last: { jdbc: { database: app, table: jdbckill_last }, from: pages, key: [visitor] }
              totals: { jdbc: { database: app, table: jdbckill_totals }, from: totals, key: [visitor] }
              pages: { table: jdbckill.pages, from: pages }
            trigger: 100 ms
            """;

    @TempDir
    Path folder;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @Test
    void holdsWhatTheTopicGivesWhenKilledAtEachStepOfABatchAndOfItsRecovery(TestStack plain, TestPostgres postgres)
            throws IOException {
        TestStack stack = plain.with(postgres.settings("app"));
        Path file = Files.writeString(folder.resolve(NAME + ".yaml"), PIPELINE);
        TestTopic topic = stack.topic(NAME, PARTITIONS);

        Traffic.during(topic, RECORDS_PER_SECOND, n -> value(n).getBytes(StandardCharsets.UTF_8), () -> {
            EngineProcess.killAt(Failpoint.BATCH_STARTED, 4, stack.settings(), file);
            EngineProcess.killAt(
                    Failpoint.TASK_WRITTEN, 3, stack.settings(), file); // rows are staged, nobody knows of them
            Kills.moreover(() -> EngineProcess.killAt(Failpoint.TASK_WRITTEN, 10, stack.settings(), file));
            EngineProcess.killAt(
                    Failpoint.COMPUTED, 3, stack.settings(), file); // all are staged, the batch is not prepared
            EngineProcess.killAt(Failpoint.PREPARED, 4, stack.settings(), file); // between staging and merge
            EngineProcess.killAt(
                    Failpoint.FILE_MOVED,
                    1,
                    stack.settings(),
                    file); // merged while the batch above is completed; its stage is there
            EngineProcess.killAt(Failpoint.FILE_MOVED, 5, stack.settings(), file);
            Kills.moreover(() -> EngineProcess.killAt(Failpoint.TABLE_COMMITTED, 1, stack.settings(), file));
            EngineProcess.killAt(Failpoint.TABLE_COMMITTED, 5, stack.settings(), file);
            EngineProcess.killAt(Failpoint.TABLES_COMMITTED, 4, stack.settings(), file);
            Kills.moreover(() -> {
                EngineProcess.killAt(Failpoint.DEAD_LETTERS_COMMITTED, 4, stack.settings(), file);
                EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 1, stack.settings(), file);
            });
            EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 5, stack.settings(), file);
        });

        Pipeline pipeline = TestStack.pipeline(PIPELINE.replace("250", "5000"));
        stack.runToEnd(pipeline);
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.notes())
                .anyMatch(note -> note.startsWith("output totals: table jdbckill_totals of database app holds the ")
                        && note.endsWith("computed a second time"));
        assertThat(postgres.rows("SELECT visitor, pages, total FROM jdbckill_totals"))
                .isEqualTo(totals(topic));
        assertThat(postgres.rows("SELECT visitor, n FROM jdbckill_last")).isEqualTo(last(topic));
        assertThat(postgres.stages()).isEmpty();
    }

    /** Each visitor stays in one partition, as the records of a key do. */
    private static String value(long n) {
        return n + ",v" + n % 14;
    }

    private static boolean isStored(String visitor) {
        return !visitor.equals("v3");
    }

    private static List<String> totals(TestTopic topic) {
        Map<String, long[]> totals = new HashMap<>();
        topic.read().forEach(record -> {
            String[] value = new String(record.value(), StandardCharsets.UTF_8).split(",", -1);
            if (isStored(value[1])) {
                long[] sums = totals.computeIfAbsent(value[1], visitor -> new long[2]);
                sums[0]++;
                sums[1] += Long.parseLong(value[0]);
            }
        });
        List<String> rows = new ArrayList<>();
        totals.forEach((visitor, sums) -> rows.add(visitor + "|" + sums[0] + "|" + sums[1]));
        return rows.stream().sorted().toList();
    }

    private static List<String> last(TestTopic topic) {
        Map<String, Long> last = new TreeMap<>();
        topic.read().forEach(record -> {
            String[] value = new String(record.value(), StandardCharsets.UTF_8).split(",", -1);
            if (isStored(value[1])) {
                last.merge(value[1], Long.parseLong(value[0]), Math::max);
            }
        });
        List<String> rows = new ArrayList<>();
        last.forEach((visitor, n) -> rows.add(visitor + "|" + n));
        return rows.stream().sorted().toList();
    }
}
