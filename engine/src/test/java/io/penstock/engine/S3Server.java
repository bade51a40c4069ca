package io.penstock.engine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * An S3 server, S3Proxy, in a process of its own on loopback with its objects below a folder. It checks the signature of every
 * request and heeds the conditions of puts. Its class path is that of module {@code s3-test-server}.
 */
final class S3Server implements AutoCloseable {

    static final String ACCESS_KEY = "penstock-test";
    static final String SECRET_KEY = "canary-of-the-s3-secret";

    private static final String LIBRARY_PROPERTY = "penstock.s3-server.lib";
    private static final int PORT_ATTEMPTS = 3; // a free port is chosen before it is bound
    private static final String LOGGING =
            """
            <configuration>
              <appender name="err" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder><pattern>%d %level %logger{20} %msg%n</pattern></encoder>
              </appender>
              <root level="warn"><appender-ref ref="err"/></root>
            </configuration>
            """;

    private final Path folder;
    private final int port;
    private final Process process;

    private S3Server(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static S3Server start(Path folder) {
        for (int attempt = 1; ; attempt++) {
            try {
                S3Server server = launch(Files.createDirectories(folder));
                if (server.serves()) {
                    return server;
                }
                server.close();
                if (attempt == PORT_ATTEMPTS) {
                    throw new IllegalStateException(
                            "Cannot start the S3 server: " + Files.readString(folder.resolve("s3-server.err")));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot start the S3 server", e);
            }
        }
    }

    private static S3Server launch(Path folder) throws IOException {
        int port = anyFreePort();
        Path logging = Files.writeString(folder.resolve("logback.xml"), LOGGING);
        Path properties = Files.writeString(
                folder.resolve("s3-server.properties"),
                """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.identity=none
                jclouds.credential=none
                jclouds.filesystem.basedir=%s
                """
                        .formatted(port, ACCESS_KEY, SECRET_KEY, Files.createDirectories(folder.resolve("objects"))));
        String ownClasses = S3ServerMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                ownClasses + File.pathSeparator + System.getProperty(LIBRARY_PROPERTY) + "/*",
                S3ServerMain.class.getName(),
                properties.toString());
        File output = folder.resolve("s3-server.err").toFile();
        return new S3Server(
                folder,
                port,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start());
    }

    private static int anyFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it answers. @return false when it has ended by itself */
    private boolean serves() {
        Awaitility.await("the S3 server").atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive() || answers());
        return process.isAlive();
    }

    private boolean answers() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) endpoint().toURL().openConnection();
            return connection.getResponseCode() > 0; // it forbids this one
        } catch (IOException e) {
            return false;
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Makes a bucket, as an administrator does. @return the place */
    URI bucket(String name) {
        try {
            Files.createDirectories(folder.resolve("objects").resolve(name));
            return URI.create("s3://" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hadoop's settings for an endpoint that is this server, or a proxy before it. */
    static Map<String, String> settings(URI endpoint) {
        Map<String, String> settings = new HashMap<>();
        settings.put("fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        settings.put("fs.s3a.endpoint", endpoint.toString());
        settings.put("fs.s3a.endpoint.region", "eu-central-1");
        settings.put("fs.s3a.path.style.access", "true");
        settings.put("fs.s3a.access.key", ACCESS_KEY);
        settings.put("fs.s3a.secret.key", SECRET_KEY);
        settings.put("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
        // a server that is gone is one within seconds
        settings.put("fs.s3a.retry.limit", "3");
        settings.put("fs.s3a.retry.interval", "100ms");
        settings.put("fs.s3a.retry.throttle.interval", "100ms");
        return settings;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
