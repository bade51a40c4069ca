package io.penstock.console;

import io.penstock.engine.BatchReport;
import io.penstock.engine.deploy.CommittedBatch;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.sql.SqlColumn;
import io.penstock.engine.sql.SqlLimits;
import io.penstock.engine.sql.SqlService;
import io.penstock.engine.sql.SqlSink;
import io.penstock.engine.sql.SqlStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows batches with some of the rows that they wrote. */
final class Samples {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final long MOST_BYTES = 4L << 20;

    /**
     * @param batch its number, to ask for what is behind it
     * @param source the source it read
     * @param records records read
     * @param rows rows written to all outputs
     * @param deadLetters records dead-lettered
     * @param millis from its start to its commit
     * @param committed when
     * @param sample rows that it wrote, each a map by column, of the first output that it wrote to
     */
    record Shown(
            long batch,
            String query,
            long records,
            long rows,
            long deadLetters,
            long late,
            long millis,
            Instant committed,
            List<Map<String, @Nullable Object>> sample) {

        static Shown of(CommittedBatch batch, List<Map<String, @Nullable Object>> sample) {
            BatchReport report = batch.report();
            return new Shown(
                    batch.number(),
                    report.query(),
                    report.records(),
                    report.rows().values().stream().mapToLong(Long::longValue).sum(),
                    report.deadLetters(),
                    report.late(),
                    report.millis(),
                    report.committed(),
                    sample);
        }
    }

    private final Deployments deployments;
    private final SqlService sql;

    Samples(Deployments deployments, SqlService sql) {
        this.deployments = deployments;
        this.sql = sql;
    }

    List<Shown> without(List<CommittedBatch> batches) {
        return batches.stream().map(batch -> Shown.of(batch, List.of())).toList();
    }

    List<Shown> with(String name, List<CommittedBatch> batches, int rows) {
        return batches.stream()
                .map(batch -> Shown.of(
                        batch,
                        deployments
                                .sampleQuery(name, batch.report(), rows)
                                .map(query -> rows(query, rows))
                                .orElse(List.of())))
                .toList();
    }

    private List<Map<String, @Nullable Object>> rows(String query, int rows) {
        RowMaps result = new RowMaps();
        SqlLimits limits = new SqlLimits(rows, MOST_BYTES, LONGEST);
        sql.call(new SqlStatement(query, SqlStatement.Access.READ_ONLY, limits)).run(result);
        return result.rows;
    }

    private static final class RowMaps implements SqlSink {

        private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        private List<SqlColumn> columns = List.of();

        @Override
        public void columns(List<SqlColumn> found) {
            columns = found;
        }

        @Override
        public void row(List<@Nullable Object> values) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i).name(), values.get(i));
            }
            rows.add(row);
        }
    }
}
