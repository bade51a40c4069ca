package io.penstock.sinks;

import io.penstock.sinks.HiveFile.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one task into one file beside a Hive table, through Spark's own writers of the format. */
final class HiveWriter implements RowWriter {

    private static final int TOPIC = 0; // of the lineage columns
    private static final int PARTITION = 1;
    private static final int OFFSET = 2;

    private final OutputWriterFactory format;
    private final Configuration conf;
    private final StructType columns;
    private final Path folder;
    private final String name;
    private final @Nullable TextGuard guard;
    private final Map<Integer, Tally> tallies = new LinkedHashMap<>();
    private @Nullable ColumnRows columnRows;
    private @Nullable OutputWriter writer;
    private @Nullable Path path;
    private long rows;

    /** @param name the file's name without its extension */
    HiveWriter(
            OutputWriterFactory format,
            Configuration conf,
            StructType columns,
            Path folder,
            String name,
            @Nullable TextGuard guard) {
        this.format = format;
        this.conf = conf;
        this.columns = columns;
        this.folder = folder;
        this.name = name;
        this.guard = guard;
    }

    @Override
    public @Nullable String refusal(InternalRow row) {
        return guard == null ? null : guard.refusal(row);
    }

    @Override
    public void write(InternalRow row, InternalRow lineage) {
        OutputWriter open = writer;
        if (open == null) {
            open = open();
            writer = open;
        }
        open.write(row);
        rows++;
        int partition = lineage.getInt(PARTITION);
        Tally tally = tallies.get(partition);
        if (tally == null) {
            tally = new Tally(lineage.getUTF8String(TOPIC).toString(), partition);
            tallies.put(partition, tally);
        }
        tally.add(lineage.getLong(OFFSET));
    }

    @Override
    public void write(ColumnVector[] vectors, int[] selected, int count) {
        if (columnRows == null) {
            columnRows = new ColumnRows(columns);
        }
        ColumnRows source = columnRows.of(Arrays.copyOf(vectors, columns.length()));
        ColumnarBatchRow lineage = new ColumnarBatchRow(Arrays.copyOfRange(vectors, columns.length(), vectors.length));
        for (int i = 0; i < count; i++) {
            lineage.rowId = selected[i];
            write(source.row(selected[i]), lineage);
        }
    }

    private OutputWriter open() {
        TaskAttemptContext context = new TaskAttemptContextImpl(conf, new TaskAttemptID());
        path = new Path(folder, name + format.getFileExtension(context));
        return format.newInstance(path.toString(), columns, context);
    }

    @Override
    public List<String> complete() {
        if (writer == null || path == null) {
            return List.of();
        }
        writer.close();
        writer = null;
        try {
            long bytes = path.getFileSystem(conf).getFileStatus(path).getLen();
            List<Range> ranges = new ArrayList<>();
            tallies.values().forEach(tally -> ranges.add(tally.range()));
            return List.of(HiveFolder.text(new HiveFile(path.getName(), bytes, rows, ranges)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path + ", " + e.getMessage(), e);
        }
    }

    @Override
    public void abort() {
        if (path == null) {
            return;
        }
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (RuntimeException e) {
            // it is deleted next
        }
        try {
            path.getFileSystem(conf).delete(path, false);
        } catch (IOException e) {
            // the clean-up of the batch lists the folder again
        }
    }

    /** Counts the records of one partition of the topic; the rows of a record come one after the other. */
    private static final class Tally {

        private final String topic;
        private final int partition;
        private long first = -1;
        private long last = -1;
        private long records;
        private long rows;

        Tally(String topic, int partition) {
            this.topic = topic;
            this.partition = partition;
        }

        void add(long offset) {
            if (first < 0) {
                first = offset;
            }
            if (offset != last) {
                records++;
                last = offset;
            }
            rows++;
        }

        Range range() {
            return new Range(topic, partition, first, last, records, rows);
        }
    }
}
