package io.penstock.engine.sql;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of a query to a sink, no faster than the sink takes them and no more than the limits allow.
 *
 * <p>Partitions are computed by and by, first one, then twice as many at a time up to the number of task slots: a short
 * answer comes at once, a long search uses the machine, and a reader that stops early has not paid for the rest.
 */
final class Delivery {

    /** What the sink threw, so that it is not taken for the statement's own failure. */
    static final class SinkFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private SinkFailure(RuntimeException cause) {
            super(cause);
        }

        RuntimeException unwrap() {
            return (RuntimeException) getCause();
        }
    }

    private final long start = System.nanoTime();
    private final SqlSink sink;
    private final SqlLimits limits;
    private final Runnable check;
    private long rows;
    private long bytes;
    private @Nullable String limit;

    /** @param check called between rows; what it throws ends the delivery */
    Delivery(SqlSink sink, SqlLimits limits, Runnable check) {
        this.sink = sink;
        this.limits = limits;
        this.check = check;
    }

    SqlEnd deliver(QueryExecution query) {
        StructType schema = query.analyzed().schema();
        RootLimit root = RootLimit.of(query);
        JavaRDD<InternalRow> result = root.query().toRdd().toJavaRDD();
        guarded(() -> sink.columns(columns(schema)));
        PlainValues values = new PlainValues(schema);
        int partitions = result.getNumPartitions();
        int slots = query.sparkSession().sparkContext().defaultParallelism();
        int width = 1;
        for (int next = 0; next < partitions && limit == null && rows < root.rows(); next += width) {
            width = next == 0 ? 1 : Math.min(2 * width, slots);
            int[] some =
                    IntStream.range(next, Math.min(next + width, partitions)).toArray();
            deliver(compute(result, schema, Math.min(limits.maxRows(), root.rows()), some), values, root.rows());
        }
        return new SqlEnd(rows, limit != null, limit, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private List<RowChunk> compute(JavaRDD<InternalRow> result, StructType schema, long maxRows, int[] partitions) {
        check.run();
        return Arrays.stream(RowChunk.of(result, schema, maxRows - rows, limits.maxBytes() - bytes)
                        .collectPartitions(partitions))
                .map(chunks -> chunks.get(0))
                .toList();
    }

    private void deliver(List<RowChunk> chunks, PlainValues values, long wanted) {
        for (RowChunk chunk : chunks) {
            for (byte[] row : chunk.rows()) {
                if (rows == wanted) {
                    return;
                }
                if (rows == limits.maxRows() || bytes + row.length > limits.maxBytes()) {
                    limit = rows == limits.maxRows() ? "rows" : "bytes";
                    return;
                }
                deliver(row, values);
            }
            if (chunk.cut() && rows < wanted) {
                limit = rows == limits.maxRows() ? "rows" : "bytes";
                return;
            }
        }
    }

    private void deliver(byte[] row, PlainValues values) {
        check.run();
        UnsafeRow unsafe = new UnsafeRow(values.size());
        unsafe.pointTo(row, row.length);
        List<@Nullable Object> plain = values.of(unsafe);
        guarded(() -> sink.row(plain));
        rows++;
        bytes += row.length;
    }

    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            throw new SinkFailure(e);
        }
    }

    private static List<SqlColumn> columns(StructType schema) {
        return Arrays.stream(schema.fields())
                .map(field -> new SqlColumn(field.name(), field.dataType().sql()))
                .toList();
    }
}
