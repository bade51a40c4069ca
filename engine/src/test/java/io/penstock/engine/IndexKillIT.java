package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kills drivers that write to OpenSearch, and OpenSearch itself, and counts again from the topic. */
@ExtendWith({TestStack.Extension.class, SearchServer.Extension.class})
class IndexKillIT {

    private static final int PARTITIONS = 2;
    private static final int RECORDS_PER_SECOND = 200;
    private static final int CABS = 8; // a cab's records are all in one partition
    private static final String NAME = "idxkill";

    private static final String PIPELINE =
            """
            pipeline: idxkill
            sources:
              fixes:
                kafka: { topic: idxkill, max-records-per-batch: 250 }
                decode: { csv: { schema: "n BIGINT, address STRING" } }
            views:
              cabs: SELECT n, 'cab-' || (n % 8) AS cab FROM fixes
            outputs:
              fixes: { index: idxkill-fixes, from: fixes, fields: { address: ip } }
              last: { index: idxkill-last, from: cabs, id: [cab] }
              table: { table: idxkill.fixes, from: fixes }
            trigger: 100 ms
            """;

    @TempDir
    Path folder;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @Test
    void holdsEachDocumentOnceAndNoneTooOldWhateverIsKilled(TestStack plain) throws IOException {
        try (SearchServer search = SearchServer.start(folder.resolve("search"))) {
            TestStack stack = plain.with(search);
            Path file = Files.writeString(folder.resolve(NAME + ".yaml"), PIPELINE);
            TestTopic topic = stack.topic(NAME, PARTITIONS);

            Traffic.during(topic, RECORDS_PER_SECOND, n -> value(n).getBytes(StandardCharsets.UTF_8), () -> {
                EngineProcess.killAt(Failpoint.BATCH_STARTED, 3, stack.settings(), file);
                EngineProcess.killAt(
                        Failpoint.TASK_WRITTEN, 4, stack.settings(), file); // documents are there, nobody knows of them
                EngineProcess.killAt(Failpoint.COMPUTED, 3, stack.settings(), file);
                search.kill();
                search.startAgain();
                EngineProcess.killAt(Failpoint.PREPARED, 3, stack.settings(), file);
                EngineProcess.killAt(Failpoint.TABLES_COMMITTED, 2, stack.settings(), file);
                EngineProcess.killAt(Failpoint.DEAD_LETTERS_COMMITTED, 2, stack.settings(), file);
                EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 3, stack.settings(), file);
            });

            Pipeline pipeline = TestStack.pipeline(PIPELINE.replace("250", "5000"));
            stack.runToEnd(pipeline);
            stack.verified(pipeline);
            long good = topic.read().stream()
                    .filter(record -> !new String(record.value(), StandardCharsets.UTF_8).endsWith("nowhere"))
                    .count();
            assertThat(search.count("idxkill-fixes")).isEqualTo(good);
            assertThat(stack.count("idxkill.fixes")).isEqualTo(topic.read().size());
            assertThat(stack.count("dead_letters.idxkill"))
                    .isEqualTo(topic.read().size() - good);
            Map<String, String> last = new TreeMap<>();
            IndexIT.documents(search, "idxkill-last")
                    .forEach((cab, document) -> last.put(cab, document.replaceAll("^.*\"n\":(\\d+),.*$", "$1")));
            assertThat(last).isEqualTo(last(topic));
        }
    }

    @Test
    void makesAnIndexAnewWithWhatAKilledReplayHasPrepared(TestStack plain, SearchServer search) throws IOException {
        TestStack stack = plain.with(search);
        String tolerant =
                """
                pipeline: idxreplay
                sources:
                  fixes: { kafka: { topic: idxreplay }, decode: { csv: { schema: "n BIGINT" } } }
                outputs:
                  fixes: { index: idxreplay, from: fixes }
                  table: { table: idxreplay.fixes, from: fixes }
                trigger: 100 ms
                """;
        Pipeline strict = TestStack.pipeline(tolerant.replace(
                "\"n BIGINT\" } }",
                "\"n BIGINT\" } }, expect: [{ name: few, check: n < 100, on-violation: dead-letter }]"));
        stack.topic("idxreplay", 1)
                .send(LongStream.range(0, 150).mapToObj(Long::toString).toList());
        stack.runToEnd(strict);
        assertThat(search.count("idxreplay")).isEqualTo(100);
        Path file = Files.writeString(folder.resolve("idxreplay.yaml"), tolerant);
        try (EngineProcess driver = EngineProcess.replayTo(Failpoint.PREPARED, stack.settings(), file)) {
            driver.assertKilledAt(Failpoint.PREPARED);
        }
        assertThat(stack.count("idxreplay.fixes")).isEqualTo(100);

        ReindexReport report = stack.engine().reindex(TestStack.pipeline(tolerant), "fixes");

        assertThat(report.documents()).isEqualTo(150);
        assertThat(search.count("idxreplay")).isEqualTo(150);
        assertThat(stack.count("idxreplay.fixes")).isEqualTo(150);
        assertThat(stack.count("dead_letters.idxreplay")).isZero();
        stack.verified(TestStack.pipeline(tolerant));
    }

    private static String value(long n) {
        return n + (n % 10 == 3 ? ",nowhere" : ",10.0.0." + n % 250);
    }

    /** The newest of each cab. */
    static Map<String, String> last(TestTopic topic) {
        Map<String, String> last = new TreeMap<>();
        topic.read().forEach(record -> {
            long n = Long.parseLong(new String(record.value(), StandardCharsets.UTF_8).split(",", -1)[0]);
            last.merge("cab-" + n % CABS, String.valueOf(n), (a, b) -> Long.parseLong(a) > Long.parseLong(b) ? a : b);
        });
        return last;
    }
}
