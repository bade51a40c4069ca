package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A new index that takes the place of the one behind an alias, while that is written and searched. First it is filled; then
 * documents go to it, while searches still see the other; then, when nothing lacks, searches see it and the other is deleted. Each step
 * is one request that OpenSearch does wholly or not at all, and what was begun is found again.
 */
public final class IndexReplacement {

    private static final String FILLED = ".filled"; // the alias under which it is filled
    private static final Pattern NUMBER = Pattern.compile("^(.*)-([0-9]{6})$");

    private final SearchClient client;
    private final String alias;
    private final String searched;
    private final String next;
    private final long generation;
    private boolean written;

    private IndexReplacement(
            SearchClient client, String alias, String searched, String next, long generation, boolean written) {
        this.client = client;
        this.alias = alias;
        this.searched = searched;
        this.next = next;
        this.generation = generation;
        this.written = written;
    }

    /**
     * Creates the new index, with the fields that the output has now; or goes on with one to which documents go already.
     *
     * @throws ForeignIndexException when there is no index of the output, or it is split
     * @throws SearchUnavailableException when OpenSearch does not answer
     */
    public static IndexReplacement begin(SearchSettings settings, IndexSpec spec) {
        SearchClient client = SearchClient.of(settings);
        String alias = spec.index();
        SearchIndex found = SearchIndex.find(settings, alias);
        if (found == null || spec.periods() != null) {
            throw new ForeignIndexException("Cannot reindex " + alias
                    + (found == null ? ", it does not exist" : ", an index that is split is not made anew yet"));
        }
        if (!found.owner().equals(spec.owner())) {
            throw new ForeignIndexException(
                    "Cannot reindex " + alias + ", it is written by another output: " + found.owner());
        }
        TreeMap<String, Boolean> indices = indices(client, alias);
        String last = indices.lastKey();
        if (indices.size() > 1) {
            return new IndexReplacement(client, alias, indices.firstKey(), last, found.generationNumber(), true);
        }
        String next = next(last);
        client.delete("delete what is left of index " + next, next);
        ObjectNode body = SearchIndex.body(spec);
        body.withObject("/mappings").set(SearchIndex.META, found.meta());
        body.putObject("aliases").putObject(next + FILLED).put("is_write_index", true);
        String what = "create index " + next;
        client.requireGood(what, client.call(what, "PUT", "/" + SearchIndex.path(next), body));
        return new IndexReplacement(client, alias, last, next, found.generationNumber(), false);
    }

    /** The indices behind the alias, and whether documents go there. */
    private static TreeMap<String, Boolean> indices(SearchClient client, String alias) {
        String what = "list the indices of " + alias;
        Answer answer = client.call(what, "GET", "/_alias/" + SearchIndex.path(alias), null);
        client.requireGood(what, answer);
        TreeMap<String, Boolean> indices = new TreeMap<>();
        for (Map.Entry<String, JsonNode> index : answer.body().properties()) {
            JsonNode properties = index.getValue().path("aliases").path(alias);
            indices.put(index.getKey(), properties.path("is_write_index").asBoolean());
        }
        return indices;
    }

    private static String next(String index) {
        Matcher numbered = NUMBER.matcher(index);
        if (!numbered.matches()) {
            throw new ForeignIndexException("Cannot reindex " + index + ", its name does not end in a number");
        }
        return "%s-%06d".formatted(numbered.group(1), Long.parseLong(numbered.group(2)) + 1);
    }

    /** The new index. */
    public String name() {
        return next;
    }

    /** What it is filled as: with the version that is below those of all batches. */
    public IndexGeneration target() {
        return IndexGeneration.of(client.settings(), written ? alias : next + FILLED, null, generation);
    }

    /** Whether documents that are written go to the new index. */
    public boolean isWritten() {
        return written;
    }

    /** Documents that are written go to the new index from now on, and are not found yet. */
    public void takeWrites() {
        ObjectNode old = action("add", searched);
        ((ObjectNode) old.path("add")).put("is_write_index", false);
        ObjectNode here = action("add", next);
        ((ObjectNode) here.path("add"))
                .put("is_write_index", true)
                .putObject("filter")
                .putObject("match_none");
        ObjectNode filled = SearchClient.JSON.createObjectNode();
        filled.putObject("remove").put("index", next).put("alias", next + FILLED);
        change("write to index " + next, old, here, filled);
        written = true;
    }

    /** How many documents it has. */
    public long count() {
        String what = "count the documents of index " + next;
        client.requireGood(what, client.call(what, "POST", "/" + SearchIndex.path(next) + "/_refresh", null));
        Answer answer = client.call(what, "GET", "/" + SearchIndex.path(next) + "/_count", null);
        client.requireGood(what, answer);
        return answer.body().path("count").asLong();
    }

    /** Searches see the new index from now on; the other is deleted. */
    public void takeSearches() {
        ObjectNode here = action("add", next);
        ((ObjectNode) here.path("add")).put("is_write_index", true);
        ObjectNode gone = SearchClient.JSON.createObjectNode();
        gone.putObject("remove_index").put("index", searched);
        change("search in index " + next, here, gone);
    }

    private ObjectNode action(String kind, String index) {
        ObjectNode action = SearchClient.JSON.createObjectNode();
        action.putObject(kind).put("index", index).put("alias", alias);
        return action;
    }

    private void change(String what, ObjectNode... actions) {
        ObjectNode body = SearchClient.JSON.createObjectNode();
        ArrayNode list = body.putArray("actions");
        for (ObjectNode action : actions) {
            list.add(action);
        }
        client.requireGood(what, client.call(what, "POST", "/_aliases", body));
    }
}
