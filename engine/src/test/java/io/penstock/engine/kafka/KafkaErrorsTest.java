package io.penstock.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.profile.KafkaReader;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a real broker refuses is in SecuredKafkaIT; here are settings that it does not have. */
class KafkaErrorsTest {

    @Test
    void namesTheUserAsItIsWrittenInTheSettings() {
        String jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " password=\"username=\\\"x\\\"\" username=\"team \\\"a\\\\b\\\"\";";

        assertThat(message(Map.of("sasl.jaas.config", jaas), new TopicAuthorizationException("no")))
                .isEqualTo("Cannot read topic clicks, user team \"a\\b\" lacks READ on topic clicks at kafka:9096");
    }

    @Test
    void speaksOfTheUserWhereTheSettingsNameNone() {
        String jaas = "software.amazon.msk.auth.iam.IAMLoginModule required;";

        assertThat(message(Map.of("sasl.jaas.config", jaas), new TopicAuthorizationException("no")))
                .isEqualTo("Cannot read topic clicks, the user lacks READ on topic clicks at kafka:9096");
        assertThat(message(Map.of(), new TopicAuthorizationException("no")))
                .isEqualTo("Cannot read topic clicks, the user lacks READ on topic clicks at kafka:9096");
    }

    @Test
    void findsARefusalBehindOtherExceptions() {
        Throwable failed = new IllegalStateException("a task failed", new TopicAuthorizationException("no"));

        assertThat(message(Map.of(), failed)).startsWith("Cannot read topic clicks, the user lacks READ");
        assertThat(message(Map.of(), new TimeoutException("late"))).isNull();
        assertThat(message(Map.of(), null)).isNull();
    }

    @Test
    void keepsTheWordsOfTlsWhereItKnowsNoBetterOnes() {
        SSLHandshakeException name = new SSLHandshakeException("No name matching kafka found");

        assertThat(message(Map.of(), new SslAuthenticationException("SSL handshake failed", name)))
                .isEqualTo(
                        "Cannot read topic clicks, TLS with Kafka at kafka:9096 fails: No name matching kafka found");
    }

    private static @Nullable String message(Map<String, String> client, @Nullable Throwable thrown) {
        KafkaSettings kafka = new KafkaSettings("kafka:9096", client, KafkaReader.COLUMNAR);
        var found = KafkaErrors.find("read topic clicks", kafka, "clicks", AclOperation.READ, thrown);
        return found == null ? null : found.getMessage();
    }
}
