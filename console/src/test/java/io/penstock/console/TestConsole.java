package io.penstock.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.engine.Engine;
import io.penstock.engine.EngineSettings;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.sql.SqlService;
import io.penstock.local.Broker;
import io.penstock.local.Home;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.SearchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.spark.api.java.JavaSparkContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A broker, an engine and the API on it, and what a client does with them. */
final class TestConsole implements AutoCloseable {

    static final String TOKEN = "0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer: status and body. */
    record Answer(int status, String text) {
        JsonNode json() {
            return parse(text);
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger stops = new AtomicInteger();
    private final Path folder;
    private final Broker broker;
    private final Engine engine;
    private final SqlService sql;
    private Deployments deployments;
    private ConsoleServer server;

    TestConsole(Path folder) {
        this(folder, null);
    }

    /** One that writes indices, too. @param search where OpenSearch is */
    TestConsole(Path folder, @Nullable URI search) {
        this.folder = folder;
        broker = Broker.in(new Home(folder.resolve("broker")), freePort());
        broker.start();
        EngineSettings settings = new EngineSettings(
                KafkaSettings.plain(broker.bootstrapServers()),
                folder.resolve("state").toUri(),
                folder.resolve("warehouse").toUri(),
                TableCatalog.sqlite(folder.resolve("catalog.db")),
                null,
                Map.of(),
                Map.of());
        engine = Engine.open(search == null ? settings : settings.withSearch(SearchSettings.open(search)));
        sql = engine.sql(() -> deployments.pipelines());
        serve();
    }

    /**
     * A port that no client is given for its own end: one that asks for a broker which is away, again and again, at a port
     * that it may be given itself, is connected to itself in the end, and the broker cannot have its port back.
     */
    private static int freePort() {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 5_000); port < 32_768; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                continue; // taken
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private void serve() {
        deployments = Deployments.open(engine, folder.resolve("pipelines"));
        server = ConsoleServer.start(
                new ConsoleServices(
                        engine,
                        deployments,
                        sql,
                        KafkaSettings.plain(broker.bootstrapServers()),
                        folder,
                        TOKEN,
                        folder.resolve("runtime.log")),
                0,
                stops::incrementAndGet);
    }

    /** What a restart of the process does to pipelines, without the time that Spark takes. */
    void restart() {
        server.close();
        deployments.close();
        serve();
        deployments.resume();
    }

    Broker broker() {
        return broker;
    }

    Path folder() {
        return folder;
    }

    int port() {
        return server.port();
    }

    int stops() {
        return stops.get();
    }

    /** Spark jobs that run now. */
    int activeJobs() {
        return new JavaSparkContext(engine.newSession().sparkContext())
                .statusTracker()
                .getActiveJobIds()
                .length;
    }

    HttpClient http() {
        return http;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + TOKEN);
    }

    Answer get(String path) {
        return send(request(path).build());
    }

    Answer post(String path, Object body) {
        try {
            String text = body instanceof String json ? json : JSON.writeValueAsString(body);
            return send(request(path)
                    .POST(HttpRequest.BodyPublishers.ofString(text))
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The objects of a result. */
    List<JsonNode> sql(String statement) {
        return sql(Map.of("sql", statement));
    }

    List<JsonNode> sql(Map<String, Object> body) {
        return post("/api/sql", body).text().lines().map(TestConsole::parse).toList();
    }

    /** Sends lines of {@code millis,n,url,ip} to a topic, which is created at the first time. */
    void send(String topic, int from, int until) {
        send(
                topic,
                IntStream.range(from, until)
                        .mapToObj(n -> "1700000000000,%d,www.example%d.com,192.168.2.%d".formatted(n, n % 255, n % 255))
                        .toList());
    }

    /** Sends lines to a topic, which is created at the first time. */
    void send(String topic, List<String> lines) {
        createTopic(topic);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (String line : lines) {
                sent.add(producer.send(new ProducerRecord<>(topic, line)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void createTopic(String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            Awaitility.await("a leader of " + topic)
                    .ignoreExceptions()
                    .until(() -> admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
                                    .all()
                                    .get()
                                    .size()
                            == 1);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A pipeline that copies clicks from the topic of its name to the table {@code web.<name>}. */
    static String pipeline(String name) {
        return """
                pipeline: %s
                owner: tests
                sources:
                  clicks:
                    kafka: { topic: %s }
                    decode:
                      csv:
                        schema: recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING
                        timestamp-format: epoch-millis
                views:
                  seen: SELECT eventid, upper(url) AS url FROM clicks
                outputs:
                  table: { table: web.%s, from: seen }
                trigger: 200 ms
                """
                .formatted(name, name, name.replace('-', '_'));
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    @Override
    public void close() {
        sql.close();
        server.close();
        deployments.close();
        engine.close();
        broker.close();
    }
}
