package io.penstock.pipeline.profile;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encrypted connections: whom to trust, and for mutual TLS who we are. Certificates and keys are PEM. */
public record Tls(
        @Key(
                        value = "The file with the certificates that are trusted.",
                        example = "/etc/penstock/ca.pem",
                        unset = "those that the JVM trusts",
                        notation = Notation.PLAIN)
                @Nullable
                String truststore,
        @Key(
                        value =
                                "The file with our own certificate and those that lead to its issuer, for brokers that ask for one.",
                        example = "/etc/penstock/client.pem",
                        unset = "we show none",
                        notation = Notation.PLAIN)
                @Nullable
                String certificate,
        @Key(
                        value = "Where the certificate's private key is, as PKCS#8.",
                        example = "\"${file:/etc/penstock/client.key}\"",
                        unset = "there is none; a `certificate` needs it",
                        notation = Notation.SECRET)
                @Nullable
                Secret key,
        @Key(
                        value = "Where the password is that the key is encrypted with.",
                        example = "\"${env:CLIENT_KEY_PASSWORD}\"",
                        unset = "the key is not encrypted",
                        notation = Notation.SECRET)
                @Nullable
                Secret keyPassword)
        implements Checked {

    @Override
    public void check(Problems problems) {
        if (certificate != null && key == null) {
            problems.at("certificate").add("has no key", "add key: \"${file:…}\"");
        }
        if (key != null && certificate == null) {
            problems.at("key").add("has no certificate", "add certificate: client.pem");
        }
        if (keyPassword != null && key == null) {
            problems.at("key-password").add("has no key", "leave it out, or add key: \"${file:…}\"");
        }
    }

    /** The files' content, so that executors need no files of their own. */
    Map<String, String> clientSettings(SecretSource secrets) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (truststore != null) {
            settings.put("ssl.truststore.type", "PEM");
            settings.put("ssl.truststore.certificates", secrets.file(truststore));
        }
        if (certificate != null && key != null) {
            settings.put("ssl.keystore.type", "PEM");
            settings.put("ssl.keystore.certificate.chain", secrets.file(certificate));
            settings.put("ssl.keystore.key", key.reveal(secrets));
        }
        if (keyPassword != null) {
            settings.put("ssl.key.password", keyPassword.reveal(secrets));
        }
        return settings;
    }
}
