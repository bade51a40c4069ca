package io.penstock.pipeline.profile;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import java.util.LinkedHashMap;
import java.util.Map;

/** A user and a password for brokers that ask for SASL/SCRAM. Always over TLS. */
public record Scram(
        @Key(value = "The user.", example = "penstock", notation = Notation.PLAIN) String username,
        @Key(value = "Where the password is.", example = "\"${env:KAFKA_PASSWORD}\"", notation = Notation.SECRET)
                Secret password,
        @Key(
                        value = "How the password is hashed, as the user was created: `sha-256` or `sha-512`.",
                        example = "sha-256",
                        defaultsTo = "sha-512")
                ScramMechanism mechanism) {

    Map<String, String> clientSettings(SecretSource secrets) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("username", username);
        options.put("password", password.reveal(secrets));
        return Map.of(
                "sasl.mechanism",
                mechanism.kafkaName(),
                "sasl.jaas.config",
                Jaas.config("org.apache.kafka.common.security.scram.ScramLoginModule", options));
    }
}
