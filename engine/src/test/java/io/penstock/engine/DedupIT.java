package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows without repetitions on a real broker, alone and before other operators over time. */
@ExtendWith(TestStack.Extension.class)
class DedupIT {

    private static final long START = 1_700_000_040_000L; // the beginning of a minute
    private static final long MINUTE = 60_000;

    @Test
    void keepsTheFirstByEventTimeAndTheFirstBehindTheTimeAgain(TestStack stack) {
        TestTopic topic = stack.topic("dedup", 2);
        Pipeline pipeline = TestStack.pipeline(pipeline("dedup"));
        topic.send(List.of(
                event(30_000, 1, "later"),
                event(0, 1, "first"),
                event(5 * MINUTE, 1, "at the end"),
                event(1_000, 2, "other")));
        runToEnd(stack, pipeline);
        topic.send(List.of(event(5 * MINUTE + 1, 1, "again"), event(4 * MINUTE, 2, "other later")));
        runToEnd(stack, pipeline);
        topic.send(List.of(event(60 * MINUTE, 9, "end")));
        runToEnd(stack, pipeline);

        assertThat(stack.sql("SELECT id, note FROM dedup.kept ORDER BY id, note"))
                .extracting(Row::toString)
                .containsExactly("[1,again]", "[1,first]", "[2,other]");
        assertThat(stack.sql("SELECT unix_millis(minute) - %dL, events FROM dedup.minutes ORDER BY 1".formatted(START)))
                .extracting(Row::toString)
                .containsExactly("[0,2]", "[300000,1]");
        assertVerified(stack, pipeline, 3, 2);
    }

    /** Batches and restarts wherever they fall: what is kept is what a plain model keeps. */
    @Test
    void keepsWhatAModelKeepsHoweverRecordsComeIn(TestStack stack) {
        long seed = 20_261_123;
        Random random = new Random(seed);
        TestTopic topic = stack.topic("dedupmodel", 2);
        Pipeline pipeline = TestStack.pipeline(pipeline("dedupmodel"));
        Map<Long, List<Long>> times = new TreeMap<>();
        List<String> records = new ArrayList<>();
        for (long minute = 0; minute < 60; minute++) {
            List<String> some = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long id = random.nextInt(15);
                long at = minute * MINUTE + random.nextInt((int) MINUTE);
                times.computeIfAbsent(id, key -> new ArrayList<>()).add(at);
                some.add(event(at, id, ""));
            }
            Collections.shuffle(some, random);
            records.addAll(some);
        }
        int sent = 0;
        while (sent < records.size()) {
            int until = Math.min(records.size(), sent + 100 + random.nextInt(300));
            topic.send(records.subList(sent, until));
            sent = until;
            runToEnd(stack, pipeline);
        }
        topic.send(List.of(event(600 * MINUTE, 99, "end")));
        runToEnd(stack, pipeline);

        Map<Long, List<Long>> kept = new HashMap<>();
        times.forEach((id, all) -> {
            Collections.sort(all);
            List<Long> first = new ArrayList<>();
            for (long at : all) {
                if (first.isEmpty() || at > first.get(first.size() - 1) + 5 * MINUTE) {
                    first.add(at);
                }
            }
            kept.put(id, first);
        });
        Map<Long, List<Long>> found = new HashMap<>();
        stack.sql("SELECT id, unix_millis(at) - %dL FROM dedupmodel.kept ORDER BY at".formatted(START))
                .forEach(row -> found.computeIfAbsent(row.getLong(0), key -> new ArrayList<>())
                        .add(row.getLong(1)));
        long late = stack.count("late.dedupmodel");
        assertThat(late).as("late rows, seed %d", seed).isZero();
        assertThat(found).as("seed %d", seed).isEqualTo(kept);
        int all = kept.values().stream().mapToInt(List::size).sum();
        assertThat(stack.longs("SELECT sum(events) FROM dedupmodel.minutes")).containsExactly((long) all);
        assertVerified(stack, pipeline, all, stack.count("dedupmodel.minutes"));
    }

    @Test
    void saysWhatCannotBeToldApart(TestStack stack) {
        String yaml = pipeline("dedupwrong");
        assertThat(problems(stack, yaml.replace("key: [id]", "key: [idd, price]")))
                .containsExactly(
                        new Problem(
                                "views.unique.dedup.key[0]",
                                0,
                                "is not a column of events: idd",
                                "the columns are at, id, note, price"),
                        new Problem(
                                "views.unique.dedup.key[1]",
                                0,
                                "is DOUBLE, rows do not belong together by it: price",
                                "take a column of a simple type that is no fraction"));
        assertThat(problems(stack, yaml.replace("    watermark: 2 minutes\n", "")))
                .extracting(Problem::path, Problem::reason)
                .contains(tuple("views.unique.from", "has no event time with a watermark: events"));
        assertThat(problems(
                        stack,
                        yaml.replace("from: events, dedup", "from: lasting, dedup")
                                .replace("views:", "views:\n  lasting: SELECT *, at - at AS lasts FROM events")))
                .extracting(Problem::path, Problem::reason)
                .contains(tuple(
                        "views.unique.from", "has a column that state cannot keep: lasts INTERVAL DAY TO SECOND"));
        assertThat(problems(stack, yaml.replace("from: events, dedup", "from: minutes, dedup")))
                .extracting(Problem::reason)
                .contains("reads itself, by way of: unique, minutes");
    }

    private static List<Problem> problems(TestStack stack, String yaml) {
        return stack.engine().check(TestStack.pipeline(yaml));
    }

    private static void runToEnd(TestStack stack, Pipeline pipeline) {
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            assertThat(run.awaitEnd(TestStack.LIMIT)).as("run ended").isTrue();
            assertThat(run.status().error()).isNull();
        }
    }

    private static void assertVerified(TestStack stack, Pipeline pipeline, long kept, long minutes) {
        VerifyReport report = stack.engine().verify(pipeline);
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .containsExactly(
                        "output kept: table %s.kept holds the %d rows that view unique gives, computed a second time"
                                .formatted(pipeline.name(), kept),
                        "output minutes: table %s.minutes holds the %d rows that view minutes gives, computed a second time"
                                .formatted(pipeline.name(), minutes));
    }

    private static String event(long millis, long id, String note) {
        return (START + millis) + "," + id + "," + note + ",";
    }

    private static String pipeline(String name) {
        return """
        pipeline: %1$s
        sources:
          events:
            kafka: { topic: %1$s }
            decode: { csv: { schema: "at TIMESTAMP, id BIGINT, note STRING, price DOUBLE", timestamp-format: epoch-millis } }
            event-time: at
            watermark: 2 minutes
        views:
          unique: { from: events, dedup: { key: [id], within: 5 minutes } }
          minutes: SELECT window(at, '1 minute').start AS minute, count(*) AS events FROM unique GROUP BY window(at, '1 minute')
        outputs:
          kept: { table: %1$s.kept, from: unique }
          minutes: { table: %1$s.minutes, from: minutes }
        trigger: available-now
        """
                .formatted(name);
    }
}
