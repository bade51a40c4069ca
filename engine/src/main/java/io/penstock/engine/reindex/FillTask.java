package io.penstock.engine.reindex;

import io.penstock.sinks.search.BulkWriter;
import io.penstock.sinks.search.IndexGeneration;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Writes documents to an index. What is there in a newer version stays. */
final class FillTask implements FlatMapFunction<Iterator<Row>, FillTask.Filled> {

    private static final long serialVersionUID = 1;
    private static final byte[] BRACKET = {'{'};

    private final IndexGeneration index;

    private FillTask(IndexGeneration index) {
        this.index = index;
    }

    /**
     * What became of documents.
     *
     * @param reason why one of those that were rejected was, in OpenSearch's words
     */
    record Filled(long written, long rejected, @Nullable String reason) implements Serializable {

        static final Filled NOTHING = new Filled(0, 0, null);

        Filled plus(Filled other) {
            return new Filled(
                    written + other.written, rejected + other.rejected, reason == null ? other.reason : reason);
        }
    }

    /** Writes all. @param documents with columns id, document, a JSON object, and period, all texts */
    static Filled fill(Dataset<Row> documents, IndexGeneration index) {
        return documents.toJavaRDD().mapPartitions(new FillTask(index)).collect().stream()
                .reduce(Filled.NOTHING, Filled::plus);
    }

    @Override
    public Iterator<Filled> call(Iterator<Row> documents) {
        BulkWriter writer = new BulkWriter(index, index.first());
        Counted counted = new Counted();
        boolean complete = false;
        try {
            while (documents.hasNext()) {
                Row document = documents.next();
                byte[] json = document.getString(1).getBytes(StandardCharsets.UTF_8);
                writer.write(counted, document.getString(2), document.getString(0), BRACKET, json);
                if (TaskContext.get().isInterrupted()) {
                    throw new IllegalStateException("Cannot fill index " + index.index() + ", the task was cancelled");
                }
            }
            writer.complete();
            complete = true;
        } finally {
            if (!complete) {
                writer.abort();
            }
        }
        return List.of(new Filled(counted.written, counted.rejected, counted.reason))
                .iterator();
    }

    private static final class Counted implements BulkWriter.Fate {

        private long written;
        private long rejected;
        private @Nullable String reason;

        @Override
        public void written() {
            written++;
        }

        @Override
        public void rejected(String why) {
            rejected++;
            reason = why;
        }
    }
}
