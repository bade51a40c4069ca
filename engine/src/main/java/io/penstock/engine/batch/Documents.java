package io.penstock.engine.batch;

import io.penstock.engine.plan.SparkMessages;
import io.penstock.engine.plan.Step;
import io.penstock.sinks.search.IndexPeriods;
import io.penstock.source.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Encodes the rows of an output as documents with their ids. Not thread-safe. */
final class Documents {

    /** The id is NULL, or longer than an id can be. */
    static final String BAD_ID = "id";

    /** There is no index for the day or month. */
    static final String BAD_PERIOD = "period";

    private static final int ID = 0;
    private static final int DOCUMENT = 1;
    private static final int PERIOD = 2;
    private static final int LONGEST_ID = 512;

    private final boolean ownIds;
    private final @Nullable IndexPeriods periods;
    private final @Nullable String oldest;
    private final @Nullable DocumentJson json;
    private final Consumer<InternalRow> encode;
    private final List<Document> documents = new ArrayList<>();

    /**
     * A document.
     *
     * @param id nothing where rows have none of their own
     * @param value a JSON object
     * @param period whose index it belongs to; nothing where there is one index
     */
    record Document(byte @Nullable [] id, byte[] value, @Nullable String period) {}

    /**
     * Encodes for an index.
     *
     * @param ownIds whether rows have an id of their own
     * @param now which periods are kept depends on
     */
    Documents(List<Step> encode, boolean ownIds, @Nullable IndexPeriods periods, Instant now, int partition) {
        this.ownIds = ownIds;
        this.periods = periods;
        this.oldest = periods == null ? null : periods.oldest(now);
        this.json = json(encode);
        this.encode = new StepChain(encode, partition)
                .into(row -> documents.add(new Document(
                        row.isNullAt(ID) ? null : row.getBinary(ID),
                        value(row),
                        row.isNullAt(PERIOD) ? null : new String(row.getBinary(PERIOD), StandardCharsets.US_ASCII))));
    }

    private static @Nullable DocumentJson json(List<Step> encode) {
        return !encode.isEmpty()
                        && encode.get(encode.size() - 1) instanceof Step.Project project
                        && project.expressions().get(DOCUMENT).dataType() instanceof StructType document
                ? new DocumentJson(document)
                : null;
    }

    private byte[] value(InternalRow row) {
        return json == null ? row.getBinary(DOCUMENT) : json.of(row.getStruct(DOCUMENT, json.fieldCount()));
    }

    /** Whether the document's index is kept. */
    boolean keeps(Document document) {
        return oldest == null || document.period == null || document.period.compareTo(oldest) >= 0;
    }

    /** Encodes rows, to be had until the next call. @return why they cannot be documents, or nothing */
    @Nullable
    Rejection encode(List<InternalRow> rows) {
        documents.clear();
        try {
            rows.forEach(encode);
        } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
            return new Rejection(TopicOutputWriter.SERIALIZE, SparkMessages.firstLine(e));
        }
        for (Document document : documents) {
            if (periods != null && document.period == null) {
                return new Rejection(BAD_PERIOD, "the column that the index is split by is NULL");
            }
            if (periods != null && document.period != null && !periods.unit().matches(document.period)) {
                return new Rejection(
                        BAD_PERIOD, "there are indices for the years 1 to 9999, not for " + document.period);
            }
            if (ownIds && document.id == null) {
                return new Rejection(BAD_ID, "a column of the id is NULL");
            }
            Rejection refusal = document.id == null ? null : refusal(document.id.length);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** Why an id of so many bytes is none, or nothing. */
    static @Nullable Rejection refusal(int bytes) {
        return bytes >= 1 && bytes <= LONGEST_ID
                ? null
                : new Rejection(
                        BAD_ID, "makes an id of %,d bytes, an index takes 1 to %d".formatted(bytes, LONGEST_ID));
    }

    /** Those of the last rows, in their order. */
    List<Document> last() {
        return documents;
    }
}
