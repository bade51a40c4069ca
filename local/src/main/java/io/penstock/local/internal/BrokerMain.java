package io.penstock.local.internal;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Runs one Kafka node as its parent's child: {@code BrokerMain <server.properties>}.
 *
 * <p>Formats the storage when that has not happened yet. Talks to its parent over {@link ParentPipe}.
 */
public final class BrokerMain {

    private static final int CHECK_MILLIS = 3_000;

    private final Path properties;
    private final Properties settings;
    private @Nullable Admin admin;

    private BrokerMain(Path properties, Properties settings) {
        this.properties = properties;
        this.settings = settings;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // whatever Kafka prints must not mix with the answers
        Path properties = Path.of(arguments[0]);
        Properties settings = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(properties)) {
            settings.load(reader);
        }
        BrokerMain main = new BrokerMain(properties, settings);
        main.format();
        ParentPipe.follow(answers, main::check);
        Kafka.main(new String[] {properties.toString()});
    }

    private void format() {
        Path data = Path.of(settings.getProperty("log.dirs"));
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        String[] command = {
            "format",
            "--config",
            properties.toString(),
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--ignore-formatted"
        };
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = StorageTool.execute(command, new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            System.err.println("Cannot format the storage " + data + ": " + said.toString(StandardCharsets.UTF_8));
            System.exit(code);
        }
    }

    private String check() {
        try {
            if (admin == null) {
                admin = Admin.create(Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        // the plain listener, which is the first
                        settings.getProperty("advertised.listeners")
                                .split(",")[0]
                                .replaceFirst("^.*://", ""),
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        CHECK_MILLIS,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        CHECK_MILLIS,
                        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        200));
            }
            if (admin.describeMetadataQuorum()
                            .quorumInfo()
                            .get(CHECK_MILLIS, TimeUnit.MILLISECONDS)
                            .leaderId()
                    < 0) {
                return "the quorum has no leader";
            }
            // fenced brokers are not among them
            if (admin.describeCluster()
                    .nodes()
                    .get(CHECK_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty()) {
                return "the broker is not registered";
            }
            return "ok";
        } catch (ExecutionException e) {
            return ParentPipe.oneLine(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ParentPipe.oneLine(e);
        } catch (Exception e) {
            return ParentPipe.oneLine(e);
        }
    }
}
