package io.penstock.engine.deploy;

import io.penstock.engine.BatchReport;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.TableOutput;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds rows of a batch again, by the lineage columns of the table that it wrote them to. */
final class BatchSample {

    private BatchSample() {}

    static Optional<String> query(Pipeline pipeline, BatchReport batch, int rows) {
        return pipeline.outputs().entrySet().stream()
                .filter(output -> batch.rows().getOrDefault(output.getKey(), 0L) > 0)
                .filter(output -> output.getValue() instanceof TableOutput)
                .findFirst()
                .map(output -> query(pipeline, (TableOutput) output.getValue(), batch, rows));
    }

    private static String query(Pipeline pipeline, TableOutput output, BatchReport batch, int rows) {
        String table = Stream.of(output.table().split("\\.", -1))
                .map(part -> '`' + part + '`')
                .collect(Collectors.joining("."));
        return "SELECT * FROM %s WHERE %s LIMIT %d".formatted(table, ofBatch(pipeline, batch), rows);
    }

    /** Rows of a view with state name no record: they are found by the folder of the batch's files. */
    private static String ofBatch(Pipeline pipeline, BatchReport batch) {
        if (pipeline.views().containsKey(batch.query())) {
            return "_file LIKE '%%/%s/%s/%d/%%'".formatted(batch.incarnation(), batch.query(), batch.batch());
        }
        return batch.ranges().stream()
                .filter(range -> range.until() > range.from())
                .map(BatchSample::condition)
                .collect(Collectors.joining(" OR "));
    }

    private static String condition(BatchReport.Range range) {
        return "(_kafka_topic = '%s' AND _kafka_partition = %d AND _kafka_offset >= %d AND _kafka_offset < %d)"
                .formatted(
                        range.topic().replace("\\", "\\\\").replace("'", "\\'"),
                        range.partition(),
                        range.from(),
                        range.until());
    }
}
