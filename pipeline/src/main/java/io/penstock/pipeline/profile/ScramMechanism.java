package io.penstock.pipeline.profile;

/** How a SCRAM password is hashed. */
public enum ScramMechanism {
    SHA_256("SCRAM-SHA-256"),
    SHA_512("SCRAM-SHA-512");

    private final String kafkaName;

    ScramMechanism(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    /** As in {@code sasl.mechanism}. */
    String kafkaName() {
        return kafkaName;
    }
}
