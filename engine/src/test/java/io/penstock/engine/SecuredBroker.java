package io.penstock.engine;

import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.local.Broker;
import io.penstock.pipeline.profile.KafkaReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;

/**
 * A real broker as companies have it: TLS with SCRAM-SHA-512, mutual TLS, and an authorizer that refuses what no ACL allows. A
 * third listener shows a certificate that has expired. The test itself comes over a plain listener, as the super user.
 */
final class SecuredBroker implements AutoCloseable {

    static final String USER = "penstock";

    private static final String SCRAM = "SCRAM";
    private static final String MUTUAL_TLS = "MTLS";
    private static final String EXPIRED = "EXPIRED";

    private final Broker broker;
    private final Certificates certificates;
    private final Map<String, String> addresses;

    private SecuredBroker(Broker broker, Certificates certificates, Map<String, String> addresses) {
        this.broker = broker;
        this.certificates = certificates;
        this.addresses = addresses;
    }

    /** Starts the broker and creates the user {@value #USER}, who has no right yet. */
    static SecuredBroker start(Path folder, String password) {
        Certificates certificates = Certificates.create(folder.resolve("certificates"));
        Map<String, String> addresses = addresses(SCRAM, MUTUAL_TLS, EXPIRED);
        Map<String, String> settings = new TreeMap<>();
        settings.put(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SCRAM:SASL_SSL,MTLS:SSL,EXPIRED:SASL_SSL");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS"); // who comes over the plain listener: the test and the broker
        tls(settings, SCRAM, certificates.server(), certificates);
        tls(settings, MUTUAL_TLS, certificates.server(), certificates);
        tls(settings, EXPIRED, certificates.expired(), certificates);
        settings.put("listener.name.mtls.ssl.client.auth", "required");
        for (String listener : List.of("scram", "expired")) {
            settings.put("listener.name." + listener + ".sasl.enabled.mechanisms", "SCRAM-SHA-512");
            settings.put(
                    "listener.name." + listener + ".scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        }
        List<String> listeners = new ArrayList<>();
        addresses.forEach((name, address) -> listeners.add(name + "://" + address));
        Broker broker = Broker.startTemporary(folder.resolve("broker"), listeners, settings);
        SecuredBroker secured = new SecuredBroker(broker, certificates, addresses);
        secured.setPassword(password);
        return secured;
    }

    private static void tls(Map<String, String> settings, String listener, Path keys, Certificates certificates) {
        String prefix = "listener.name." + listener.toLowerCase(java.util.Locale.ROOT) + ".ssl.";
        settings.put(prefix + "keystore.type", "PEM");
        settings.put(prefix + "keystore.location", keys.toString());
        settings.put(prefix + "truststore.type", "PEM");
        settings.put(prefix + "truststore.location", certificates.authority().toString());
    }

    private static Map<String, String> addresses(String... listeners) {
        Map<String, String> addresses = new TreeMap<>();
        List<ServerSocket> taken = new ArrayList<>(); // all at once, so that none comes twice
        try {
            for (String listener : listeners) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                taken.add(socket);
                addresses.put(listener, "127.0.0.1:" + socket.getLocalPort());
            }
            for (ServerSocket socket : taken) {
                socket.close();
            }
            return addresses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the test's own topics, records and rights. */
    String plainAddress() {
        return broker.bootstrapServers();
    }

    Certificates certificates() {
        return certificates;
    }

    /** The settings of a client that comes as {@value #USER}. */
    KafkaSettings scram(String password) {
        return scram(SCRAM, password, certificates.authority());
    }

    /** As {@link #scram}, but the client trusts an authority that has not signed the server's certificate. */
    KafkaSettings scramTrustingAnother(String password) {
        return scram(SCRAM, password, certificates.unknownAuthority());
    }

    /** As {@link #scram}, but the server's certificate has expired. */
    KafkaSettings scramWithExpiredServer(String password) {
        return scram(EXPIRED, password, certificates.authority());
    }

    /** The settings of a client that shows a certificate, as user {@value Certificates#CLIENT}. */
    KafkaSettings mutualTls() {
        Map<String, String> client = new HashMap<>(trust("SSL", certificates.authority()));
        client.put("ssl.keystore.type", "PEM");
        client.put("ssl.keystore.certificate.chain", Certificates.text(certificates.client()));
        client.put("ssl.keystore.key", Certificates.text(certificates.clientKey()));
        return new KafkaSettings(addresses.get(MUTUAL_TLS), client, KafkaReader.COLUMNAR);
    }

    /** A client that shows no certificate where one is asked for. */
    KafkaSettings withoutCertificate() {
        return new KafkaSettings(
                addresses.get(MUTUAL_TLS), trust("SSL", certificates.authority()), KafkaReader.COLUMNAR);
    }

    private KafkaSettings scram(String listener, String password, Path authority) {
        Map<String, String> client = new HashMap<>(trust("SASL_SSL", authority));
        client.put("sasl.mechanism", "SCRAM-SHA-512");
        client.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                        + password + "\";");
        return new KafkaSettings(addresses.get(listener), client, KafkaReader.COLUMNAR);
    }

    private static Map<String, String> trust(String protocol, Path authority) {
        return Map.of(
                "security.protocol",
                protocol,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                Certificates.text(authority));
    }

    void setPassword(String password) {
        ScramCredentialInfo how = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        try (Admin admin = admin()) {
            TestTopic.await(
                    admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, how, password)))
                            .all());
            Awaitility.await("user " + USER).ignoreExceptions().until(() -> !TestTopic.await(
                            admin.describeUserScramCredentials(List.of(USER)).all())
                    .isEmpty());
        }
    }

    /** Allows both users an operation on a topic, and waits until that holds. */
    void allow(String topic, AclOperation... operations) {
        List<AclBinding> bindings = new ArrayList<>();
        for (AclOperation operation : operations) {
            for (String user : List.of(USER, Certificates.CLIENT)) {
                bindings.add(new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
            }
        }
        try (Admin admin = admin()) {
            TestTopic.await(admin.createAcls(bindings).all());
            Awaitility.await("rights on " + topic).until(() -> TestTopic.await(
                            admin.describeAcls(AclBindingFilter.ANY).values())
                    .containsAll(bindings));
        }
    }

    /** Takes an operation on a topic away from both users, and waits until that holds. */
    void deny(String topic, AclOperation operation) {
        AclBindingFilter filter = new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntryFilter(null, null, operation, AclPermissionType.ANY));
        try (Admin admin = admin()) {
            TestTopic.await(admin.deleteAcls(List.of(filter)).all());
            Awaitility.await("end of rights on " + topic)
                    .until(() ->
                            TestTopic.await(admin.describeAcls(filter).values()).isEmpty());
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", plainAddress()));
    }

    @Override
    public void close() {
        broker.close();
    }
}
