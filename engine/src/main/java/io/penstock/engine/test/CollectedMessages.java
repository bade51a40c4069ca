package io.penstock.engine.test;

import io.penstock.engine.kafka.RecordSender;
import io.penstock.engine.kafka.RecordSenderFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of tasks where a topic would.
 *
 * @param collected handle of a {@link Collected}
 * @param what what they count as
 */
record CollectedMessages(String collected, String what, String topic) implements RecordSenderFactory {

    private static final int MAX_RECORD_BYTES = 1_048_588; // a broker's default

    @Override
    public RecordSender create() {
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        return new RecordSender() {

            @Override
            public String topic() {
                return topic;
            }

            @Override
            public int maxRecordBytes() {
                return MAX_RECORD_BYTES;
            }

            @Override
            public void send(byte @Nullable [] key, byte[] value, Headers headers) {
                Map<String, @Nullable Object> message = new LinkedHashMap<>();
                message.put("key", key == null ? null : PlainRows.text(key));
                message.put("value", new Message(PlainRows.text(value)));
                messages.add(message);
            }

            @Override
            public void complete() {
                Collected.find(collected).add(what, messages);
            }

            @Override
            public void abort() {
                messages.clear();
            }
        };
    }
}
