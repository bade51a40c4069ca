package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.sql.SqlException;
import io.penstock.pipeline.Pipeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code state.<pipeline>.<view>}: what views keep, as SQL, while they run. */
@ExtendWith(TestStack.Extension.class)
class StateSqlIT {

    private static final long START = 1_700_000_040L; // the beginning of a minute, in seconds

    @Test
    void hasTheRowsThatTheViewsWouldGiveNow(TestStack stack) {
        TestTopic topic = stack.topic("sql-state", 1);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: sql-state
                sources:
                  clicks:
                    kafka: { topic: sql-state }
                    decode:
                      csv: { schema: "at TIMESTAMP, url STRING, ip STRING, n BIGINT", timestamp-format: epoch-millis }
                    event-time: at
                    watermark: 1 minute
                views:
                  open-hits: |
                    SELECT window(at, '1 minute').start AS minute, upper(url) AS page, count(*) AS hits,
                      avg(n) AS mean, max(n) - min(n) + count(*) AS spread
                    FROM clicks GROUP BY window(at, '1 minute'), upper(url)
                  last: SELECT ip, max(at) AS seen, sum(n) AS total FROM clicks GROUP BY ip
                  sessions: |
                    SELECT session_window(at, '30 seconds') AS visit, ip, count(*) AS pages FROM clicks GROUP BY 1, 2
                  pairs: |
                    SELECT a.ip, a.url AS page, b.url AS next FROM clicks a JOIN clicks b
                      ON a.ip = b.ip AND b.at > a.at AND b.at <= a.at + INTERVAL 5 MINUTES
                  lists: |
                    SELECT window(at, '1 minute').start AS minute, collect_list(n) AS numbers
                    FROM clicks GROUP BY window(at, '1 minute')
                outputs:
                  open-hits: { table: sqlstate.hits, from: open-hits }
                  last: { table: sqlstate.last, from: last, mode: upsert, key: [ip] }
                  sessions: { table: sqlstate.sessions, from: sessions }
                  pairs: { table: sqlstate.pairs, from: pairs }
                  lists: { table: sqlstate.lists, from: lists }
                trigger: 100 ms
                """);
        topic.send(List.of(click(0, "/a", "x", 1), click(1, "/a", "y", 2), click(61, "/b", "x", 4)));

        try (Run run = stack.engine().start(pipeline, RunListener.NONE);
                SqlRows sql = new SqlRows(stack, pipeline)) {
            run.awaitCaughtUp(TestStack.LIMIT);

            assertThat(sql.rows("SHOW NAMESPACES IN state")).contains(List.of("state.sql_state"));
            assertThat(sql.rows("SHOW TABLES IN state.sql_state"))
                    .extracting(row -> row.get(1))
                    .containsExactly("last", "lists", "open_hits", "pairs", "sessions");
            assertThat(sql.columns("SELECT * FROM state.sql_state.open_hits"))
                    .containsExactly("minute", "page", "hits", "mean", "spread");
            String openHits = "SELECT CAST(minute AS BIGINT), page, hits, CAST(mean * 10 AS BIGINT), spread"
                    + " FROM state.sql_state.open_hits ORDER BY 1, 2";
            assertThat(sql.rows(openHits))
                    .containsExactly(List.of(START, "/A", 2L, 15L, 3L), List.of(START + 60, "/B", 1L, 40L, 1L));
            assertThat(sql.rows("SELECT ip, CAST(seen AS BIGINT), total FROM state.sql_state.last ORDER BY ip"))
                    .containsExactly(List.of("x", START + 61, 5L), List.of("y", START + 1, 2L));
            assertThat(sql.rows("SELECT CAST(visit.start AS BIGINT), CAST(visit.end AS BIGINT), ip, pages"
                            + " FROM state.sql_state.sessions ORDER BY 3, 1"))
                    .containsExactly(
                            List.of(START, START + 30, "x", 1L),
                            List.of(START + 61, START + 91, "x", 1L),
                            List.of(START + 1, START + 31, "y", 1L));
            assertThat(sql.rows("SELECT left_row.url, left_row.ip FROM state.sql_state.pairs WHERE side = 'left'"
                            + " AND right_row IS NULL ORDER BY left_row.at"))
                    .containsExactly(List.of("/a", "x"), List.of("/a", "y"), List.of("/b", "x"));
            assertThat(sql.rows("SELECT right_row.url FROM state.sql_state.pairs WHERE side = 'right'"
                            + " AND left_row IS NULL AND right_row.at > '2023-11-14T22:14:59Z'"))
                    .containsExactly(List.of("/b"));
            assertThat(sql.columns("SELECT * FROM state.sql_state.lists")).containsExactly("key", "value");
            assertThat(sql.number("SELECT count(*) FROM state.sql_state.lists")).isEqualTo(2);

            // it goes on under the eyes of who reads it
            topic.send(List.of(click(62, "/b", "y", 8)));
            run.awaitCaughtUp(TestStack.LIMIT);
            assertThat(sql.rows(openHits))
                    .containsExactly(List.of(START, "/A", 2L, 15L, 3L), List.of(START + 60, "/B", 2L, 60L, 6L));
            run.stop(TestStack.LIMIT);
        }
    }

    @Test
    void hasTheOperatorsOfAViewThatIsComputedWithSeveral(TestStack stack) {
        TestTopic topic = stack.topic("sql-chain", 1);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: sql-chain
                sources:
                  clicks:
                    kafka: { topic: sql-chain }
                    decode:
                      csv: { schema: "at TIMESTAMP, url STRING, ip STRING, n BIGINT", timestamp-format: epoch-millis }
                    event-time: at
                    watermark: 1 second
                views:
                  per-minute: |
                    SELECT window(at, '1 minute') AS minute, url, count(*) AS hits FROM clicks GROUP BY 1, 2
                  tops: |
                    SELECT window(window_time(minute), '5 minutes').start AS five, max(hits) AS top
                    FROM per_minute GROUP BY window(window_time(minute), '5 minutes')
                outputs:
                  tops: { table: sqlchain.tops, from: tops }
                trigger: 100 ms
                """);
        topic.send(List.of(click(60, "/a", "x", 1), click(61, "/a", "y", 1), click(150, "/b", "x", 1)));
        stack.runToEnd(pipeline);
        topic.send(
                List.of(click(151, "/b", "y", 1))); // behind the watermark that closes the first minute, not its five
        stack.runToEnd(pipeline);

