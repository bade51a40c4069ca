package io.penstock.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cli.terminal.Json;
import io.penstock.local.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as little as it is told and sees whether its client is still there. */
@Timeout(30)
class CancellationTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String LINE = "{\"columns\":[]}\n";

    @TempDir
    private Path folder;

    private ServerSocket server;
    private RuntimeClient client;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = RuntimeClient.at(
                server.getLocalPort(), Home.find(folder, Map.of()).create());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void closesTheConnectionBeforeTheAnswerBegins() throws Exception {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<Void> request = request(cancellation, new CompletableFuture<>());
        try (Socket connection = server.accept()) {
            assertThat(connection.getInputStream().read()).isEqualTo('P');

            cancellation.cancel();

            awaitEnd(connection);
        }
        assertThatThrownBy(request::join).hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void closesTheConnectionInTheMiddleOfTheAnswer() throws Exception {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<String> heard = new CompletableFuture<>();
        CompletableFuture<Void> request = request(cancellation, heard);
        try (Socket connection = server.accept()) {
            connection
                    .getOutputStream()
                    .write((HEAD + Integer.toHexString(LINE.length()) + "\r\n" + LINE + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(heard.join()).isEqualTo(LINE.strip());

            cancellation.cancel();

            awaitEnd(connection);
        }
        assertThatThrownBy(request::join).hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void aRequestThatWasCancelledBeforeDoesNotBegin() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        assertThatThrownBy(() ->
                        client.stream("/api/sql", Json.object(), Duration.ofSeconds(20), cancellation, line -> {}))
                .isInstanceOf(CancelledException.class)
                .hasMessage("Cannot finish the request, it was cancelled");
    }

    private CompletableFuture<Void> request(Cancellation cancellation, CompletableFuture<String> heard) {
        return CompletableFuture.runAsync(() -> client.stream(
                "/api/sql",
                Json.object(),
                Duration.ofSeconds(20),
                cancellation,
                line -> heard.complete(line.toString())));
    }

    /** Reads what is left of the request, until the client has gone. */
    private static void awaitEnd(Socket connection) {
        try {
            connection.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset"); // gone as well
        }
    }
}
