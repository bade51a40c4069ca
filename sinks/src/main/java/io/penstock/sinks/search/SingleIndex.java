package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One index behind an alias; while another takes its place, the last of two, which is written. */
final class SingleIndex implements IndexHead {

    private final SearchClient client;
    private final String alias;
    private final TreeMap<String, JsonNode> indices;

    private SingleIndex(SearchClient client, String alias, TreeMap<String, JsonNode> indices) {
        this.client = client;
        this.alias = alias;
        this.indices = indices;
    }

    static @Nullable SingleIndex find(SearchClient client, String alias) {
        String what = "look for index " + alias;
        Answer answer = client.call(what, "GET", "/" + SearchIndex.path(alias) + "/_mapping", null);
        if (answer.status() == 404) {
            return null;
        }
        client.requireGood(what, answer);
        TreeMap<String, JsonNode> found = new TreeMap<>();
        answer.body()
                .properties()
                .forEach(index -> found.put(index.getKey(), index.getValue().path("mappings")));
        return new SingleIndex(client, alias, found);
    }

    /** The indices behind an alias; two while one takes the place of the other. */
    static Set<String> indices(SearchClient client, String alias) {
        String what = "list the indices of " + alias;
        Answer answer = client.call(what, "GET", "/_alias/" + SearchIndex.path(alias), null);
        client.requireGood(what, answer);
        Set<String> names = new TreeSet<>();
        answer.body().fieldNames().forEachRemaining(names::add);
        return names;
    }

    static void create(SearchClient client, IndexSpec spec) {
        ObjectNode body = SearchIndex.body(spec);
        body.putObject("aliases").putObject(spec.index()).put("is_write_index", true);
        String what = "create index " + spec.index();
        Answer answer = client.call(what, "PUT", "/" + SearchIndex.path(IndexNumber.first(spec.index())), body);
        if (!answer.isOf(SearchClient.ALREADY_EXISTS)) { // another driver was faster
            client.requireGood(what, answer);
        }
    }

    @Override
    public JsonNode mapping() {
        return indices.lastEntry().getValue();
    }

    @Override
    public List<JsonNode> mappings() {
        return List.copyOf(indices.values());
    }

    @Override
    public List<String> searched() {
        return List.of(alias); // which does not show what takes its place
    }

    @Override
    public @Nullable String obstacle(@Nullable IndexPeriods wanted) {
        if (indices.containsKey(alias)) {
            return "is no alias: it was not created by Penstock";
        }
        return wanted == null ? null : "is one index, it is not split by " + wanted.unit();
    }

    @Override
    public void addFields(String what, ObjectNode properties) {
        ObjectNode lacking = IndexMapping.lacking(mapping().path("properties"), properties);
        if (!lacking.isEmpty()) {
            change(what, SearchClient.JSON.createObjectNode().set("properties", lacking));
        }
    }

    @Override
    public void remember(String what, ObjectNode meta) {
        change(what, SearchClient.JSON.createObjectNode().set(SearchIndex.META, meta));
    }

    private void change(String what, ObjectNode mapping) {
        client.requireGood(
                what, client.call(what, "PUT", "/" + SearchIndex.path(indices.lastKey()) + "/_mapping", mapping));
    }

    @Override
    public void take(String what, ObjectNode properties) {
        // an index keeps its fields, and the one that takes its place is made with others
    }

    @Override
    public void delete() {
        indices.keySet().forEach(index -> client.delete("delete index " + index, index));
    }
}
