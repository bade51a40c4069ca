package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pipelines in {@code examples}, on the samples that lie beside them. */
@ExtendWith({TestStack.Extension.class, SearchServer.Extension.class})
class ExamplesIT {

    @Test
    void everyPipelineFileIsValid(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        assertThat(Examples.files()).isNotEmpty();
        for (Path file : Examples.files()) {
            LoadedPipeline loaded = PipelineLoader.load(file);
            assertThat(loaded.problems()).describedAs("%s", file).isEmpty();
            assertThat(stack.engine().check(loaded.pipeline().withJarsBeside(file)))
                    .describedAs("%s", file)
                    .isEmpty();
        }
    }

    @Test
    void clicksBecomeRowsAndBadOnesDeadLettersWithTheirReason(TestStack stack) {
        // given
        stack.topic("clicks-sample", 2).send(Examples.lines("clickstream/sample.csv"));
        Pipeline pipeline = Examples.pipeline("clickstream/clickstream.yaml", "clicks-sample");

        try (Cleared cleared = new Cleared(stack, pipeline)) {
            // when
            stack.runToEnd(cleared.pipeline());

            // then
            assertThat(stack.count("web.clicks")).isEqualTo(195);
            List<String> reasons = stack
                    .sql("SELECT concat_ws(', ', stage, rule, reason) FROM dead_letters.clickstream ORDER BY 1")
                    .stream()
                    .map(row -> row.getString(0))
                    .toList();
            assertThat(reasons)
                    .containsExactly(
                            "decode, column-count, has 3 columns, expected 4",
                            "decode, syntax, has a quote inside an unquoted field, at byte 25",
                            "decode, type, column 'eventid' is not a valid BIGINT: 'sixty'",
                            "decode, type, column 'recordtime' is not epoch-millis: '2026-09-16 12:00:19'",
                            "expectation, has-url, the check is false");
            assertThat(stack.engine().verify(pipeline).verified()).isTrue();
        }
    }

    @Test
    void editsBecomeRowsOfThreeTables(TestStack stack) {
        // given
        stack.topic("wikipedia-sample", 3).send(Examples.lines("wikipedia/sample.ndjson"));
        Pipeline pipeline = Examples.pipeline("wikipedia/wikipedia.yaml", "wikipedia-sample");

        try (Cleared cleared = new Cleared(stack, pipeline)) {
            // when
            stack.runToEnd(cleared.pipeline());

            // then
            Row edits = stack.sql("SELECT count(*), count(DISTINCT editor), count(metro_code) FROM wiki.edits")
                    .get(0);
            assertThat(edits.getLong(0)).isEqualTo(200);
            assertThat(edits.getLong(1)).isEqualTo(111);
            assertThat(stack.count("wiki.anonymous_edits")).isEqualTo(15);
            assertThat(stack.count("wiki.links")).isEqualTo(107);
            assertThat(stack.engine().verify(pipeline).verified()).isTrue();
        }
    }

    @Test
    void wideCsvBecomesRowsAndItsHeaderNone(TestStack stack) {
        // given
        stack.topic("snowplow-sample", 1).send(Examples.lines("snowplow/sample.csv"));
        Pipeline pipeline = Examples.pipeline("snowplow/snowplow.yaml", "snowplow-sample");

        try (Cleared cleared = new Cleared(stack, pipeline)) {
            // when
            RunStatus status = stack.runToEnd(cleared.pipeline());

            // then
            assertThat(status.records()).isEqualTo(21);
            assertThat(status.deadLetters()).isZero();
            assertThat(stack.count("snowplow.events")).isEqualTo(20);
            assertThat(stack.count("snowplow.page_views")).isEqualTo(7);
            assertThat(stack.engine().verify(pipeline).verified()).isTrue();
        }
    }

    @Test
    void requestsBecomeRowsAndLinesThatAreNoneDeadLetters(TestStack stack) {
        // given
        stack.topic("access-log-sample", 2).send(Examples.lines("access-log/sample.log"));
        Pipeline pipeline = Examples.pipeline("access-log/access-log.yaml", "access-log-sample");

        try (Cleared cleared = new Cleared(stack, pipeline)) {
            // when
            stack.runToEnd(cleared.pipeline());

            // then
            assertThat(stack.sql(
                            "SELECT count(*), count(method), count(authuser), count(bytes), count(server), count(received)"
                                    + " FROM weblog.requests"))
                    .extracting(Row::toString)
                    .containsExactly("[8,7,2,6,0,8]");
            assertThat(stack.sql("SELECT status, path FROM weblog.errors ORDER BY time"))
                    .extracting(Row::toString)
                    .containsExactly("[404,/wp-login.php]", "[408,null]", "[500,/item/7]");
            assertThat(TopicOutputIT.records(stack, "access-log-errors", 1))
                    .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                    .contains("203.0.113.99", "192.0.2.44", "198.51.100.23");
            assertThat(stack.sql("SELECT concat_ws(', ', stage, rule, reason) FROM dead_letters.access_log ORDER BY 1"))
                    .extracting(row -> row.getString(0))
                    .containsExactly(
                            "decode, pattern, does not match the pattern: '203.0.113.99 - - [21/Nov/2026:09:00:06 …'",
                            "decode, pattern, does not match the pattern: 'this line was cut'",
                            "decode, type, column 'time' does not match the timestamp-format dd/MMM/yyyy:HH:mm:ss Z:"
                                    + " '31/Nov/2026:09:00:09 +0000'");
            assertThat(stack.engine().verify(pipeline).verified()).isTrue();
        }
    }
}
