package io.penstock.pipeline.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClusterTest {

    private static final Secret PASSWORD = Secret.of("${env:PASSWORD}");

    @TempDir
    private Path folder;

    @Test
    void withoutAnySecurityOnlyTheClientSettingsAreLeft() {
        KafkaCluster cluster = cluster(null, null, null);

        assertThat(cluster.clientSettings(secrets(Map.of()))).isEqualTo(Map.of("request.timeout.ms", "20000"));
    }

    @Test
    void tlsAloneTrustsWhomTheJvmTrusts() {
        KafkaCluster cluster = cluster(new Tls(null, null, null, null), null, null);

        assertThat(cluster.clientSettings(secrets(Map.of())))
                .isEqualTo(Map.of("request.timeout.ms", "20000", "security.protocol", "SSL"));
    }

    @Test
    void mutualTlsHandsOnTheContentOfTheFiles() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), "CA\nCA\n");
        Files.writeString(folder.resolve("client.pem"), "CERTIFICATE\r\n");
        Files.writeString(folder.resolve("client.key"), "KEY\n");
        Tls tls = new Tls("ca.pem", "client.pem", Secret.of("${file:client.key}"), PASSWORD);

        assertThat(cluster(tls, null, null).clientSettings(secrets(Map.of("PASSWORD", "of the key"))))
                .isEqualTo(Map.of(
                        "request.timeout.ms", "20000",
                        "security.protocol", "SSL",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.certificates", "CA\nCA",
                        "ssl.keystore.type", "PEM",
                        "ssl.keystore.certificate.chain", "CERTIFICATE",
                        "ssl.keystore.key", "KEY",
                        "ssl.key.password", "of the key"));
    }

    @Test
    void scramImpliesTls() {
        Scram scram = new Scram("penstock", PASSWORD, ScramMechanism.SHA_512);

        assertThat(cluster(null, scram, null).clientSettings(secrets(Map.of("PASSWORD", "hunter2"))))
                .isEqualTo(Map.of(
                        "request.timeout.ms", "20000",
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                        + " username=\"penstock\" password=\"hunter2\";"));
    }

    @Test
    void iamIsThatOfAmazonsLibrary() {
        MskIam role = new MskIam("arn:aws:iam::123456789012:role/penstock", "eu-central-1");

        assertThat(cluster(null, null, role).clientSettings(secrets(Map.of())))
                .isEqualTo(Map.of(
                        "request.timeout.ms", "20000",
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "AWS_MSK_IAM",
                        "sasl.jaas.config",
                                "software.amazon.msk.auth.iam.IAMLoginModule required"
                                        + " awsRoleArn=\"arn:aws:iam::123456789012:role/penstock\""
                                        + " awsStsRegion=\"eu-central-1\";",
                        "sasl.client.callback.handler.class", "software.amazon.msk.auth.iam.IAMClientCallbackHandler"));
    }

    @Test
    void iamNeedsNoRole() {
        assertThat(cluster(null, null, new MskIam(null, null)).clientSettings(secrets(Map.of())))
                .containsEntry("sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with \"quotes\"",
                "'single'",
                "back\\slash\\",
                "\\\"",
                "\\\\\" ; evil=\"1",
                "\" token=\"1",
                "x\"; com.sun.security.auth.module.JndiLoginModule required user.provider.url=\"ldap://evil",
                "semi;colon",
                "// no comment /* either */ # nor this",
                "two\nlines\r\nand\ta tab",
                "\\101\\n\\u0041",
                "ünïcödé €",
                "${env:OTHER}",
                " spaces "
            })
    void kafkaReadsBackWhateverIsInNameAndPassword(String text) {
        Scram scram = new Scram(text, PASSWORD, ScramMechanism.SHA_256);

        Map<String, String> settings = cluster(null, scram, null).clientSettings(secrets(Map.of("PASSWORD", text)));

        List<AppConfigurationEntry> modules = JaasContext.loadClientContext(
                        Map.of("sasl.jaas.config", new Password(settings.get("sasl.jaas.config"))))
                .configurationEntries();
        assertThat(modules).hasSize(1);
        assertThat(modules.get(0).getLoginModuleName())
                .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule");
        assertThat(modules.get(0).getOptions()).isEqualTo(Map.of("username", text, "password", text));
    }

    @Test
    void aPasswordThatIsNotThereIsNamed() {
        Scram scram = new Scram("penstock", PASSWORD, ScramMechanism.SHA_512);

        assertThatThrownBy(() -> cluster(null, scram, null).clientSettings(secrets(Map.of())))
                .isInstanceOf(MissingSecretException.class)
                .hasMessage("Cannot use profile, environment variable is not set: PASSWORD");
    }

    @Test
    void everySettingThatMayBeGivenIsOneOfKafkas() {
        TreeSet<String> known = new TreeSet<>(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());

        assertThat(known).containsAll(KafkaClientSettings.names());
    }

    @Test
    void noSettingOfSecurityAndNoClassMayBeGiven() {
        assertThat(KafkaClientSettings.names())
                .noneMatch(name ->
                        name.matches("(sasl|ssl|security|bootstrap|group|enable|auto|isolation)\\..*|.*class.*"));
    }

    @Test
    void showsNoSecret() {
        Tls tls = new Tls("ca.pem", "client.pem", PASSWORD, PASSWORD);
        Scram scram = new Scram("penstock", PASSWORD, ScramMechanism.SHA_512);

        assertThat(cluster(tls, scram, null).toString())
                .contains("key=***", "keyPassword=***", "password=***")
                .doesNotContain("env:");
    }

    private KafkaCluster cluster(@Nullable Tls tls, @Nullable Scram scram, @Nullable MskIam mskIam) {
        Map<String, String> client = new LinkedHashMap<>(Map.of("request.timeout.ms", "20000"));
        return new KafkaCluster("b-1:9092", tls, scram, mskIam, client, KafkaReader.COLUMNAR);
    }

    private SecretSource secrets(Map<String, String> environment) {
        return SecretSource.of(environment, folder);
    }
}
