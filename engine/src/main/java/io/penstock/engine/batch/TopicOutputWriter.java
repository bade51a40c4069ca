package io.penstock.engine.batch;

import io.penstock.engine.kafka.LineageHeaders;
import io.penstock.engine.kafka.RecordSender;
import io.penstock.engine.kafka.TopicWriter;
import io.penstock.engine.plan.SparkMessages;
import io.penstock.engine.plan.Step;
import io.penstock.source.Envelope;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Sends rows to a topic. What was sent cannot be taken back: a batch that is computed again sends it again. */
final class TopicOutputWriter implements OutputWriter {

    /** The row cannot be written as the output's format wants it. */
    static final String SERIALIZE = "serialize";

    /** The record would be larger than the topic takes. */
    static final String TOO_LARGE = "too-large";

    private static final int KEY = 0;
    private static final int VALUE = 1;

    private final RecordSender sender;
    private final LineageHeaders lineage;
    private final Consumer<InternalRow> encode;
    private final List<Message> messages = new ArrayList<>();

    private record Message(byte @Nullable [] key, byte[] value) {}

    /** @param encode from a row to one of key and value */
    TopicOutputWriter(RecordSender sender, LineageHeaders lineage, List<Step> encode, int partition) {
        this.sender = sender;
        this.lineage = lineage;
        this.encode = new StepChain(encode, partition)
                .into(row ->
                        messages.add(new Message(row.isNullAt(KEY) ? null : row.getBinary(KEY), row.getBinary(VALUE))));
    }

    @Override
    public void write(List<InternalRow> rows, Envelope record) {
        messages.clear();
        try {
            rows.forEach(encode);
        } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
            throw new RefusedRowException(new Rejection(SERIALIZE, SparkMessages.firstLine(e)));
        }
        byte[] topic = record.topic().getBytes();
        int partition = record.partition();
        long offset = record.offset();
        List<Headers> headers = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            headers.add(lineage.of(topic, partition, offset, i));
            checkSize(messages.get(i), headers.get(i));
        }
        for (int i = 0; i < messages.size(); i++) {
            sender.send(messages.get(i).key(), messages.get(i).value(), headers.get(i));
        }
    }

    private void checkSize(Message message, Headers headers) {
        int bytes = TopicWriter.bytes(message.key(), message.value(), headers);
        if (bytes > sender.maxRecordBytes()) {
            throw new RefusedRowException(new Rejection(
                    TOO_LARGE,
                    "makes a record of %,d bytes, topic %s takes %,d"
                            .formatted(bytes, sender.topic(), sender.maxRecordBytes())));
        }
    }

    @Override
    public List<String> complete() {
        sender.complete();
        return List.of();
    }

    @Override
    public void abort() {
        sender.abort();
    }
}
