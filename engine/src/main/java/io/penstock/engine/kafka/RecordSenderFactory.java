package io.penstock.engine.kafka;

import java.io.Serializable;

/** Makes the senders of one topic in the tasks. */
public interface RecordSenderFactory extends Serializable {

    /** A sender for one task attempt. */
    RecordSender create();
}
