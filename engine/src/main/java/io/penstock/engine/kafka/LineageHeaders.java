package io.penstock.engine.kafka;

import io.penstock.sinks.BatchIdentity;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of each record that is sent to a topic: which record it came from, and which batch sent it. Two records that agree
 * in pipeline, output, source topic, partition, offset and row are one that was sent twice. All values are text.
 */
public final class LineageHeaders {

    /** {@code pipeline/output/incarnation/batch}. */
    public static final String BATCH = "penstock-batch";

    /** The topic that the source record was read from. */
    public static final String TOPIC = "penstock-topic";

    /** Its partition. */
    public static final String PARTITION = "penstock-partition";

    /** Its offset. */
    public static final String OFFSET = "penstock-offset";

    /** Which of its rows this is, from 0. */
    public static final String ROW = "penstock-row";

    private final byte[] batch;

    /** @param output name of the output */
    public LineageHeaders(BatchIdentity identity, String output) {
        this.batch = text(sender(identity.pipeline(), output, identity.incarnation()) + identity.batch());
    }

    /** What {@link #BATCH} begins with in all records of an output since its checkpoint was made. */
    public static String sender(String pipeline, String output, String incarnation) {
        return pipeline + "/" + output + "/" + incarnation + "/";
    }

    /** The headers of a record. */
    public Headers of(byte[] topic, int partition, long offset, int row) {
        Headers headers = new RecordHeaders();
        headers.add(BATCH, batch);
        headers.add(TOPIC, topic);
        headers.add(PARTITION, text(String.valueOf(partition)));
        headers.add(OFFSET, text(String.valueOf(offset)));
        headers.add(ROW, text(String.valueOf(row)));
        return headers;
    }

    /** The value of a header, or nothing where there is none. */
    public static @Nullable String find(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
