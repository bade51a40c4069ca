package io.penstock.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates of an authority of the test's own, made with the JDK's {@code keytool} and written as PEM files: a server's for
 * this machine, one that has expired, a client's, and an authority that nobody has heard of.
 */
final class Certificates {

    /** The name in the client's certificate. */
    static final String CLIENT = "CN=penstock";

    private static final String PASSWORD = "for the test's folder only";

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    static Certificates create(Path folder) {
        try {
            Files.createDirectories(folder);
            Path store = folder.resolve("all.p12");
            generate(store, "authority", "CN=Test authority", "-ext", "bc:critical=ca:true");
            generate(store, "unknown", "CN=Unknown authority", "-ext", "bc:critical=ca:true");
            String here = "san=ip:127.0.0.1,dns:localhost";
            generate(store, "server", "CN=server", "-ext", here, "-signer", "authority");
            generate(
                    store,
                    "expired",
                    "CN=server",
                    "-ext",
                    here,
                    "-signer",
                    "authority",
                    "-startdate",
                    "-20d",
                    "-validity",
                    "10");
            generate(store, "client", CLIENT, "-signer", "authority");
            Certificates certificates = new Certificates(folder);
            certificates.write(store);
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make the test's certificates", e);
        }
    }

    /** What a client has to trust. */
    Path authority() {
        return folder.resolve("authority.pem");
    }

    /** Not the one that signed the servers' certificates. */
    Path unknownAuthority() {
        return folder.resolve("unknown.pem");
    }

    /** Key and certificate of a server. */
    Path server() {
        return folder.resolve("server-both.pem");
    }

    /** Key and certificate of a server that has let it expire. */
    Path expired() {
        return folder.resolve("expired-both.pem");
    }

    /** When that was, in the JDK's words. */
    String expiry() {
        try (InputStream in = Files.newInputStream(folder.resolve("expired.pem"))) {
            return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .getNotAfter()
                    .toString();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Path client() {
        return folder.resolve("client.pem");
    }

    Path clientKey() {
        return folder.resolve("client.key");
    }

    private void write(Path store) throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD.toCharArray());
        }
        for (String alias : List.of("authority", "unknown", "server", "expired", "client")) {
            String chain = pem("CERTIFICATE", all.getCertificate(alias).getEncoded());
            String key =
                    pem("PRIVATE KEY", all.getKey(alias, PASSWORD.toCharArray()).getEncoded());
            Files.writeString(folder.resolve(alias + ".pem"), chain);
            Files.writeString(folder.resolve(alias + ".key"), key);
            Files.writeString(folder.resolve(alias + "-both.pem"), key + chain);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    private static void generate(Path store, String alias, String name, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-Xmx64m", "-J-XX:+UseSerialGC", "-genkeypair", "-keyalg", "EC", "-alias", alias));
        command.addAll(List.of("-dname", name, "-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool ended with " + process.exitValue() + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("keytool was interrupted", e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
