package io.penstock.engine;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an S3 server and makes it worse: refuses a share of the requests, answers others late, and does what others
 * ask for without saying so. A connection carries one request.
 */
final class FaultyProxy implements AutoCloseable {

    /** What may befall a request. */
    enum Fault {
        /** Answered 503, the server does not see it. */
        REFUSED,
        /** Passed on late. */
        LATE,
        /** Done by the server, and the connection ends without an answer. */
        ANSWER_LOST,
        /** Answered as done where the server has refused it: a store that does not heed conditions. */
        CONDITION_IGNORED
    }

    private static final int LATE_MILLIS = 200;
    private static final int MAX_HEAD = 64 * 1024;
    private static final String CONTINUE = "HTTP/1.1 100";
    private static final String CONDITION_FAILED = "HTTP/1.1 412";
    private static final byte[] DONE =
            bytes("HTTP/1.1 200 OK\r\nETag: \"0\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    private static final byte[] SLOW_DOWN = slowDown();

    private final URI server;
    private final ServerSocket socket;
    private final Random random;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "faulty-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Fault, Double> shares = new EnumMap<>(Fault.class);
    private final Map<Fault, AtomicInteger> counts = new EnumMap<>(Fault.class);

    private FaultyProxy(URI server, ServerSocket socket, long seed) {
        this.server = server;
        this.socket = socket;
        this.random = new Random(seed);
        for (Fault fault : Fault.values()) {
            counts.put(fault, new AtomicInteger());
        }
    }

    /** Starts a proxy without faults. */
    static FaultyProxy before(URI server, long seed) {
        try {
            FaultyProxy proxy =
                    new FaultyProxy(server, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), seed);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** From now on so many of all requests meet the fault, 1 for all of them. */
    FaultyProxy with(Fault fault, double share) {
        synchronized (shares) {
            shares.put(fault, share);
        }
        return this;
    }

    int count(Fault fault) {
        return counts.get(fault).get();
    }

    private @Nullable Fault next() {
        synchronized (shares) {
            double drawn = random.nextDouble();
            for (Map.Entry<Fault, Double> share : shares.entrySet()) {
                drawn -= share.getValue();
                if (drawn < 0) {
                    return share.getKey();
                }
            }
            return null;
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            if (head.isEmpty()) {
                return;
            }
            Fault fault = next();
            if (fault == Fault.REFUSED) {
                counts.get(fault).incrementAndGet();
                client.getOutputStream().write(SLOW_DOWN);
                return;
            }
            if (fault == Fault.LATE) {
                counts.get(fault).incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(LATE_MILLIS);
            }
            forward(head, in, client, fault);
        } catch (IOException e) {
            // one of the two is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(String head, InputStream body, Socket client, @Nullable Fault fault) throws IOException {
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            String once =
                    head.replaceAll("(?im)^Connection:.*\r\n", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
            upstream.getOutputStream().write(bytes(once));
            threads.execute(() -> pump(body, upstream));
            answer(upstream, client.getOutputStream(), fault);
        }
    }

    private void answer(Socket upstream, OutputStream client, @Nullable Fault fault) throws IOException {
        InputStream in = new BufferedInputStream(upstream.getInputStream());
        String head = head(in);
        while (head.startsWith(CONTINUE)) {
            client.write(bytes(head));
            head = head(in);
        }
        if (fault == Fault.ANSWER_LOST) {
            in.transferTo(OutputStream.nullOutputStream()); // it is done
            counts.get(fault).incrementAndGet();
        } else if (fault == Fault.CONDITION_IGNORED && head.startsWith(CONDITION_FAILED)) {
            counts.get(fault).incrementAndGet();
            client.write(DONE);
        } else {
            client.write(bytes(head));
            in.transferTo(client);
        }
    }

    /** Passes on the body of a request, for as long as both are there. */
    private static void pump(InputStream body, Socket upstream) {
        try {
            body.transferTo(upstream.getOutputStream());
        } catch (IOException e) {
            // the answer is given, or will not be
        }
    }

    /** Request or status line and headers with the empty line behind them; empty where the connection ends. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4 && head.size() < MAX_HEAD) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] slowDown() {
        String body = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
        return bytes(
                "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                        .formatted(body.length(), body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        closeQuietly(socket);
        threads.shutdownNow();
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // nobody waits for it
        }
    }
}
