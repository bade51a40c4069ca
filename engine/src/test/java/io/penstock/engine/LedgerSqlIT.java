package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.sql.SqlException;
import io.penstock.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code ledger.<pipeline>}: what the ledger says, as SQL. */
@ExtendWith(TestStack.Extension.class)
class LedgerSqlIT {

    @Test
    void hasTheFiguresOfTheRun(TestStack stack) {
        String name = "sqlledger";
        TestTopic topic = stack.topic(name, Clicks.PARTITIONS);
        List<byte[]> values = new ArrayList<>();
        for (long n = 0; n < 2_000; n++) {
            values.add(Clicks.value(n));
        }
        topic.sendBytes(values);
        Pipeline pipeline = TestStack.pipeline(Clicks.pipeline(name, 300));

        RunStatus status = stack.runToEnd(pipeline);

        try (SqlRows sql = new SqlRows(stack)) { // known by its state, as one that runs on a cluster
            LedgerTotals totals = status.totals();
            assertThat(sql.rows("SHOW TABLES IN ledger")).contains(List.of("ledger", name, false));
            assertThat(sql.number("SELECT count(DISTINCT batch) FROM ledger.sqlledger"))
                    .isEqualTo(totals.batches());
            assertThat(sql.number("SELECT sum(rows) FROM ledger.sqlledger")).isEqualTo(totals.rows());
            assertThat(sql.number("SELECT sum(read) FROM ledger.sqlledger WHERE output = 'odd-table'"))
                    .isEqualTo(totals.records())
                    .isEqualTo(2_000);
            assertThat(sql.number("SELECT sum(dead) FROM ledger.sqlledger WHERE output = 'odd-table'")
                            + sql.number("SELECT sum(output_dead) FROM ledger.sqlledger"))
                    .isEqualTo(totals.deadLetters())
                    .isEqualTo(stack.count("dead_letters.sqlledger"));
            for (String output : List.of("clicks", "odd", "tagged")) {
                assertThat(sql.number("SELECT sum(rows) FROM ledger.sqlledger WHERE output = '" + output + "-table'"))
                        .isEqualTo(stack.count(name + "." + output));
            }
            assertThat(
                            sql.rows(
                                    "SELECT * FROM ledger.sqlledger WHERE read <> dropped + dead + late + used + filtered + output_dead + left_out"))
                    .isEmpty();
            assertThat(
                            sql.rows(
                                    """
                            SELECT query, topic, partition, min(from), max(until), sum(lost), any(realtime),
                              min(prepared) > '2026-01-01', count(DISTINCT incarnation)
                            FROM ledger.sqlledger WHERE output = 'clicks-table' GROUP BY 1, 2, 3 ORDER BY 3"""))
                    .containsExactly(
                            List.of("clicks", name, 0L, 0L, 1_000L, 0L, false, true, 1L),
                            List.of("clicks", name, 1L, 0L, 1_000L, 0L, false, true, 1L));
        }
    }

    @Test
    void describesItsColumns(TestStack stack) {
        Pipeline pipeline = TestStack.pipeline(
                Clicks.pipeline("x", 300).replaceFirst("pipeline: x", "pipeline: sql-never-started"));
        try (SqlRows sql = new SqlRows(stack, pipeline)) {
            assertThat(sql.columns("SELECT * FROM ledger.sql_never_started"))
                    .containsExactly(
                            "query",
                            "incarnation",
                            "batch",
                            "prepared",
                            "topic",
                            "partition",
                            "from",
                            "until",
                            "read",
                            "lost",
                            "dropped",
                            "dead",
                            "late",
                            "output",
                            "rows",
                            "used",
                            "filtered",
                            "output_dead",
                            "realtime",
                            "watermark",
                            "left_out");
            assertThat(sql.rows("SELECT * FROM ledger.`sql-never-started`")).isEmpty();
            assertThat(sql.rows("DESCRIBE ledger.sql_never_started")).hasSize(21);
        }
    }

    @Test
    void includesReplaysAsAQueryOfTheirOwn(TestStack stack) {
        TestTopic topic = stack.topic("sql-replayed", 1);
        topic.send(List.of("1,/a", "2,/bad"));
        String yaml =
                """
                pipeline: sql-replayed
                sources:
                  clicks:
                    kafka: { topic: sql-replayed }
                    decode: { csv: { schema: "n BIGINT, url STRING" } }
                    expect: [ { name: good, check: url <> '%s', on-violation: dead-letter } ]
                outputs:
                  table: { table: sqlreplayed.t, from: clicks }
                trigger: 100 ms
                """;
        stack.runToEnd(TestStack.pipeline(yaml.formatted("/bad")));
        stack.engine().deadLetters(TestStack.pipeline(yaml.formatted("/other"))).replay(DeadLetters.Filter.ALL);

        try (SqlRows sql = new SqlRows(stack)) {
            assertThat(sql.rows("SELECT query, batch, from, until, read, dead, output, rows FROM ledger.sql_replayed"
                            + " ORDER BY query"))
                    .containsExactly(
                            List.of("clicks", 0L, 0L, 2L, 2L, 1L, "table", 1L),
                            List.of("clicks.replay", 0L, 0L, 0L, 1L, 0L, "table", 1L));
        }
    }

    @Test
    void saysThatThereIsNoSuchPipeline(TestStack stack) {
        try (SqlRows sql = new SqlRows(stack)) {
            assertThatThrownBy(() -> sql.rows("SELECT * FROM ledger.nobody"))
                    .isInstanceOf(SqlException.class)
                    .hasMessage("Cannot read ledger.nobody, no pipeline of that name is deployed or was ever started:"
                            + " SHOW TABLES IN ledger lists those that are");
        }
    }
}
