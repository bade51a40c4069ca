package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Views that need more than one row: windows, joins and unions on a real broker, each row counted where it goes. */
@ExtendWith(TestStack.Extension.class)
class ViewIT {

    private static final long START = 1_700_000_040_000L; // the beginning of a minute
    private static final long MINUTE = 60_000;

    @Test
    void writesAWindowOnceItIsClosedAndKeepsLateRowsAside(TestStack stack) {
        TestTopic topic = stack.topic("windows", 2);
        Pipeline pipeline = TestStack.pipeline(windows("windows", ""));
        // two minutes, then one row far ahead that closes them
        topic.send(List.of(click(0, "a"), click(1_000, "a"), click(61_000, "b"), "broken", click(10 * MINUTE, "a")));
        RunStatus first = runToEnd(stack, pipeline);
        // a row of the first minute, behind the watermark, and one that is not
        topic.send(List.of(click(2_000, "late"), click(10 * MINUTE + 1, "b")));
        RunStatus second = runToEnd(stack, pipeline);

        assertThat(windows(stack, "windows")).containsExactly("0 a 2", "1 b 1");
        assertThat(first.records()).isEqualTo(5);
        assertThat(first.deadLetters()).isEqualTo(1);
        assertThat(first.late()).isZero();
        assertThat(second.records()).isEqualTo(7);
        assertThat(second.late()).isEqualTo(1);
        assertThat(stack.sql("SELECT source, view, topic, CAST(value AS STRING), delay_ms FROM late.windows"))
                .extracting(Row::toString)
                .containsExactly("[clicks,hits,windows,%d,late,%d]"
                        .formatted(START + 2_000, 8 * MINUTE - 2_000)
                        .replace(",late,", ",late,"));
        assertThat(stack.sql("SELECT source, CAST(value AS STRING), output FROM dead_letters.windows"))
                .extracting(Row::toString)
                .containsExactly("[clicks,broken,null]");
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.accounts()).hasSize(2);
        assertThat(sum(report, Account::late)).isEqualTo(1);
        assertThat(sum(report, Account::deadLetters)).isEqualTo(1);
        assertThat(sum(report, Account::stored)).isEqualTo(5);
        assertThat(report.notes())
                .containsExactly(
                        "output hits-table: table windows.hits holds the 2 rows that view hits gives, computed a second time");
    }

    @Test
    void leavesLateRowsOutAndCountsThemWhereTheFileSaysSo(TestStack stack) {
        TestTopic topic = stack.topic("dropping", 1);
        Pipeline pipeline = TestStack.pipeline(windows("dropping", "late-rows: drop"));
        topic.send(List.of(click(0, "a"), click(10 * MINUTE, "a")));
        runToEnd(stack, pipeline);
        topic.send(List.of(click(0, "late"), click(8 * MINUTE, "late as well"), click(8 * MINUTE + 1, "in time")));

        RunStatus status = runToEnd(stack, pipeline);

        assertThat(status.late()).isEqualTo(2);
        assertThat(stack.sql("SHOW TABLES IN late"))
                .extracting(row -> row.getString(1))
                .doesNotContain("dropping");
        assertThat(sum(stack.verified(pipeline), Account::late)).isEqualTo(2);
    }

    @Test
    void writesEachRecordWhereItBelongsWhenASourceFeedsATableAndAViewWithState(TestStack stack) {
        TestTopic topic = stack.topic("both", 2);
        Pipeline pipeline = TestStack.pipeline(
                windows("both", "").replace("outputs:", "outputs:\n  all: { table: both.clicks, from: clicks }"));
        topic.send(List.of(click(0, "a"), "broken", click(1_000, "b"), click(10 * MINUTE, "a")));

        RunStatus status = runToEnd(stack, pipeline);

        assertThat(status.records()).isEqualTo(4);
        assertThat(status.deadLetters()).isEqualTo(1);
        assertThat(stack.count("both.clicks")).isEqualTo(3);
        assertThat(stack.count("dead_letters.both")).isEqualTo(1);
        assertThat(windows(stack, "both")).containsExactly("0 a 1", "0 b 1");
        assertThat(stack.verified(pipeline).accounts()).hasSize(4);
    }

    @Test
    void joinsTwoSourcesWithinABoundAndReportsWhatFoundNoPartner(TestStack stack) {
        TestTopic starts = stack.topic("starts", 2);
        TestTopic ends = stack.topic("ends", 1);
        Pipeline pipeline = TestStack.pipeline(
                """
        pipeline: rides
        sources:
          starts:
            kafka: { topic: starts }
            decode: { csv: { schema: "ride BIGINT, at TIMESTAMP", timestamp-format: epoch-millis } }
            event-time: at
            watermark: 1 minute
          ends:
            kafka: { topic: ends }
            decode: { csv: { schema: "ride BIGINT, at TIMESTAMP", timestamp-format: epoch-millis } }
            event-time: at
            watermark: 1 minute
        views:
          rides: |
            SELECT s.ride, timestampdiff(SECOND, s.at, e.at) AS seconds
            FROM starts s LEFT JOIN ends e
              ON s.ride = e.ride AND e.at BETWEEN s.at AND s.at + INTERVAL 5 MINUTES
        outputs:
          rides: { table: rides.rides, from: rides }
        trigger: available-now
        """);
        starts.send(List.of(ride(1, 0), ride(2, 1_000)));
        ends.send(List.of(ride(1, 60_000)));
        runToEnd(stack, pipeline);
        starts.send(List.of(ride(3, 20 * MINUTE), ride(4, 20 * MINUTE)));
        ends.send(List.of(ride(3, 21 * MINUTE)));
        runToEnd(stack, pipeline);

        assertThat(stack.sql("SELECT ride, seconds FROM rides.rides ORDER BY ride"))
                .extracting(Row::toString)
                .containsExactly("[1,60]", "[2,null]", "[3,60]");
        assertThat(stack.verified(pipeline).accounts()).hasSize(3);
    }

    @Test
    void keepsTheWatermarkOfSeveralSourcesOverARestart(TestStack stack) {
        TestTopic web = stack.topic("restartweb", 1);
        TestTopic app = stack.topic("restartapp", 1);
        Pipeline pipeline = TestStack.pipeline(twoSources("restart", ""));
        web.send(List.of(visit(0, "x", "/a")));
        app.send(List.of(visit(20 * MINUTE, "y", "/a")));
        runToEnd(stack, pipeline);
        assertThat(stack.count("restart.hits")).isZero();

        // after the restart only the source that was behind goes on
        web.send(List.of(visit(30 * MINUTE, "x", "/a")));
        runToEnd(stack, pipeline);

        assertThat(stack.sql("SELECT unix_millis(minute.start) - %dL, hits FROM restart.hits".formatted(START)))
                .extracting(Row::toString)
                .containsExactly("[0,1]");
        stack.verified(pipeline);
    }

    @Test
    void doesNotWaitForAnIdleSourceForEver(TestStack stack) {
        TestTopic web = stack.topic("idleweb", 1);
        stack.topic("idleapp", 1);
        Pipeline pipeline = TestStack.pipeline(twoSources("idle", "idle-after: 0 s"));
        web.send(List.of(visit(0, "x", "/a"), visit(30 * MINUTE, "x", "/a")));

        runToEnd(stack, pipeline);

        assertThat(stack.sql("SELECT unix_millis(minute.start) - %dL, hits FROM idle.hits".formatted(START)))
                .extracting(Row::toString)
                .containsExactly("[0,1]");
        stack.verified(pipeline);
    }

    private static String twoSources(String name, String app) {
        return """
        pipeline: %1$s
        sources:
          web:
            kafka: { topic: %1$sweb }
            decode: { csv: { schema: "time TIMESTAMP, ip STRING, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 1 minute
          app:
            kafka: { topic: %1$sapp }
            decode: { csv: { schema: "time TIMESTAMP, ip STRING, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 1 minute
            %2$s
        views:
          all: SELECT time FROM web UNION ALL SELECT time FROM app
          hits: SELECT window(time, '1 minute') AS minute, count(*) AS hits FROM all GROUP BY 1
        outputs:
          hits: { table: %1$s.hits, from: hits }
        trigger: available-now
        """
                .formatted(name, app);
    }

    @Test
    void joinsASourceWithItself(TestStack stack) {
        TestTopic topic = stack.topic("itself", 2);
        Pipeline pipeline = TestStack.pipeline(
                """
        pipeline: itself
        sources:
          visits:
            kafka: { topic: itself }
            decode: { csv: { schema: "time TIMESTAMP, ip STRING, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 1 minute
        views:
          next-pages: |
            SELECT a.url AS page, b.url AS next
            FROM visits a JOIN visits b
              ON a.ip = b.ip AND b.time > a.time AND b.time <= a.time + INTERVAL 1 MINUTE
        outputs:
          next-pages: { table: itself.pages, from: next-pages }
        trigger: available-now
        """);
        topic.send(List.of(visit(0, "x", "/a"), visit(1_000, "x", "/b"), "broken", visit(2_000, "y", "/a")));
        runToEnd(stack, pipeline);
        topic.send(List.of(visit(3_000, "y", "/b"), visit(30 * MINUTE, "y", "/c")));
        runToEnd(stack, pipeline);

        assertThat(stack.sql("SELECT page, next FROM itself.pages"))
                .extracting(Row::toString)
                .containsExactly("[/a,/b]", "[/a,/b]");
        assertThat(stack.count("dead_letters.itself")).isEqualTo(1);
        stack.verified(pipeline);
        assertThat(stack.dataFiles("dead_letters.itself")).hasSize(1);
    }

    @Test
    void bringsSourcesTogetherAndClosesSessions(TestStack stack) {
        TestTopic web = stack.topic("web", 1);
        TestTopic app = stack.topic("app", 1);
        Pipeline pipeline = TestStack.pipeline(
                """
        pipeline: visits
        sources:
          web:
            kafka: { topic: web }
            decode: { csv: { schema: "time TIMESTAMP, ip STRING, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 1 minute
          app:
            kafka: { topic: app }
            decode: { csv: { schema: "time TIMESTAMP, ip STRING, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 1 minute
        views:
          all: SELECT * FROM web UNION ALL SELECT * FROM app
          sessions: |
            SELECT session_window(time, '5 minutes') AS visit, ip, count(*) AS pages
            FROM all GROUP BY 1, 2
          long-visits: SELECT ip, pages, visit.start AS began FROM sessions WHERE pages > 1
        outputs:
          all: { table: visits.all, from: all }
          long: { table: visits.long, from: long-visits }
        trigger: available-now
        """);
        web.send(List.of(visit(0, "x", "/a"), visit(20 * MINUTE, "z", "/c")));
        app.send(List.of(visit(4 * MINUTE, "x", "/b"), visit(MINUTE, "y", "/a"), visit(20 * MINUTE, "z", "/c")));

        runToEnd(stack, pipeline);

        assertThat(stack.count("visits.all")).isEqualTo(5);
        assertThat(stack.sql("SELECT ip, pages, unix_millis(began) - %dL FROM visits.long".formatted(START)))
                .extracting(Row::toString)
                .containsExactly("[x,2,0]");
        stack.verified(pipeline);
    }

    @Test
    void replacesTheRowOfAGroupAsItGrows(TestStack stack) {
        TestTopic topic = stack.topic("grouped", 2);
        String yaml =
                """
        pipeline: grouped
        sources:
          clicks:
            kafka: { topic: grouped }
            decode: { csv: { schema: "time TIMESTAMP, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 2 minutes
        views:
          hits: |
            SELECT window(time, '1 minute').start AS minute, url, count(*) AS hits
            FROM clicks GROUP BY window(time, '1 minute'), url
          last-seen: SELECT url, max(time) AS last FROM clicks GROUP BY url
        outputs:
          hits: { table: grouped.hits, from: hits, mode: upsert, key: [minute, url] }
          last: { table: grouped.last, from: last-seen, mode: upsert, key: [url] }
        trigger: available-now
        """;
        Pipeline pipeline = TestStack.pipeline(yaml);
        topic.send(List.of(click(0, "a"), click(1, "a"), click(2, "b")));
        runToEnd(stack, pipeline);
        topic.send(List.of(click(3, "a"), click(10 * MINUTE, "c"), click(4, "b")));
        runToEnd(stack, pipeline);
        stack.verified(pipeline);
        topic.send(List.of(click(5, "a"), click(10 * MINUTE, "c")));
        RunStatus status = runToEnd(stack, pipeline);

        assertThat(stack.sql(
                        "SELECT unix_millis(minute) - %dL, url, hits FROM grouped.hits ORDER BY 1, 2".formatted(START)))
                .extracting(Row::toString)
                .containsExactly("[0,a,3]", "[0,b,2]", "[600000,c,2]");
        assertThat(stack.sql("SELECT url, unix_millis(last) - %dL FROM grouped.last ORDER BY 1".formatted(START)))
                .extracting(Row::toString)
                .containsExactly("[a,3]", "[b,4]", "[c,600000]");
        assertThat(status.late()).isEqualTo(2);
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.notes()).hasSize(2);
    }

    @Test
    void findsARowThatIsMissingAndOneThatIsThereTwice(TestStack stack) {
        TestTopic topic = stack.topic("altered", 1);
        Pipeline pipeline = TestStack.pipeline(windows("altered", ""));
        topic.send(List.of(click(0, "a"), click(1, "b"), click(10 * MINUTE, "a")));
        runToEnd(stack, pipeline);
        stack.verified(pipeline);

        stack.sql("DELETE FROM altered.hits WHERE url = 'a'");
        stack.sql("INSERT INTO altered.hits SELECT * FROM altered.hits");

        assertThat(stack.engine().verify(pipeline).findings())
                .containsExactly(
                        "output hits-table: table altered.hits holds 2 rows, view hits gives 2 over the same records:"
                                + " 1 of them are not there, and 1 are there that it does not give");
    }

    /** Runs until nothing is left to do, which includes closing what the watermark has passed. */
    private static RunStatus runToEnd(TestStack stack, Pipeline pipeline) {
        return TestStack.toEnd(stack.engine().start(pipeline, RunListener.NONE));
    }

    private static long sum(VerifyReport report, ToLongFunction<Account> figure) {
        return report.accounts().stream().mapToLong(figure).sum();
    }

    private static String ride(long ride, long millis) {
        return ride + "," + (START + millis);
    }

    private static String visit(long millis, String ip, String url) {
        return (START + millis) + "," + ip + "," + url;
    }

    private static String click(long millis, String url) {
        return (START + millis) + "," + url;
    }

    /** Minute, url and hits of each row, sorted. */
    private static List<String> windows(TestStack stack, String namespace) {
        List<String> rows = new ArrayList<>();
        stack.sql("SELECT (unix_millis(minute.start) - %dL) DIV 60000, url, hits FROM %s.hits ORDER BY 1, 2"
                        .formatted(START, namespace))
                .forEach(row -> rows.add(row.get(0) + " " + row.get(1) + " " + row.get(2)));
        return rows;
    }

    private static String windows(String name, String source) {
        return """
        pipeline: %1$s
        sources:
          clicks:
            kafka: { topic: %1$s }
            decode: { csv: { schema: "time TIMESTAMP, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 2 minutes
            %2$s
        views:
          hits: SELECT window(time, '1 minute') AS minute, url, count(*) AS hits FROM clicks GROUP BY 1, 2
        outputs:
          hits-table: { table: %1$s.hits, from: hits }
        trigger: available-now
        """
                .formatted(name, source);
    }
}
