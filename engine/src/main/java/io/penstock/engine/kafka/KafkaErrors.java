package io.penstock.engine.kafka;

import io.penstock.engine.UnavailableException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka refuses, in our words: which user lacks which operation on which topic, or what is wrong with a password or a
 * certificate.
 *
 * <p>Each refusal is an {@link UnavailableException}: a person has to act, but in Kafka and not in the pipeline, and what is
 * read stays where it is. So a pipeline that runs for months waits, shows the reason, and goes on by itself once the right or
 * the certificate is back, as it does when a broker is away.
 *
 * <p>Messages hold names of users, topics and servers, and Kafka's own words, which hold no secret.
 */
public final class KafkaErrors {

    private static final Pattern OPTION = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern CERTIFICATE_REFUSED =
            Pattern.compile("Received fatal alert: (.*certificate.*|unknown_ca|access_denied)");

    private KafkaErrors() {}

    /**
     * The refusal that is behind an exception, or nothing where it has another reason.
     *
     * @param what was to be done, after "Cannot"
     * @param operation what it needs on the topic
     */
    public static @Nullable UnavailableException find(
            String what, KafkaSettings kafka, String topic, AclOperation operation, @Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException) {
                return lacking(what, kafka, topic, operation, cause);
            }
            if (cause instanceof SslAuthenticationException) {
                return new UnavailableException("Cannot " + what + ", " + tls(kafka.bootstrapServers(), cause), thrown);
            }
            if (cause instanceof AuthenticationException) {
                return new UnavailableException(
                        "Cannot " + what + ", Kafka at " + kafka.bootstrapServers() + " refuses " + user(kafka) + ": "
                                + cause.getMessage(),
                        thrown);
            }
        }
        return null;
    }

    /** The refusal of a topic for which the user lacks an operation. @param cause Kafka's exception, if there is one */
    static UnavailableException lacking(
            String what, KafkaSettings kafka, String topic, AclOperation operation, @Nullable Throwable cause) {
        String hint =
                switch (operation) {
                    case DESCRIBE -> ", which READ and WRITE include";
                    case CREATE -> ". Create the topic, or let the user do it";
                    default -> "";
                };
        String message = "Cannot " + what + ", " + user(kafka) + " lacks " + operation + " on topic " + topic + " at "
                + kafka.bootstrapServers() + hint;
        return cause == null ? new UnavailableException(message) : new UnavailableException(message, cause);
    }

    private static String tls(String server, Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "the certificate of Kafka at " + server + " has expired: " + cause.getMessage();
            }
            if (cause instanceof CertPathBuilderException) {
                return "the certificate of Kafka at " + server + " is signed by no authority of the truststore: "
                        + cause.getMessage();
            }
            root = cause;
        }
        String words = String.valueOf(root.getMessage());
        return CERTIFICATE_REFUSED.matcher(words).matches()
                ? "Kafka at " + server + " refuses the client's certificate: " + words
                : "TLS with Kafka at " + server + " fails: " + words;
    }

    /** Whom Kafka sees: the user of the settings, or the name in the certificate. */
    static String user(KafkaSettings kafka) {
        String jaas = kafka.client().get("sasl.jaas.config");
        if (jaas != null) {
            return OPTION.matcher(jaas)
                    .results() // one option after the other: a password may look like any of them
                    .filter(option -> option.group(1).equals("username"))
                    .map(option -> "user " + option.group(2).replaceAll("\\\\(.)", "$1"))
                    .findFirst()
                    .orElse("the user");
        }
        String chain = kafka.client().get("ssl.keystore.certificate.chain");
        return chain == null ? "the user" : "user " + subject(chain);
    }

    private static String subject(String chain) {
        try {
            byte[] pem = chain.getBytes(StandardCharsets.UTF_8);
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            return certificate.getSubjectX500Principal().getName();
        } catch (CertificateException e) {
            return "of the certificate";
        }
    }
}