        try (SqlRows sql = new SqlRows(stack, pipeline)) {
            assertThat(sql.rows("SHOW TABLES IN state.sql_chain"))
                    .extracting(row -> row.get(1))
                    .containsExactly("tops", "tops__0", "tops__1");
            assertThat(sql.rows("SELECT top FROM state.sql_chain.tops")).containsExactly(List.of(2L));
            assertThat(sql.columns("SELECT * FROM state.sql_chain.tops__1")).containsExactly("key", "value");
            assertThat(sql.rows("SELECT key.url, value.count FROM state.sql_chain.tops__1"))
                    .containsExactly(List.of("/b", 2L));
        }
    }

    @Test
    void saysWhatThereIsNotAndThatItIsForReading(TestStack stack) {
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: sql-stateless
                sources:
                  clicks:
                    kafka: { topic: sql-stateless }
                    decode: { csv: { schema: "url STRING" } }
                views:
                  counts: SELECT url, count(*) AS hits FROM clicks GROUP BY url
                outputs:
                  counts: { table: sqlstateless.counts, from: counts, mode: upsert, key: [url] }
                """);
        try (SqlRows sql = new SqlRows(stack, pipeline)) {
            assertThat(sql.rows("SHOW TABLES IN state.sql_stateless")).isEmpty();
            assertThatThrownBy(() -> sql.rows("SELECT * FROM state.sql_stateless.counts"))
                    .isInstanceOf(SqlException.class)
                    .hasMessage(
                            "Cannot read state.sql_stateless.counts, no view of that name keeps a state that a batch"
                                    + " was ever computed with: SHOW TABLES IN state.sql_stateless lists those that do");
            assertThatThrownBy(() -> sql.rows("SELECT * FROM state.counts"))
                    .isInstanceOf(SqlException.class)
                    .hasMessage("Cannot read state.counts, a state has the name of a pipeline and that of a view:"
                            + " state.<pipeline>.<view>");
        }
    }

    private static String click(long second, String url, String ip, long n) {
        return (START + second) * 1000 + "," + url + "," + ip + "," + n;
    }
}
