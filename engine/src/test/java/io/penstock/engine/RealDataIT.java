package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Pipeline;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.jdk.javaapi.CollectionConverters;

/** The examples on whole sets of real events: the counts are those of the READMEs that come with the data. */
@ExtendWith(TestStack.Extension.class)
class RealDataIT {

    @Test
    void storesEveryWikipediaEdit(TestStack stack) {
        // given
        List<String> lines = SharedData.lines("wikipedia-edit-events-2015/wikipedia-edits-2015-09-12-h00-14.ndjson.gz");
        stack.topic("wikipedia-real", 3).send(lines);
        Pipeline pipeline = Examples.pipeline("wikipedia/wikipedia.yaml", "wikipedia-real");

        try (Cleared cleared = new Cleared(stack, pipeline)) {
            // when
            RunStatus status = stack.runToEnd(cleared.pipeline());

            // then
            assertThat(status.records()).isEqualTo(22_122);
            assertThat(status.deadLetters()).isZero();
            assertThat(only(
                            stack,
                            "SELECT count(*), count(DISTINCT editor), count_if(is_anonymous), count_if(is_robot),"
                                    + " count(country_code), count(metro_code), count(DISTINCT channel), sum(added), sum(deleted),"
                                    + " min(edited_at), max(edited_at) FROM wiki.edits"))
                    .containsExactly(
                            22_122L,
                            6_444L,
                            2_056L,
                            9_492L,
                            2_056L,
                            199L,
                            50L,
                            5_487_045L,
                            216_203L,
                            Timestamp.from(Instant.parse("2015-09-12T00:49:12.942Z")),
                            Timestamp.from(Instant.parse("2015-09-12T14:59:59.598Z")));
            assertThat(stack.count("wiki.anonymous_edits")).isEqualTo(2_056);
            assertThat(stack.count("wiki.links")).isEqualTo(12_394);
            assertCloses(stack.engine().verify(pipeline));
        }
    }

    @Test
    void storesRequestsThatAreWiderThanTheirHeaderOrKeepsThemAsDeadLetters(TestStack stack) {
        // given
        List<String> lines = SharedData.lines("web-access-nasa-1995/nasa_19950701.tsv.gz");
        stack.topic("nasa-real", 2).send(lines);
        Pipeline tolerant = Examples.pipeline("nasa/nasa.yaml", "nasa-real");
        Pipeline strict = Examples.pipeline("nasa/nasa-strict.yaml", "nasa-real");

        try (Cleared clearedTolerant = new Cleared(stack, tolerant);
                Cleared clearedStrict = new Cleared(stack, strict)) {
            // when
            RunStatus tolerated = stack.runToEnd(clearedTolerant.pipeline());
            RunStatus refused = stack.runToEnd(clearedStrict.pipeline());

            // then
            assertThat(tolerated.records()).isEqualTo(10_000);
            assertThat(only(
                            stack,
                            "SELECT count(*), count(DISTINCT host), count_if(response = 200), count_if(response = 304),"
                                    + " count_if(response = 302), count_if(response = 404), count(logname), sum(bytes),"
                                    + " min(time) FROM nasa.requests"))
                    .containsExactly(
                            9_999L,
                            936L,
                            9_012L,
                            531L,
                            408L,
                            48L,
                            0L,
                            246_472_942L,
                            Timestamp.from(Instant.parse("1995-07-01T04:00:01Z")));
            VerifyReport tolerantReport = stack.engine().verify(tolerant);
            assertCloses(tolerantReport);
            assertThat(sum(tolerantReport, "requests-table"))
                    .isEqualTo(Map.of("offsets", 10_000L, "stored", 9_999L, "dropped", 1L, "dead letters", 0L));

            assertThat(refused.deadLetters()).isEqualTo(9_999);
            assertThat(stack.count("nasa.requests_strict")).isZero();
            assertThat(only(stack, "SELECT DISTINCT stage, rule, reason FROM dead_letters.nasa_strict"))
                    .containsExactly("decode", "column-count", "has 9 columns, expected 7");
            VerifyReport strictReport = stack.engine().verify(strict);
            assertCloses(strictReport);
            assertThat(sum(strictReport, "requests-table"))
                    .isEqualTo(Map.of("offsets", 10_000L, "stored", 0L, "dropped", 1L, "dead letters", 9_999L));
        }
    }

