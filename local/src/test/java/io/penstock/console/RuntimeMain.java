package io.penstock.console;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Stands in for the runtime: the same command line, run file, token and end, and a health page that says yes. */
public final class RuntimeMain {

    private RuntimeMain() {}

    public static void main(String[] arguments) throws IOException {
        List<String> options = List.of(arguments);
        Path home = Path.of(options.get(options.indexOf("--home") + 1));
        int port = Integer.parseInt(options.get(options.indexOf("--port") + 1));
        String token = "Bearer " + Files.readString(home.resolve("token")).strip();

        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/api/health", exchange -> {
            boolean known = token.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(known ? 200 : 401, -1);
            exchange.close();
        });
        server.start();
        Path written = home.resolve("run/.runtime.json");
        Files.writeString(
                written,
                "{\"pid\":%d,\"port\":%d,\"started\":\"now\"}"
                        .formatted(
                                ProcessHandle.current().pid(),
                                server.getAddress().getPort()));
        Files.move(written, home.resolve("run/runtime.json"), StandardCopyOption.ATOMIC_MOVE);
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }
}
