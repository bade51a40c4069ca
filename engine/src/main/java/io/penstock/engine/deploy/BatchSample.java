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
                .map(output -> query((TableOutput) output.getValue(), batch, rows));
    }

    private static String query(TableOutput output, BatchReport batch, int rows) {
        String table = Stream.of(output.table().split("\\.", -1))
                .map(part -> '`' + part + '`')
                .collect(Collectors.joining("."));
        String ranges = batch.ranges().stream()
                .filter(range -> range.until() > range.from())
                .map(BatchSample::condition)
                .collect(Collectors.joining(" OR "));
        return "SELECT * FROM %s WHERE %s LIMIT %d".formatted(table, ranges, rows);
    }

    private static String condition(BatchReport.Range range) {
        return "(_kafka_topic = '%s' AND _kafka_partition = %d AND _kafka_offset >= %d AND _kafka_offset < %d)"
                .formatted(range.topic(), range.partition(), range.from(), range.until());
    }
}
