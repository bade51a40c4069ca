package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.pipeline.profile.KafkaCluster;
import io.penstock.pipeline.profile.KafkaReader;
import io.penstock.pipeline.profile.MskIam;
import io.penstock.pipeline.profile.SecretSource;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.spi.LoginModule;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client of a profile says to MSK, with the libraries of {@code lib/aws}. */
class MskIamTest {

    private static final Map<String, String> IDENTITY =
            Map.of("aws.accessKeyId", "AKIDTEST", "aws.secretAccessKey", "canary-of-an-aws-secret");
    private static final String BROKER = "b-1.lake.abc123.c2.kafka.eu-central-1.amazonaws.com";

    @BeforeEach
    void haveAnIdentity() {
        IDENTITY.forEach(System::setProperty);
    }

    @AfterEach
    void forgetIt() {
        IDENTITY.keySet().forEach(System::clearProperty);
    }

    @Test
    void asksToConnectWithASignatureForTheBroker() throws Exception {
        KafkaCluster kafka =
                new KafkaCluster(BROKER + ":9098", null, null, new MskIam(null, null), Map.of(), KafkaReader.COLUMNAR);
        Map<String, String> settings = kafka.clientSettings(SecretSource.ofProcess());

        byte[] answer = saslClient(settings).evaluateChallenge(new byte[0]);

        assertThat(settings).containsEntry("security.protocol", "SASL_SSL");
        JsonNode request = new ObjectMapper().readTree(answer);
        assertThat(request.path("host").asText()).isEqualTo(BROKER);
        assertThat(request.path("action").asText()).isEqualTo("kafka-cluster:Connect");
        assertThat(request.path("x-amz-credential").asText())
                .startsWith("AKIDTEST/")
                .endsWith("/eu-central-1/kafka-cluster/aws4_request");
        assertThat(request.path("x-amz-signature").asText()).hasSize(64);
        assertThat(new String(answer, java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("canary-of-an-aws-secret");
    }

    /** As Kafka's own client makes it of its settings. */
    private static SaslClient saslClient(Map<String, String> settings) throws Exception {
        JaasContext jaas = JaasContext.loadClientContext(
                Map.of("sasl.jaas.config", new Password(settings.get("sasl.jaas.config"))));
        AppConfigurationEntry entry = jaas.configurationEntries().get(0);
        LoginModule module = Class.forName(entry.getLoginModuleName())
                .asSubclass(LoginModule.class)
                .getDeclaredConstructor()
                .newInstance();
        module.initialize(new Subject(), callbacks -> {}, Map.of(), entry.getOptions());
        AuthenticateCallbackHandler handler = Class.forName(settings.get("sasl.client.callback.handler.class"))
                .asSubclass(AuthenticateCallbackHandler.class)
                .getDeclaredConstructor()
                .newInstance();
        handler.configure(settings, settings.get("sasl.mechanism"), jaas.configurationEntries());
        return Sasl.createSaslClient(
                new String[] {settings.get("sasl.mechanism")}, null, "kafka", BROKER, Map.of(), handler);
    }
}
