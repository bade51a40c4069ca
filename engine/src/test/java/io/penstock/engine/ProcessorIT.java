package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.deploy.ApplyReport.Action;
import io.penstock.engine.deploy.DeploymentState;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.deploy.ReplaceRefusedException;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Views that classes of a jar compute, on a real broker. Kills and random streams are those of ViewKillIT and RandomViewIT. */
@ExtendWith(TestStack.Extension.class)
class ProcessorIT {

    private static final long START = 1_700_000_040_000L;
    private static final long MINUTE = 60_000;

    private static final String COUNTER =
            """
            public final class Counter implements Processor {
                record Seen(long count, Instant first) {}
                private StateValue<Seen> seen;
                public void open(Setup setup) { seen = setup.value("seen", Seen.class); }
                public void row(Row row, Context context) {
                    Seen before = seen.orElse(new Seen(0, context.time()));
                    seen.set(new Seen(before.count() + 1, before.first()));
                    context.emit(out -> out.set("ip", row.text("ip")).set("count", before.count() + 1)
                            .set("first", before.first()).set("last", null));
                }
            }
            """;

    /** Takes no row whose page is bad. */
    private static final String REFUSING =
            """
            public final class Refusing implements Processor {
                public void row(Row row, Context context) {
                    if (row.text("url").equals("/bad")) {
                        context.reject("bad-url", "is " + row.text("url"));
                        return;
                    }
                    context.emit(out -> out.set("url", row.text("url")));
                }
            }
            """;

