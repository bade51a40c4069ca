package io.penstock.local.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether the node serves, asked over HTTP as others ask it. Not thread-safe. */
final class SearchHealth {

    private static final int LIMIT_MILLIS = 5_000;
    private static final long BYTES_PER_MIB = 1024 * 1024;
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final Pattern WORK =
            Pattern.compile("\"(?:initializing_shards|number_of_pending_tasks|number_of_in_flight_fetch)\":(\\d+)");

    private final Path data;
    private final int port;
    private boolean served;
    private long lastWork = System.nanoTime();

    SearchHealth(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** {@code ok}, or in one line why the node does not serve. */
    String check() {
        try {
            String health = load("/_cluster/health?local=true");
            if (health.contains("\"status\":\"red\"")) {
                return red(health);
            }
            served = true;
            return disk();
        } catch (IOException e) {
            return ParentPipe.oneLine(e);
        }
    }

    /**
     * Some index lacks data. After a start it is being recovered; once there is no more work, it is lost. That does not keep the
     * others from being served, so the start is over then.
     */
    private String red(String health) throws IOException {
        if (served) {
            String indexes = load("/_cat/indices?health=red&h=index&s=index")
                    .lines()
                    .map(String::strip)
                    .collect(Collectors.joining(", "));
            return "data is missing or damaged, the log says more; delete and fill again: " + indexes;
        }
        if (works(health)) {
            lastWork = System.nanoTime();
        }
        if (System.nanoTime() - lastWork < SETTLED.toNanos()) {
            return "it recovers its indexes";
        }
        served = true;
        return "ok";
    }

    private static boolean works(String health) {
        Matcher work = WORK.matcher(health);
        while (work.find()) {
            if (!work.group(1).equals("0")) {
                return true;
            }
        }
        return false;
    }

    private String disk() {
        long freeMib = data.toFile().getUsableSpace() / BYTES_PER_MIB;
        return freeMib >= SearchSettings.FULL_DISK_MIB
                ? "ok"
                : "indexes take no documents, the disk of %s is almost full: %d MiB are free, %d MiB are needed; free some"
                        .formatted(data, freeMib, SearchSettings.FULL_DISK_MIB);
    }

    private String load(String path) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(LIMIT_MILLIS);
        connection.setReadTimeout(LIMIT_MILLIS);
        try (InputStream answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
