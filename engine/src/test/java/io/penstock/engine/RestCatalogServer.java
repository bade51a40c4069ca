package io.penstock.engine;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Iceberg's REST catalog in a process of its own on loopback, its tables below a folder. It wants {@link #TOKEN} with each
 * request and knows one warehouse, {@link #WAREHOUSE}. Its class path is that of module {@code rest-catalog-test-server}.
 */
final class RestCatalogServer implements AutoCloseable {

    static final String TOKEN = "canary-of-the-catalog-token";
    static final String WAREHOUSE = "prod";

    private static final Path MODULE = Path.of(System.getProperty("penstock.rest-catalog-server", "missing"));

    private final Process process;
    private final URI uri;

    private RestCatalogServer(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    static RestCatalogServer start(Path folder) {
        try {
            Files.createDirectories(folder);
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx192m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                    "-cp",
                    MODULE.resolve("classes") + File.pathSeparator + MODULE.resolve("lib") + "/*",
                    "io.penstock.restcatalog.RestCatalogMain",
                    folder.resolve("catalog.db").toString(),
                    folder.resolve("tables").toUri().toString(),
                    TOKEN,
                    WAREHOUSE);
            Path errors = folder.resolve("server.err");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String port = output.readLine();
            if (port == null) {
                throw new IllegalStateException("Cannot start the REST catalog: " + Files.readString(errors));
            }
            return new RestCatalogServer(process, URI.create("http://127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the REST catalog", e);
        }
    }

    URI uri() {
        return uri;
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
