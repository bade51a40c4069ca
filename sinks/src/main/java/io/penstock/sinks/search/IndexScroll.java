package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The hits of a search, a page at a time, index by index: as an index was when its first page was asked for. OpenSearch keeps that
 * until it is closed, or for a while. An answer that lacks a hit is a failure.
 */
final class IndexScroll implements Iterator<JsonNode>, AutoCloseable {

    private static final String KEPT = "2m"; // between two pages
    private static final String BEGIN = "/_search?allow_partial_search_results=false&scroll=" + KEPT;

    private final SearchClient client;
    private final String what;
    private final ObjectNode query;
    private final Iterator<String> indices;
    private Iterator<JsonNode> page = Collections.emptyIterator();
    private @Nullable String scroll;
    private long lacking;

    private IndexScroll(SearchClient client, String alias, ObjectNode query, List<String> indices) {
        this.client = client;
        this.what = "read index " + alias;
        this.query = query;
        this.indices = indices.iterator();
    }

    /**
     * The hits of a query, to be closed.
     *
     * @param alias names them all in messages
     * @param indices an index that is gone has no hits
     * @throws SearchUnavailableException now or when the stream is read, when OpenSearch does not give all
     */
    static Stream<JsonNode> of(SearchClient client, String alias, ObjectNode query, List<String> indices) {
        ObjectNode counted = query.deepCopy().put("track_total_hits", true);
        IndexScroll scroll = new IndexScroll(client, alias, counted, indices);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(scroll, Spliterator.NONNULL), false)
                .onClose(scroll::close);
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && (scroll != null || indices.hasNext())) {
            if (scroll == null) {
                begin(indices.next());
            } else {
                turn(scroll);
            }
        }
        return page.hasNext();
    }

    @Override
    public JsonNode next() {
        if (!hasNext()) {
            throw new NoSuchElementException(what);
        }
        lacking--;
        return page.next();
    }

    private void begin(String index) {
        Answer first = client.call(what, "POST", "/" + SearchIndex.path(index) + BEGIN, query);
        if (first.status() != 404) {
            client.requireGood(what, first);
            lacking = first.body().path("hits").path("total").path("value").asLong();
            take(first);
        }
    }

    private void turn(String from) {
        ObjectNode next = SearchClient.JSON.createObjectNode();
        next.put("scroll", KEPT).put("scroll_id", from);
        Answer answer = client.call(what, "POST", "/_search/scroll", next);
        client.requireGood(what, answer);
        take(answer);
    }

    private void take(Answer answer) {
        scroll = answer.body().path("_scroll_id").asText();
        int failed = answer.body().path("_shards").path("failed").asInt();
        if (failed > 0) {
            throw new SearchUnavailableException(
                    "Cannot %s, %d shards of %s do not answer".formatted(what, failed, client.settings()), null);
        }
        page = answer.body().path("hits").path("hits").iterator();
        if (page.hasNext()) {
            return;
        }
        close();
        if (lacking != 0) {
            throw new SearchUnavailableException(
                    "Cannot %s, %s leaves out %d documents".formatted(what, client.settings(), lacking), null);
        }
    }

    @Override
    public void close() {
        if (scroll != null) {
            ObjectNode end = SearchClient.JSON.createObjectNode().put("scroll_id", scroll);
            scroll = null;
            client.call("end to " + what, "DELETE", "/_search/scroll", end);
        }
    }
}
