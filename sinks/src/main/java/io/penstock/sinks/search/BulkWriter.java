package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the documents of one task attempt to an index.
 *
 * <p><b>Delivery:</b> a document is written when {@link Fate#written} is told so: it is in the translog of its shards. A document with
 * an id takes the place of one with the same or a lower version; where a newer one is there, that stays and counts as written. What is
 * written twice is there once. <b>Order:</b> of two documents with one id the later one stays. <b>Back-pressure:</b> one request is
 * under way while the next is filled; {@link #write} waits for it. Documents that OpenSearch has no room for (429, 503) and requests without an
 * answer are sent again, after 0.1 to 5 seconds with jitter.
 *
 * <p>Not thread-safe.
 */
public final class BulkWriter {

    /** Is told what became of a document, by the thread that writes. It may write. */
    public interface Fate {

        /** Of nobody's interest. */
        Fate NONE = new Fate() {

            @Override
            public void written() {}

            @Override
            public void rejected(String reason) {}
        };

        void written();

        /** OpenSearch does not take it, and would not the next time. @param reason in its words */
        void rejected(String reason);
    }

    private static final int MOST_DOCUMENTS = 5_000;
    private static final int MOST_BYTES = 5 * 1024 * 1024;
    /** How long nothing may be taken, usually. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final int BAD = 400;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final byte[] INDEX = ascii("{\"index\":{");
    private static final byte[] DELETE = ascii("{\"delete\":{");
    private static final byte[] ID = ascii("\"_id\":\"");

    private final SearchClient client;
    private final String what;
    private final String path;
    private final String alias;
    private final Duration limit;
    private byte[] version;
    private Bulk filling = new Bulk();
    private @Nullable Bulk underWay;
    private @Nullable CompletableFuture<Answer> answer;
    private boolean settling;

    /** @param version that of all its documents */
    public BulkWriter(IndexGeneration index, long version) {
        this(index, version, LIMIT);
    }

    /**
     * Writes to an index.
     *
     * @param version that of its documents, until it is changed
     * @param limit how long OpenSearch may take nothing before that is a failure
     */
    public BulkWriter(IndexGeneration index, long version, Duration limit) {
        this.client = SearchClient.of(index.settings());
        this.what = "write to index " + index.index();
        this.alias = index.index();
        String where = index.periods() == null ? "/" + alias : "";
        this.path = where + "/_bulk?require_alias=true&filter_path=items.%2A.status%2Citems.%2A.error";
        this.limit = limit;
        this.version = versioned(version);
    }

    private static byte[] versioned(long version) {
        return ascii("\",\"version\":" + version + ",\"version_type\":\"external_gte\"}}\n");
    }

    /** Changes the version: documents have it from here on. */
    public void version(long next) {
        this.version = versioned(next);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A document, and where it lies in the request. */
    private record Item(Fate of, @Nullable String period, String id, boolean deletes, int from, int until) {

        String place() {
            return period == null ? id : period + "/" + id;
        }
    }

    private static final class Bulk {

        final BulkBody body = new BulkBody();
        final List<Item> items = new ArrayList<>();
        final BitSet written = new BitSet();

        void written(int number) {
            written.set(number);
            items.get(number).of.written();
        }

        /**
         * Items that are to go again, without those whose place a later one has taken: going again, they would take it back. These
         * count as written.
         */
        List<Integer> withoutSuperseded(List<Integer> left) {
            Map<String, Integer> lastOfPlace = new HashMap<>();
            for (int number = written.nextSetBit(0); number >= 0; number = written.nextSetBit(number + 1)) {
                lastOfPlace.put(items.get(number).place(), number);
            }
            List<Integer> again = new ArrayList<>();
            for (int number : left) {
                if (lastOfPlace.getOrDefault(items.get(number).place(), number) > number) {
                    written(number);
                } else {
                    again.add(number);
                }
            }
            return again;
        }

        void clear() {
            body.reset();
            items.clear();
            written.clear();
        }
    }

    /**
     * Adds a document.
     *
     * @param period whose index it belongs to; nothing where there is one index
     * @param head takes the place of the document's first byte
     * @param document a JSON object in one line
     * @throws SearchUnavailableException when an earlier one cannot be written
     */
    public void write(Fate of, @Nullable String period, String id, byte[] head, byte[] document) {
        int from = begin(INDEX, period, id);
        filling.body.write(head);
        filling.body.write(document, 1, document.length - 1);
        filling.body.write('\n');
        end(new Item(of, period, id, false, from, filling.body.size()));
    }

    /** Deletes a document, if there is one. @param period whose index it belongs to */
    public void delete(Fate of, @Nullable String period, String id) {
        int from = begin(DELETE, period, id);
        end(new Item(of, period, id, true, from, filling.body.size()));
    }

    private int begin(byte[] action, @Nullable String period, String id) {
        int from = filling.body.size();
        filling.body.write(action);
        if (period != null) {
            filling.body.write(ascii("\"_index\":\"" + SplitIndex.alias(alias, period) + "\","));
        }
        filling.body.write(ID);
        filling.body.writeText(id);
        filling.body.write(version);
        return from;
    }

    private void end(Item item) {
        filling.items.add(item);
        if (!settling && (filling.items.size() >= MOST_DOCUMENTS || filling.body.size() >= MOST_BYTES)) {
            send();
        }
    }

    /** Waits until everything is written. @throws SearchUnavailableException when that fails */
    public void complete() {
        while (!filling.items.isEmpty() || underWay != null) { // results may write
            send();
        }
    }

    /** Ends without waiting; what was sent may arrive. */
    public void abort() {
        if (answer != null) {
            answer.cancel(true);
        }
    }

    /** Settles the request that is under way, and sends the one that was filled. */
    private void send() {
        Bulk sent = underWay;
        CompletableFuture<Answer> expected = answer;
        underWay = null;
        answer = null;
        Bulk next = filling;
        filling = new Bulk();
        if (sent != null && expected != null) {
            settling = true;
            settle(sent, expected);
            settling = false;
            sent.clear();
            if (filling.items.isEmpty()) {
                filling = sent; // its memory serves again
            }
        }
        if (!next.items.isEmpty()) {
            underWay = next;
            answer = client.bulk(what, path, next.body.bytes(), next.body.size());
        }
    }

    private void settle(Bulk sent, CompletableFuture<Answer> expected) {
        List<Integer> left = all(sent.items.size());
        CompletableFuture<Answer> next = expected;
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Failure failure = new Failure();
            int before = left.size();
            left = settle(sent, left, next, failure);
            if (!left.isEmpty()) {
                left = sent.withoutSuperseded(left);
            }
            if (left.isEmpty()) {
                return;
            }
            if (left.size() < before) {
                deadline = System.nanoTime() + limit.toNanos(); // it goes on
                pause = FIRST_PAUSE_MILLIS;
            }
            if (System.nanoTime() > deadline) {
                throw failure.exception(client, what, limit);
            }
            pause(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            client.changeHost();
            next = send(sent, left);
        }
    }

    /** Why documents are left. */
    private static final class Failure {

        private @Nullable Throwable thrown;
        private @Nullable Answer answer;

        SearchUnavailableException exception(SearchClient client, String what, Duration limit) {
            return answer == null
                    ? client.unavailable(what, thrown)
                    : new SearchUnavailableException(
                            "Cannot %s, %s takes nothing for %d s: %s"
                                    .formatted(what, client.settings(), limit.toSeconds(), answer.reason()),
                            thrown);
        }
    }

    private static List<Integer> all(int count) {
        List<Integer> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        return all;
    }

    /** @return items that have to be sent again */
    private List<Integer> settle(Bulk bulk, List<Integer> sent, CompletableFuture<Answer> expected, Failure failure) {
        Answer got;
        try {
            got = expected.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            failure.thrown = e.getCause() == null ? e : e.getCause();
            return sent;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SearchUnavailableException("Cannot " + what + ", the task was interrupted", e);
        }
        if (got.status() == TOO_LARGE) {
            return halved(bulk, sent);
        }
        if (got.status() == TOO_MANY || got.status() >= 500) {
            failure.answer = got;
            return sent;
        }
        Answer answered = client.admitted(what, got);
        if (!answered.good() || answered.body().path("items").size() != sent.size()) {
            throw new SearchUnavailableException(
                    "Cannot %s, %s refuses: %s".formatted(what, client.settings(), answered.reason()), null);
        }
        List<Integer> left = new ArrayList<>();
        Set<String> created = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            JsonNode outcome = answered.body().path("items").path(i).elements().next();
            int number = sent.get(i);
            Item item = bulk.items.get(number);
            Answer answer = new Answer(outcome.path("status").asInt(), outcome);
            boolean later = answer.status() == TOO_MANY || answer.status() >= 500;
            if (answer.good() || answer.status() == CONFLICT || (item.deletes && answer.status() == NOT_FOUND)) {
                bulk.written(number);
            } else if (later) {
                failure.answer = answer;
                left.add(number);
            } else if (answer.status() == NOT_FOUND && item.period != null) {
                if (created.add(item.period)) {
                    SplitIndex.createPeriod(client, alias, item.period);
                }
                failure.answer = answer;
                left.add(number);
            } else if (answer.status() == BAD || answer.status() == TOO_LARGE) {
                item.of.rejected(answer.reason());
            } else {
                throw new SearchUnavailableException(
                        "Cannot %s, %s refuses: %s".formatted(what, client.settings(), answer.reason()), null);
            }
        }
        return left;
    }

    /** A request that OpenSearch, or what is before it, does not take as a whole: in halves, down to single documents. */
    private List<Integer> halved(Bulk bulk, List<Integer> sent) {
        if (sent.size() == 1) {
            Item item = bulk.items.get(sent.get(0));
            item.of.rejected("a request of %,d bytes is too large for the cluster".formatted(item.until - item.from));
            return List.of();
        }
        List<Integer> left = new ArrayList<>();
        int half = sent.size() / 2;
        for (List<Integer> part : List.of(sent.subList(0, half), sent.subList(half, sent.size()))) {
            left.addAll(settle(bulk, part, send(bulk, part), new Failure()));
        }
        return left;
    }

    private CompletableFuture<Answer> send(Bulk bulk, List<Integer> items) {
        BulkBody body = new BulkBody();
        for (int number : items) {
            Item item = bulk.items.get(number);
            body.write(bulk.body.bytes(), item.from, item.until - item.from);
        }
        return client.bulk(what, path, body.bytes(), body.size());
    }

    private void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SearchUnavailableException("Cannot " + what + ", the task was interrupted", e);
        }
    }
}
