package io.penstock.engine.sql;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/**
 * The first rows of one partition of a result, in Spark's binary form: no more than the caps allow leave the task, so the
 * driver never holds more than that for each task of a job.
 *
 * @param rows the rows
 * @param cut whether the partition has more
 */
record RowChunk(List<byte[]> rows, boolean cut) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Returns one chunk per partition, each with at most {@code maxRows} rows of together at most {@code maxBytes} bytes. */
    static JavaRDD<RowChunk> of(JavaRDD<InternalRow> rows, StructType schema, long maxRows, long maxBytes) {
        return rows.mapPartitions(partition ->
                List.of(first(partition, schema, maxRows, maxBytes)).iterator());
    }

    private static RowChunk first(Iterator<InternalRow> partition, StructType schema, long maxRows, long maxBytes) {
        List<byte[]> rows = new ArrayList<>();
        UnsafeProjection toUnsafe = UnsafeProjection.create(schema);
        long bytes = 0;
        while (partition.hasNext()) {
            if (rows.size() >= maxRows) {
                return new RowChunk(rows, true);
            }
            InternalRow row = partition.next();
            UnsafeRow unsafe = row instanceof UnsafeRow already ? already : toUnsafe.apply(row);
            bytes += unsafe.getSizeInBytes();
            if (bytes > maxBytes) {
                return new RowChunk(rows, true);
            }
            rows.add(unsafe.copy().getBytes()); // getBytes alone may be the buffer that the next row is written to
        }
        return new RowChunk(rows, false);
    }
}
