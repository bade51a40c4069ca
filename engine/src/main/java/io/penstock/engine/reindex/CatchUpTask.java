package io.penstock.engine.reindex;

import io.penstock.engine.commit.Failpoint;
import io.penstock.sinks.search.BulkWriter;
import io.penstock.sinks.search.IndexGeneration;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents of {@link TableDocuments#ofBatches} with the versions that their batches would have given them. Without ids of
 * their own, all documents of a record are there or none.
 */
final class CatchUpTask implements FlatMapFunction<Iterator<Row>, CatchUpTask.Written> {

    private static final long serialVersionUID = 1;
    private static final byte[] BRACKET = {'{'};

    private final IndexGeneration index;
    private final boolean ownIds;

    private CatchUpTask(IndexGeneration index, boolean ownIds) {
        this.index = index;
        this.ownIds = ownIds;
    }

    /**
     * What became of documents.
     *
     * @param rows how many there were, by partition of the topic
     */
    record Written(Map<Integer, Long> rows, List<Rejected> rejected) implements Serializable {

        static final Written NOTHING = new Written(Map.of(), List.of());

        Written plus(Written other) {
            Map<Integer, Long> all = new TreeMap<>(rows);
            other.rows.forEach((partition, n) -> all.merge(partition, n, Long::sum));
            List<Rejected> both = new ArrayList<>(rejected);
            both.addAll(other.rejected);
            return new Written(all, both);
        }
    }

    /** A record whose documents OpenSearch rejects. @param rows how many are therefore not there */
    record Rejected(int partition, long offset, long rows, String reason) implements Serializable {}

    /** Writes all. */
    static Written write(Dataset<Row> documents, IndexGeneration index, boolean ownIds) {
        return documents.toJavaRDD().mapPartitions(new CatchUpTask(index, ownIds)).collect().stream()
                .reduce(Written.NOTHING, Written::plus);
    }

    @Override
    public Iterator<Written> call(Iterator<Row> documents) {
        Task task = new Task();
        boolean complete = false;
        try {
            while (documents.hasNext()) {
                task.take(documents.next());
                if (TaskContext.get().isInterrupted()) {
                    throw new IllegalStateException(
                            "Cannot catch up index " + index.index() + ", the task was cancelled");
                }
            }
            task.complete();
            Failpoint.CAUGHT_UP.reached();
            complete = true;
        } finally {
            if (!complete) {
                task.writer.abort();
            }
        }
        return List.of(new Written(task.rows, task.rejected)).iterator();
    }

    private record Document(String id, String json, @Nullable String period, long batch) {}

    private final class Task {

        private final BulkWriter writer = new BulkWriter(index, index.first());
        private final @Nullable String oldest =
                index.periods() == null ? null : index.periods().oldest(java.time.Instant.now());
        private final Map<Integer, Long> rows = new TreeMap<>();
        private final List<Rejected> rejected = new ArrayList<>();
        private @Nullable Pending gathering;

        void take(Row row) {
            int partition = row.getInt(4);
            long offset = row.getLong(5);
            rows.merge(partition, 1L, Long::sum);
            Pending record = gathering;
            if (record == null || ownIds || record.partition != partition || record.offset != offset) {
                flush();
                record = new Pending(partition, offset);
                gathering = record;
            }
            String period = row.getString(2);
            if (oldest == null || period == null || period.compareTo(oldest) >= 0) { // else its index is deleted by now
                record.documents.add(new Document(row.getString(0), row.getString(1), period, row.getLong(3)));
            }
        }

        void complete() {
            flush();
            writer.complete();
        }

        private void flush() {
            Pending record = gathering;
            gathering = null;
            if (record != null) {
                record.open = record.documents.size();
                for (Document document : record.documents) {
                    writer.version(index.ofBatch(document.batch));
                    byte[] json = document.json.getBytes(StandardCharsets.UTF_8);
                    writer.write(record, document.period, document.id, BRACKET, json);
                }
            }
        }

        /** A record whose documents are on their way. */
        private final class Pending implements BulkWriter.Fate {

            private final int partition;
            private final long offset;
            private final List<Document> documents = new ArrayList<>(1);
            private int open;
            private @Nullable String rejection;

            Pending(int partition, long offset) {
                this.partition = partition;
                this.offset = offset;
            }

            @Override
            public void written() {
                settle(rejection);
            }

            @Override
            public void rejected(String reason) {
                settle(reason);
            }

            private void settle(@Nullable String reason) {
                rejection = reason;
                open--;
                if (open > 0 || reason == null) {
                    return;
                }
                if (documents.size() > 1) {
                    for (Document document : documents) {
                        writer.version(index.ofBatch(document.batch));
                        writer.delete(BulkWriter.Fate.NONE, document.period, document.id);
                    }
                }
                rejected.add(new Rejected(partition, offset, documents.size(), reason));
            }
        }
    }
}
