package io.penstock.engine.batch;

import io.penstock.engine.plan.SparkMessages;
import io.penstock.engine.plan.Step;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Encodes the rows of an output as documents with their ids. Not thread-safe. */
final class Documents {

    /** The id is NULL, or longer than an id can be. */
    static final String BAD_ID = "id";

    private static final int ID = 0;
    private static final int DOCUMENT = 1;
    private static final int LONGEST_ID = 512;

    private final boolean ownIds;
    private final Consumer<InternalRow> encode;
    private final List<Document> documents = new ArrayList<>();

    /** @param id nothing where rows have none of their own @param value a JSON object */
    record Document(byte @Nullable [] id, byte[] value) {}

    /** @param ownIds whether rows have an id of their own */
    Documents(List<Step> encode, boolean ownIds, int partition) {
        this.ownIds = ownIds;
        this.encode = new StepChain(encode, partition)
                .into(row -> documents.add(
                        new Document(row.isNullAt(ID) ? null : row.getBinary(ID), row.getBinary(DOCUMENT))));
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
            if (ownIds && document.id == null) {
                return new Rejection(BAD_ID, "a column of the id is NULL");
            }
            if (document.id != null && (document.id.length == 0 || document.id.length > LONGEST_ID)) {
                return new Rejection(
                        BAD_ID,
                        "makes an id of %,d bytes, an index takes 1 to %d".formatted(document.id.length, LONGEST_ID));
            }
        }
        return null;
    }

    /** Those of the last rows, in their order. */
    List<Document> last() {
        return documents;
    }
}
