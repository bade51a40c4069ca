package io.penstock.engine.batch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.engine.batch.Documents.Document;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.search.BulkWriter;
import io.penstock.sinks.search.IndexPeriods;
import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * An output whose rows become documents of an index. What becomes of a record is known when OpenSearch has answered, some records later.
 *
 * <p>A document without an id of its own has the place of its record as its id, and all documents of a record are there or none. With
 * one, a document that was refused leaves those of the record's other rows as they are: what they replaced is gone.
 *
 * <p>A record without a value may delete the document whose id is its key; then it is used, and makes no row.
 */
final class DocumentOutput implements Output {

    /** OpenSearch does not take the document. */
    static final String REJECTED = "rejected";

    private final RecordRows rows;
    private final boolean multiplies;
    private final boolean ownIds;
    private final @Nullable KeyIds keys;
    private final @Nullable BulkWriter writer;
    private final Documents documents;
    private @Nullable UTF8String placedTopic;
    private int placedPartition;
    private String placed = "";

    /**
     * What documents are like.
     *
     * @param ownIds whether they have ids of their own
     * @param keys how keys are written as ids of documents that are deleted; nothing where none is
     * @param periods what there is an index of its own for; nothing for one index
     */
    record Kind(boolean ownIds, @Nullable KeyIds keys, @Nullable IndexPeriods periods) {}

    /**
     * Writes documents, or finds out which there are to be.
     *
     * @param writer nothing where they are to be written later
     * @param now which days or months the index keeps depends on
     */
    DocumentOutput(OutputTask output, Kind kind, @Nullable BulkWriter writer, Instant now, int partition) {
        this.rows = new RecordRows(output, partition);
        this.multiplies = output.multiplies();
        this.ownIds = kind.ownIds;
        this.keys = writer == null ? null : kind.keys;
        this.writer = writer;
        this.documents = new Documents(output.encode(), ownIds, kind.periods, now, partition);
    }

    @Override
    public boolean takesTombstones() {
        return keys != null;
    }

    @Override
    public void write(RecordBatch batch, int[] records, int count, Outcome outcome) {
        ColumnarBatchRow decoded = new ColumnarBatchRow(batch.decoded());
        int filtered = 0;
        for (int i = 0; i < count; i++) {
            if (batch.rejected() > 0 && batch.rejection(records[i]) != null) {
                delete(batch.record(records[i]), records[i], outcome);
                continue;
            }
            List<InternalRow> computed = rows.of(batch, decoded, records[i], outcome);
            if (computed == null) {
                continue;
            }
            if (computed.isEmpty()) {
                filtered++;
                continue;
            }
            Rejection refusal = documents.encode(computed);
            Envelope record = batch.record(records[i]);
            if (refusal != null) {
                outcome.refused(records[i], record, DeadLetterColumns.OUTPUT, refusal);
                continue;
            }
            long kept = documents.last().stream().filter(documents::keeps).count();
            if (kept == 0) {
                filtered++;
            } else if (writer == null) {
                outcome.left(kept);
            } else {
                write(new Pending(outcome, records[i], new KeptRecord(record), writer));
            }
        }
        outcome.filtered(filtered);
    }

    private void delete(Envelope record, int index, Outcome outcome) {
        if (keys == null || writer == null) {
            throw new IllegalStateException("Cannot delete a document by a record, the output takes no tombstones");
        }
        byte[] key = record.key();
        Rejection refusal = keys.refusal(key);
        if (refusal != null || key == null) {
            outcome.refused(index, record, DeadLetterColumns.OUTPUT, Objects.requireNonNull(refusal));
            return;
        }
        Pending deleting = new Pending(outcome, index, new KeptRecord(record), writer);
        deleting.open = 1;
        writer.delete(deleting, null, keys.id(key));
    }

    private void write(Pending record) {
        String place = record.place();
        List<Document> all = documents.last();
        for (int row = 0; row < all.size(); row++) {
            Document document = all.get(row);
            byte[] own = document.id();
            if (documents.keeps(document)) {
                String id = own == null
                        ? (multiplies ? place + "-" + row : place)
                        : new String(own, StandardCharsets.UTF_8);
                record.written.add(new Written(row, document.period(), id));
            }
        }
        record.open = record.written.size();
        for (Written document : record.written) {
            byte[] value = all.get(document.row).value();
            boolean empty = value.length == 2;
            record.writer.write(record, document.period, document.id, record.lineage(document.row, empty), value);
        }
    }

    /** A document's beginning, up to the offset: one for many, since a task reads few partitions. */
    private String placeOf(UTF8String topic, int partition) {
        if (partition != placedPartition || !topic.equals(placedTopic)) {
            placedTopic = topic;
            placedPartition = partition;
            placed = "{\"%s\":\"%s\",\"%s\":%d,\"%s\":"
                    .formatted(
                            Lineage.TOPIC,
                            new String(JsonStringEncoder.getInstance().quoteAsString(topic.toString())),
                            Lineage.PARTITION,
                            partition,
                            Lineage.OFFSET);
        }
        return placed;
    }

    /** Where a document of a record is. */
    private record Written(int row, @Nullable String period, String id) {}

    /** A record whose documents are on their way. */
    private final class Pending implements BulkWriter.Fate {

        private final Outcome outcome;
        private final int index;
        private final KeptRecord record;
        private final BulkWriter writer;
        private final List<Written> written = new ArrayList<>(1);
        private int open;
        private @Nullable String rejection;

        Pending(Outcome outcome, int index, KeptRecord record, BulkWriter writer) {
            this.outcome = outcome;
            this.index = index;
            this.record = record;
            this.writer = writer;
        }

        String place() {
            return record.topic() + "-" + record.partition() + "-" + record.offset();
        }

        /** The beginning of the document, in the place of its bracket. */
        byte[] lineage(int row, boolean empty) {
            StringBuilder json = new StringBuilder(96)
                    .append(placeOf(record.topic(), record.partition()))
                    .append(record.offset());
            if (multiplies) {
                json.append(",\"").append(Lineage.ROW).append("\":").append(row);
            }
            if (!empty) {
                json.append(',');
            }
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void written() {
            open--;
            settle();
        }

        @Override
        public void rejected(String reason) {
            open--;
            rejection = reason;
            settle();
        }

        private void settle() {
            if (open > 0) {
                return;
            }
            if (rejection == null) {
                outcome.used(1, written.size());
                return;
            }
            if (!ownIds && written.size() > 1) {
                written.forEach(document -> writer.delete(BulkWriter.Fate.NONE, document.period, document.id));
            }
            outcome.refused(index, record, DeadLetterColumns.OUTPUT, new Rejection(REJECTED, rejection));
        }
    }

    @Override
    public void settle() {
        if (writer != null) {
            writer.complete();
        }
    }

    @Override
    public List<String> complete() {
        settle();
        return List.of();
    }

    @Override
    public void abort() {
        if (writer != null) {
            writer.abort();
        }
    }
}
