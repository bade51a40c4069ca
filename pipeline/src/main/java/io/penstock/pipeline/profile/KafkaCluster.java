package io.penstock.pipeline.profile;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The brokers and how they let us in. */
public record KafkaCluster(
        @Key(
                        value = "Some of the brokers as `host:port`, with commas between them; they name the others.",
                        example = "b-1.example.com:9096,b-2.example.com:9096",
                        notation = Notation.HOST_PORTS)
                String bootstrapServers,
        @Key(
                        value = "TLS, with trust or a certificate of our own; `{}` trusts those that the JVM trusts.",
                        example = "{ truststore: /etc/penstock/ca.pem }",
                        unset = "no TLS, but with `scram` or `msk-iam`, which always use it")
                @Nullable
                Tls tls,
        @Key(
                        value = "SASL/SCRAM over TLS.",
                        example = "{ username: penstock, password: \"${env:KAFKA_PASSWORD}\" }",
                        unset = "no user")
                @Nullable
                Scram scram,
        @Key(
                        value = "IAM of Amazon MSK, over TLS; `{}` uses the identity of the process.",
                        example = "{ role: \"arn:aws:iam::123456789012:role/penstock\" }",
                        unset = "no IAM")
                @Nullable
                MskIam mskIam,
        @Key(
                        value =
                                "Settings of Kafka's clients that concern connections, timeouts, metadata, fetching and sending. No others are"
                                        + " taken: those for security follow from the keys above, and those that exactly once depends on are"
                                        + " the engine's.",
                        example = "{ request.timeout.ms: 20000 }",
                        unset = "Kafka's defaults",
                        names = Notation.KAFKA_SETTING,
                        notation = Notation.SETTING)
                Map<String, String> client,
        @Key(
                        value =
                                "How tasks read: in columns, or with Spark's own Kafka source. What is stored is the same. With trigger"
                                        + " `realtime` it is always in columns.",
                        example = "spark",
                        defaultsTo = "columnar")
                KafkaReader reader)
        implements Checked {

    private static final int MAX_PORT = 65_535;

    public KafkaCluster {
        client = Collections.unmodifiableMap(new LinkedHashMap<>(client));
    }

    @Override
    public void check(Problems problems) {
        for (String server : bootstrapServers.split(",")) {
            int port = Integer.parseInt(
                    server.substring(server.lastIndexOf(':') + 1).strip());
            if (port < 1 || port > MAX_PORT) {
                problems.at("bootstrap-servers")
                        .add("has the port %d, expected 1 to %d".formatted(port, MAX_PORT), null);
            }
        }
        if (mskIam != null && scram != null) {
            problems.at("msk-iam").add("is there beside scram", "leave out one of the two");
        }
        if (mskIam != null && tls != null && tls.certificate() != null) {
            problems.at("tls")
                    .at("certificate")
                    .add("is there beside msk-iam", "leave it out: IAM says who we are, or leave out msk-iam");
        }
        client.forEach((name, value) ->
                KafkaClientSettings.check(name, value, problems.at("client").at(name)));
    }

    /**
     * Settings for Kafka's clients, without the bootstrap servers. Secrets are in the clear.
     *
     * @throws MissingSecretException if a secret or certificate is not there
     */
    public Map<String, String> clientSettings(SecretSource secrets) {
        Map<String, String> settings = new LinkedHashMap<>(client);
        if (scram != null || mskIam != null) {
            settings.put("security.protocol", "SASL_SSL");
        } else if (tls != null) {
            settings.put("security.protocol", "SSL");
        }
        if (scram != null) {
            settings.putAll(scram.clientSettings(secrets));
        }
        if (mskIam != null) {
            settings.putAll(mskIam.clientSettings());
        }
        if (tls != null) {
            settings.putAll(tls.clientSettings(secrets));
        }
        return settings;
    }
}