    @Test
    void storesEveryRequestOfAnAccessLog(TestStack stack) {
        // given
        List<String> lines = SharedData.lines("web-access-semicomplete-2015/access-2015-05-17-18.log.gz");
        stack.topic("access-log-real", 2).send(lines);
        Pipeline pipeline = Examples.pipeline("access-log/access-log.yaml", "access-log-real");

        try (Cleared cleared = new Cleared(stack, pipeline)) {
            // when
            RunStatus status = stack.runToEnd(cleared.pipeline());

            // then
            assertThat(status.deadLetters()).isZero();
            assertThat(only(
                            stack,
                            "SELECT count(*), count(DISTINCT host), count_if(status = 200), count_if(method = 'HEAD'),"
                                    + " count_if(protocol = 'HTTP/1.0'), count(ident), count(bytes), sum(bytes), count(referer),"
                                    + " count(user_agent), min(time), max(time) FROM weblog.requests"))
                    .containsExactly(
                            4_525L,
                            890L,
                            4_030L,
                            18L,
                            420L,
                            0L,
                            4_145L,
                            1_202_896_060L,
                            2_513L,
                            4_389L,
                            Timestamp.from(Instant.parse("2015-05-17T10:05:00Z")),
                            Timestamp.from(Instant.parse("2015-05-18T23:05:58Z")));
            assertThat(stack.count("weblog.errors")).isEqualTo(96);
            assertCloses(stack.engine().verify(pipeline));
        }
    }

    @Test
    void storesEverySnowplowEventWithItsJson(TestStack stack) {
        // given
        List<String> lines = SharedData.lines("snowplow-enriched-events/snowplow_web_events.csv.gz");
        stack.topic("snowplow-real", 1).send(lines);
        Pipeline pipeline = Examples.pipeline("snowplow/snowplow.yaml", "snowplow-real");

        try (Cleared cleared = new Cleared(stack, pipeline)) {
            // when
            RunStatus status = stack.runToEnd(cleared.pipeline());

            // then
            assertThat(status.deadLetters()).isZero();
            assertThat(only(
                            stack,
                            "SELECT count(*), count(DISTINCT event_id), count_if(event_name = 'page_view'),"
                                    + " count_if(event_name = 'cmp_visible'), count_if(event_name = 'consent_preferences'),"
                                    + " count_if(event_name = 'snplow_cookies') FROM snowplow.events"))
                    .containsExactly(160L, 157L, 50L, 33L, 32L, 16L);
            assertThat(only(
                            stack,
                            "SELECT count(refr_urlport), count(br_features_pdf), count(tr_total_base), count(load_tstamp),"
                                    + " count_if(br_cookies), count(true_tstamp) FROM snowplow.events"))
                    .containsExactly(64L, 56L, 1L, 65L, 160L, 0L);
            assertThat(stack.count("snowplow.page_views")).isEqualTo(50);
            assertThat(only(stack, "SELECT count(page_view_id) FROM snowplow.page_views"))
                    .containsExactly(49L); // one event says {"id":null}
            assertCloses(stack.engine().verify(pipeline));
        }
    }

    private static List<Object> only(TestStack stack, String sql) {
        List<Row> rows = stack.sql(sql);
        assertThat(rows).describedAs(sql).hasSize(1);
        return CollectionConverters.asJava(rows.get(0).toSeq());
    }

    private static void assertCloses(VerifyReport report) {
        assertThat(report.findings()).isEmpty();
        assertThat(report.accounts()).isNotEmpty().allMatch(VerifyReport.Account::closes);
        assertThat(report.verified()).isTrue();
    }

    private static Map<String, Long> sum(VerifyReport report, String output) {
        Map<String, Long> sums = new TreeMap<>();
        report.accounts().stream()
                .filter(account -> account.output().equals(output))
                .forEach(account -> {
                    sums.merge("offsets", account.until() - account.from(), Long::sum);
                    sums.merge("stored", account.stored(), Long::sum);
                    sums.merge("dropped", account.dropped(), Long::sum);
                    sums.merge("dead letters", account.deadLetters(), Long::sum);
                });
        return sums;
    }
}