    /** The same with a component and a list more. */
    private static final String GROWN =
            """
            public final class Counter implements Processor {
                record Seen(long count, Instant first, String last, int changes) {}
                private StateValue<Seen> seen;
                private StateList<String> urls;
                public void open(Setup setup) {
                    urls = setup.list("urls", String.class);
                    seen = setup.value("seen", Seen.class);
                }
                public void row(Row row, Context context) {
                    Seen before = seen.orElse(new Seen(0, context.time(), null, 0));
                    seen.set(new Seen(before.count() + 1, before.first(), row.text("url"), before.changes() + 1));
                    urls.add(row.text("url"));
                    context.emit(out -> out.set("ip", row.text("ip")).set("count", before.count() + 1)
                            .set("first", before.first()).set("last", before.last() + "/" + before.changes() + urls.all()));
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void givesTheSameHoweverRowsArriveAndBatchesAreCut(TestStack stack) {
        Random random = new Random(7);
        TestTopic topic = stack.topic("counted", 2);
        Path jar = ProcessorJar.of(folder, "counter", COUNTER);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            order.add(i);
        }
        for (int portion = 0; portion < 3; portion++) {
            List<Integer> part = order.subList(portion * 100, portion * 100 + 100);
            Collections.shuffle(part, random); // a row each second, none is further back than the watermark
            topic.send(part.stream()
                    .map(n -> click(n * 1_000L, "10.0.0." + n % 7, "/" + n))
                    .toList());
            runToEnd(stack, counted("counted", jar, portion == 1 ? 30 : 70));
        }
        topic.send(List.of(click(60 * MINUTE, "last", "/"), "broken"));
        RunStatus status = runToEnd(stack, counted("counted", jar, 1_000));

        Map<String, Long> counts = new TreeMap<>();
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
            String ip = "10.0.0." + n % 7;
            expected.add("[%s,%d,%d]".formatted(ip, counts.merge(ip, 1L, Long::sum), n % 7 * 1_000L));
        }
        assertThat(stack.sql("SELECT ip, count, unix_millis(first) - %dL FROM counted.counts".formatted(START)))
                .extracting(Row::toString)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(status.late()).isZero();
        assertThat(status.deadLetters()).isEqualTo(1);
        VerifyReport report = stack.verified(counted("counted", jar, 1_000));
        assertThat(report.notes())
                .containsExactly(
                        "output counts: table counted.counts holds the 300 rows that view counts gives, computed a second time");

        // when: a row is changed by somebody
        stack.sql("UPDATE counted.counts SET count = 1000 WHERE ip = '10.0.0.3' AND count = 5");

        assertThat(stack.engine().verify(counted("counted", jar, 1_000)).findings())
                .containsExactly(
                        "output counts: table counted.counts holds 300 rows, view counts gives 300 over the same records:"
                                + " 1 of them are not there, and 1 are there that it does not give");
    }

    @Test
    void keepsARejectedRowAsADeadLetterOfTheView(TestStack stack) {
        TestTopic topic = stack.topic("refusing", 1);
        Path jar = ProcessorJar.of(folder, "refusing", REFUSING);
        topic.send(List.of(
                click(0, "a", "/1"), click(1_000, "a", "/bad"), click(2_000, "a", "/bad"), click(3_000, "b", "/2")));
        runToEnd(stack, refusing("refusing", jar));
        topic.send(List.of(click(10 * MINUTE, "z", "/")));
        RunStatus status = runToEnd(stack, refusing("refusing", jar));

        assertThat(stack.sql("SELECT url FROM refusing.urls ORDER BY url"))
                .extracting(Row::toString)
                .containsExactly("[/1]", "[/2]");
        assertThat(stack.sql(
                        "SELECT source, topic, stage, rule, output, reason, CAST(key AS STRING), CAST(value AS STRING)"
                                + " FROM dead_letters.refusing ORDER BY 8"))
                .extracting(Row::toString)
                .containsExactly(
                        "[urls,view:urls,view,bad-url,null,is /bad,{\"ip\":\"a\"},{\"time\":\"2023-11-14T22:14:01Z\",\"ip\":\"a\",\"url\":\"/bad\"}]",
                        "[urls,view:urls,view,bad-url,null,is /bad,{\"ip\":\"a\"},{\"time\":\"2023-11-14T22:14:02Z\",\"ip\":\"a\",\"url\":\"/bad\"}]");
        assertThat(status.deadLetters()).isEqualTo(2);
        assertThat(stack.verified(refusing("refusing", jar)).notes())
                .containsExactly(
                        "output urls: table refusing.urls holds the 2 rows that view urls gives, computed a second time",
                        "view urls: the dead letters hold the 2 rows that it rejects, computed a second time");

        // when: somebody takes one away
        stack.sql("DELETE FROM dead_letters.refusing WHERE CAST(value AS STRING) LIKE '%14:02Z%'");

        assertThat(stack.engine().verify(refusing("refusing", jar)).findings())
                .containsExactly(
                        "view urls: the dead letters hold 1 rows that it has rejected, over the same records it rejects 2:"
                                + " 1 of them are not there, and 0 are there that it does not reject",
                        "view urls: the dead letters hold 1 rows that it has rejected, the ledger has 2");
    }

    @Test
    void refusesToRejectWhatIsNoRow(TestStack stack) {
        TestTopic topic = stack.topic("refusetwice", 1);
        topic.send(List.of(click(0, "a", "/bad"), click(10 * MINUTE, "z", "/")));
        Path jar = ProcessorJar.of(
                folder, "twice", REFUSING.replace("return;", "context.reject(\"bad-url\", \"again\"); return;"));

        Assertions.assertThatThrownBy(() -> runToEnd(stack, refusing("refusetwice", jar)))
                .hasStackTraceContaining(
                        "Cannot compute view urls, io.penstock.jar.Refusing failed in row: Cannot reject a row here, only once while one is handled");
    }

    private static Pipeline refusing(String name, Path jar) {
        return TestStack.pipeline(
                        """
                pipeline: NAME
                jars: [a.jar]
                sources:
                  clicks:
                    kafka: { topic: NAME }
                    decode: { csv: { schema: "time TIMESTAMP, ip STRING, url STRING", timestamp-format: epoch-millis } }
                    event-time: time
                    watermark: 1 minute
                views:
                  urls: { processor: io.penstock.jar.Refusing, from: clicks, key: [ip], columns: "url STRING NOT NULL" }
                outputs:
                  urls: { table: NAME.urls, from: urls }
                trigger: available-now
                """
                                .replace("NAME", name))
                .withJars(List.of(jar.toString()));
    }

    @Test
    void goesOnWithItsStateWhenARecordHasGainedComponents(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("grown", 1);
        byte[] before = Files.readAllBytes(ProcessorJar.of(folder, "before", COUNTER));
        byte[] after = Files.readAllBytes(ProcessorJar.of(folder, "after", GROWN));
        byte[] less = Files.readAllBytes(ProcessorJar.of(
                folder,
                "less",
                COUNTER.replace(", Instant first", ", String first")
                        .replace("context.time()))", "\"\"))")
                        .replace(".set(\"first\", before.first())", "")));
        String yaml = yaml("grown", "[lib/counter.jar]", 1_000);
        try (Deployments deployments = Deployments.open(stack.engine(), folder.resolve("deployed"))) {
            topic.send(List.of(click(0, "a", "/1"), click(10 * MINUTE, "z", "/")));
            assertThat(deployments
                            .apply("grown.yaml", yaml, Map.of("lib/counter.jar", before), false)
                            .action())
                    .isEqualTo(Action.CREATED);
            runToEnd(deployments);

            // when
            var report = deployments.apply("grown.yaml", yaml, Map.of("lib/counter.jar", after), false);
            topic.send(List.of(
                    click(11 * MINUTE, "a", "/2"), click(12 * MINUTE, "a", "/3"), click(30 * MINUTE, "z", "/")));
            runToEnd(deployments);

            // then
            assertThat(report.changes())
                    .containsExactly(
                            "views.counts.processor keeps more: seen.value.changes, seen.value.last, urls, urls.value",
                            "views.counts.processor has other jars");
            assertThat(stack.sql("SELECT ip, count, unix_millis(first) - %dL, last FROM grown.counts ORDER BY ip, count"
                            .formatted(START)))
                    .extracting(Row::toString)
                    .containsExactly(
                            "[a,1,0,null]", "[a,2,0,null/0[/2]]", "[a,3,0,/2/1[/2, /3]]", "[z,1,600000,null/0[/]]");
            VerifyReport verified = stack.engine().verify(deployments.pipeline("grown"));
            assertThat(verified.verified()).isTrue();
            assertThat(verified.notes())
                    .containsExactly(
                            "the rows of view counts are not computed a second time: the pipeline was changed since it began");
            Assertions.assertThatThrownBy(
                            () -> deployments.apply("grown.yaml", yaml, Map.of("lib/counter.jar", less), false))
                    .isInstanceOf(ReplaceRefusedException.class)
                    .hasMessageContaining("views.counts.processor no longer keeps seen.value.changes: its state has it")
                    .hasMessageContaining(
                            "views.counts.processor keeps seen.value.first as STRING instead of TIMESTAMP: its state has it as it was");
        }
    }

    @Test
    void forgetsWhatHasExpired(TestStack stack) {
        Path jar = ProcessorJar.of(
                folder,
                "expiring",
                """
                public final class Counter implements Processor {
                    private StateValue<String> value;
                    private StateList<String> list;
                    private StateMap<String, Long> map;
                    public void open(Setup setup) {
                        value = setup.value("value", String.class, Duration.ofSeconds(10));
                        list = setup.list("list", String.class, Duration.ofSeconds(10));
                        map = setup.map("map", String.class, Long.class, Duration.ofSeconds(10));
                    }
                    public void row(Row row, Context context) {
                        String url = row.text("url");
                        context.emit(out -> out.set("ip", url).set("count", list.all().size())
                                .set("last", value.orElse("none") + map.all()));
                        value.set(url);
                        list.add(url);
                        map.put(url, context.time().toEpochMilli());
                    }
                }
                """);
        TestTopic topic = stack.topic("expiring", 1);
        for (int limit : new int[] {1, 100}) { // each row in a batch of its own, and then several in one
            long from = limit * MINUTE * 60;
            topic.send(List.of(
                    click(from, "a", "/1"),
                    click(from + 5_000, "a", "/2"),
                    click(from + 12_000, "a", "/3"),
                    click(from + 30_000, "a", "/4"),
                    click(from + 10 * MINUTE, "z", "/5")));
            runToEnd(stack, counted("expiring", jar, limit));
        }

        assertThat(stack.sql("SELECT ip, count, regexp_replace(last, '[0-9]{9,}', 't') FROM expiring.counts"))
                .extracting(Row::toString)
                .containsExactlyInAnyOrder(
                        "[/1,0,none{}]",
                        "[/2,1,/1{/1=t}]",
                        "[/3,1,/2{/2=t}]",
                        "[/4,0,none{}]",
                        "[/1,0,none{}]",
                        "[/2,1,/1{/1=t}]",
                        "[/3,1,/2{/2=t}]",
                        "[/4,0,none{}]",
                        "[/5,0,none{}]");
        String checkpoint = stack.state().resolve("expiring/counts/checkpoint").toString();
        assertThat(keys(stack, checkpoint, "waiting")).contains("[z]").doesNotContain("[a]");
        assertThat(keys(stack, checkpoint, "u_value")).doesNotContain("[a]");
        assertThat(keys(stack, checkpoint, "u_map")).doesNotContain("[a]");
        assertThat(stack.engine().verify(counted("expiring", jar, 1)).verified())
                .isTrue();
    }

    @Test
    void saysWhatIsWrongWithATimerOfThePast(TestStack stack) {
        Path jar = ProcessorJar.of(
                folder,
                "past",
                """
                public final class Counter implements Processor {
                    public void row(Row row, Context context) {
                        context.setTimer("again", context.time());
                    }
                    public void timer(String name, Context context) {
                        context.setTimer(name, context.time());
                    }
                }
                """);
        stack.topic("past-timer", 1).send(List.of(click(0, "a", "/1"), click(10 * MINUTE, "z", "/")));
        Pipeline pipeline = TestStack.pipeline(yaml("past", "[a.jar]", 10).replace("topic: past", "topic: past-timer"))
                .withJars(List.of(jar.toString()));

        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            assertThat(run.awaitEnd(TestStack.LIMIT)).isTrue();
            assertThat(run.status().error())
                    .isEqualTo("Cannot compute view counts, io.penstock.jar.Counter failed in timer:"
                            + " Cannot set timer again to 2023-11-14T22:14:00Z, it is 2023-11-14T22:14:00Z already");
        }
    }

    @Test
    void saysWhatAProcessorSaysThatFails(TestStack stack) {
        Path jar = ProcessorJar.of(
                folder,
                "failing",
                """
                public final class Failing implements Processor {
                    static final class Mine extends RuntimeException { Mine(String message) { super(message); } }
                    public void row(Row row, Context context) { throw new Mine("no such country"); }
                }
                """);
        TestTopic topic = stack.topic("failed-processor", 1);
        topic.send(List.of(click(0, "a", "/1"), click(10 * MINUTE, "z", "/")));
        Pipeline pipeline = TestStack.pipeline(yaml("failing", "[a.jar]", 10)
                        .replace("topic: failing", "topic: failed-processor")
                        .replace("jar.Counter", "jar.Failing"))
                .withJars(List.of(jar.toString()));

        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            assertThat(run.awaitEnd(TestStack.LIMIT)).isTrue();
            assertThat(run.status().error())
                    .isEqualTo("Cannot compute view counts, io.penstock.jar.Failing failed in row: no such country");
        }
    }

    @Test
    void reportsWhatIsWrongWithAProcessorBeforeAnythingStarts(TestStack stack) {
        Path jar = ProcessorJar.of(
                folder,
                "wrong",
                """
                public final class Wrong {
                    public static final class NoProcessor {}
                    public static final class NoConstructor implements Processor {
                        public NoConstructor(int n) {}
                        public void row(Row row, Context context) {}
                    }
                    public static final class NeedsSetting implements Processor {
                        public void open(Setup setup) { setup.setting("limit"); }
                        public void row(Row row, Context context) {}
                    }
                    public static final class KeepsAnything implements Processor {
                        public void open(Setup setup) { setup.value("thread", Thread.class); }
                        public void row(Row row, Context context) {}
                    }
                }
                """);
        String yaml =
                """
                pipeline: wrong-processors
                jars: [JAR, lib/missing.jar]
                sources:
                  clicks:
                    kafka: { topic: t }
                    decode: { json: { schema: "recordtime TIMESTAMP, ip STRING, tags ARRAY<STRING>" } }
                    event-time: recordtime
                    watermark: 1 minute
                  unmarked: { kafka: { topic: u }, decode: { csv: { schema: ip STRING } } }
                views:
                  hits: SELECT window(recordtime, '1 minute') AS w, ip, count(*) AS n FROM clicks GROUP BY 1, 2
                  timeless: SELECT ip FROM clicks
                  missing: { processor: a.Missing, from: clicks, key: [ip], columns: ip STRING }
                  none: { processor: io.penstock.jar.Wrong$NoProcessor, from: clicks, key: [ip], columns: ip STRING }
                  constructor: { processor: io.penstock.jar.Wrong$NoConstructor, from: clicks, key: [ip], columns: ip STRING }
                  setting: { processor: io.penstock.jar.Wrong$NeedsSetting, from: clicks, key: [ip], columns: ip STRING }
                  anything: { processor: io.penstock.jar.Wrong$KeepsAnything, from: clicks, key: [ip], columns: ip STRING }
                  keys: { processor: io.penstock.jar.Wrong$NeedsSetting, from: clicks, key: [town, tags], columns: ip STRING, settings: { limit: 1 } }
                  columns: { processor: io.penstock.jar.Wrong$NeedsSetting, from: clicks, key: [ip], columns: ip STRNG }
                  kept: { processor: io.penstock.jar.Wrong$NeedsSetting, from: hits, key: [ip], columns: ip STRING, settings: { limit: 1 } }
                  untimed: { processor: io.penstock.jar.Wrong$NeedsSetting, from: timeless, key: [ip], columns: ip STRING, settings: { limit: 1 } }
                  waiting: { processor: io.penstock.jar.Wrong$NeedsSetting, from: unmarked, key: [ip], columns: ip STRING, settings: { limit: 1 } }
                  good: { processor: io.penstock.jar.Wrong$NeedsSetting, from: clicks, key: [ip], columns: ip STRING, settings: { limit: 1 } }
                  above: SELECT * FROM good
                  beside: { processor: io.penstock.jar.Wrong$NeedsSetting, from: good, key: [ip], columns: ip STRING, settings: { limit: 1 } }
                outputs:
                  good: { table: wrongp.good, from: good, mode: upsert, key: [ip] }
                  missing: { table: wrongp.missing, from: missing }
                trigger: available-now
                """;
        Pipeline whole = TestStack.pipeline(yaml.replace("JAR, lib/missing.jar", "a.jar"))
                .withJars(List.of(jar.toString()));
        Pipeline lacking =
                TestStack.pipeline(yaml.replace("JAR", "a.jar")).withJars(List.of(jar.toString(), "lib/missing.jar"));

        Map<String, String> reasons = new HashMap<>();
        for (Problem problem : stack.engine().check(whole)) {
            assertThat(reasons.put(problem.path(), problem.reason()))
                    .as(problem.path())
                    .isNull();
        }

        assertThat(reasons)
                .containsEntry("views.missing.processor", "is in none of the jars: a.Missing")
                .containsEntry("views.none.processor", "is no processor: io.penstock.jar.Wrong$NoProcessor")
                .containsEntry(
                        "views.constructor.processor",
                        "has no public constructor without parameters: io.penstock.jar.Wrong$NoConstructor")
                .containsEntry("views.setting.processor", "cannot be opened: setting limit is missing")
                .containsEntry(
                        "views.anything.processor",
                        "cannot be opened: Cannot keep java.lang.Thread in state, use a simple type or a record of simple types")
                .containsEntry("views.keys.key[0]", "is not a column of clicks: town")
                .containsEntry("views.keys.key[1]", "is ARRAY<STRING>, rows do not belong together by it: tags")
                .containsEntry(
                        "views.kept.from",
                        "keeps state itself, a processor gets rows that each come from one record: hits")
                .containsEntry(
                        "views.untimed.from", "leaves out the event time, by which a processor gets rows: timeless")
                .containsEntry(
                        "views.waiting.from",
                        "has no watermark, a processor gets rows once it has passed them: unmarked")
                .containsEntry("views.above", "reads what a processor computes: good")
                .containsEntry("views.beside.from", "reads what a processor computes: good")
                .containsEntry(
                        "outputs.good.mode",
                        "is upsert, for rows of a processor: which one of a key is the last is not known");
        assertThat(reasons.get("views.columns.columns")).startsWith("is not a schema: ");
        assertThat(reasons).hasSize(14);
        assertThat(stack.engine().check(lacking))
                .filteredOn(problem -> problem.path().startsWith("jars"))
                .extracting(Problem::path, Problem::reason, Problem::hint)
                .containsExactly(Assertions.tuple(
                        "jars[1]",
                        "is not there: lib/missing.jar",
                        "build it; it is looked for from the folder of the pipeline file"));
    }

    /** The keys that Spark keeps something for. */
    private static List<String> keys(TestStack stack, String checkpoint, String variable) {
        return stack
                .engine()
                .newSession()
                .read()
                .format("statestore")
                .option("stateVarName", variable)
                .load(checkpoint)
                .select("key.k0")
                .collectAsList()
                .stream()
                .map(Row::toString)
                .toList();
    }

    private static void runToEnd(Deployments deployments) {
        deployments.start("grown");
        Awaitility.await("end of the run")
                .atMost(TestStack.LIMIT)
                .until(() -> deployments.status("grown").state(), state -> state == DeploymentState.FINISHED);
    }

    private static RunStatus runToEnd(TestStack stack, Pipeline pipeline) {
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            assertThat(run.awaitEnd(TestStack.LIMIT)).as("run ended").isTrue();
            assertThat(run.status().error()).isNull();
            return run.status();
        }
    }

    private static String click(long millis, String ip, String url) {
        return (START + millis) + "," + ip + "," + url;
    }

    private static Pipeline counted(String name, Path jar, int limit) {
        return TestStack.pipeline(yaml(name, "[a.jar]", limit)).withJars(List.of(jar.toString()));
    }

    private static String yaml(String name, String jars, int limit) {
        return """
        pipeline: %1$s
        jars: %2$s
        sources:
          clicks:
            kafka: { topic: %1$s, max-records-per-batch: %3$d }
            decode: { csv: { schema: "time TIMESTAMP, ip STRING, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 2 minutes
        views:
          counts:
            processor: io.penstock.jar.Counter
            from: clicks
            key: [ip]
            columns: ip STRING, count BIGINT, first TIMESTAMP, last STRING
        outputs:
          counts: { table: %1$s.counts, from: counts }
        trigger: available-now
        """
                .formatted(name, jars, limit);
    }
}
