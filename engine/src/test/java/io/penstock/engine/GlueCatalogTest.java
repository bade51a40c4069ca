package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.pipeline.profile.Catalog;
import io.penstock.pipeline.profile.SecretSource;
import io.penstock.sinks.TableCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of Glue, with the libraries of {@code lib/aws}; a server on loopback stands for it. */
class GlueCatalogTest {

    private static final Map<String, String> IDENTITY =
            Map.of("aws.accessKeyId", "AKIDTEST", "aws.secretAccessKey", "canary-of-an-aws-secret");

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer glue;

    @BeforeEach
    void start() throws IOException {
        IDENTITY.forEach(System::setProperty);
        glue = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        glue.createContext("/", this::answer);
        glue.start();
    }

    @AfterEach
    void stop() {
        glue.stop(0);
        IDENTITY.keySet().forEach(System::clearProperty);
    }

    @Test
    void asksForTheDatabaseInTheProfilesRegionAndAccountAndCreatesIt() {
        Catalog.Glue profile = new Catalog.Glue("eu-central-1", "123456789012");
        Map<String, String> properties = new HashMap<>(profile.icebergProperties(SecretSource.ofProcess()));
        properties.put("glue.endpoint", "http://127.0.0.1:" + glue.getAddress().getPort());

        TableCatalog.open(properties, URI.create("s3://lake/warehouse"), null, new Configuration())
                .createDefaultNamespace();

        assertThat(requests)
                .containsExactly(
                        "AWSGlue.GetDatabase of AKIDTEST in eu-central-1:"
                                + " {\"CatalogId\":\"123456789012\",\"Name\":\"default\"}",
                        "AWSGlue.CreateDatabase of AKIDTEST in eu-central-1: {\"CatalogId\":\"123456789012\","
                                + "\"DatabaseInput\":{\"Name\":\"default\",\"Parameters\":{}}}");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String signature = exchange.getRequestHeaders().getFirst("Authorization");
        String[] scope = signature.replaceFirst(".*Credential=", "").split("/");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add("%s of %s in %s: %s".formatted(target, scope[0], scope[2], body));
        boolean missing = target.endsWith("GetDatabase");
        byte[] answer = (missing ? "{\"__type\":\"EntityNotFoundException\",\"Message\":\"no such database\"}" : "{}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(missing ? 400 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
