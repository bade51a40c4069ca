package io.penstock.engine.batch;

import io.penstock.engine.batch.Documents.Document;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.search.BulkWriter;
import io.penstock.source.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a view that become documents of an index. One that is rejected is a dead letter without a record: its topic is the view's
 * name behind {@value #VIEW}, its offset the batch, its key the id and its value the document.
 */
final class ResultDocuments implements ResultTask.ResultWriter {

    static final String VIEW = "view:";

    private static final byte[] BRACKET = {'{'};

    private final String output;
    private final Documents documents;
    private final BulkWriter writer;
    private final DeadLetterWriter deadLetters;
    private final BatchIdentity identity;
    private final int partition;
    private long rejected;

    ResultDocuments(
            ResultTask.ToIndex target,
            BulkWriter writer,
            DeadLetterWriter deadLetters,
            BatchIdentity identity,
            Instant now,
            int partition) {
        this.output = target.output();
        this.documents = new Documents(target.encode(), true, target.index().periods(), now, partition);
        this.writer = writer;
        this.deadLetters = deadLetters;
        this.identity = identity;
        this.partition = partition;
    }

    @Override
    public void write(InternalRow row) {
        Rejection refusal = documents.encode(List.of(row));
        Document document = documents.last().isEmpty() ? null : documents.last().get(0);
        if (refusal != null || document == null || document.id() == null) {
            refuse(document, refusal);
            return;
        }
        if (!documents.keeps(document)) {
            return;
        }
        byte[] id = document.id();
        writer.write(
                new BulkWriter.Fate() {

                    @Override
                    public void written() {}

                    @Override
                    public void rejected(String reason) {
                        refuse(document, new Rejection(DocumentOutput.REJECTED, reason));
                    }
                },
                document.period(),
                new String(id, StandardCharsets.UTF_8),
                BRACKET,
                document.value());
    }

    private void refuse(@Nullable Document document, @Nullable Rejection why) {
        rejected++;
        deadLetters.writeResult(
                VIEW + identity.query(),
                partition,
                identity.batch(),
                document == null ? null : document.id(),
                document == null ? null : document.value(),
                DeadLetterColumns.OUTPUT,
                why == null ? new Rejection(TopicOutputWriter.SERIALIZE, "makes no document") : why,
                output);
    }

    @Override
    public List<String> complete() {
        writer.complete();
        return List.of();
    }

    @Override
    public long rejected() {
        return rejected;
    }

    @Override
    public void abort() {
        writer.abort();
    }
}
