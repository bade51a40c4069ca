package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The hits of a search as they were when it began, a page at a time. OpenSearch keeps them until it is closed, or for a while. */
final class IndexScroll implements Iterator<JsonNode>, AutoCloseable {

    private static final String KEPT = "2m"; // between two pages

    private final SearchClient client;
    private final String what;
    private String scroll = "";
    private Iterator<JsonNode> page = Collections.emptyIterator();

    private IndexScroll(SearchClient client, String what) {
        this.client = client;
        this.what = what;
    }

    /** The hits of a query, to be closed; none where there is no index, if that may be. */
    static Stream<JsonNode> of(SearchClient client, String alias, ObjectNode query, boolean mayLack) {
        IndexScroll scroll = new IndexScroll(client, "read index " + alias);
        Answer first =
                client.call(scroll.what, "POST", "/" + SearchIndex.path(alias) + "/_search?scroll=" + KEPT, query);
        if (first.status() == 404 && mayLack) {
            return Stream.empty();
        }
        scroll.turn(first);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(scroll, Spliterator.NONNULL), false)
                .onClose(scroll::close);
    }

    private void turn(Answer next) {
        client.requireGood(what, next);
        scroll = next.body().path("_scroll_id").asText();
        page = next.body().path("hits").path("hits").iterator();
    }

    @Override
    public boolean hasNext() {
        return page.hasNext();
    }

    @Override
    public JsonNode next() {
        if (!hasNext()) {
            throw new NoSuchElementException(what);
        }
        JsonNode hit = page.next();
        if (!page.hasNext()) {
            ObjectNode next = SearchClient.JSON.createObjectNode();
            next.put("scroll", KEPT).put("scroll_id", scroll);
            turn(client.call(what, "POST", "/_search/scroll", next));
        }
        return hit;
    }

    @Override
    public void close() {
        ObjectNode end = SearchClient.JSON.createObjectNode().put("scroll_id", scroll);
        client.call("end to " + what, "DELETE", "/_search/scroll", end);
    }
}
