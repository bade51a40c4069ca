package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One index behind an alias. */
final class SingleIndex implements IndexHead {

    private final SearchClient client;
    private final String alias;
    private final String index;
    private final JsonNode mapping;

    private SingleIndex(SearchClient client, String alias, String index, JsonNode mapping) {
        this.client = client;
        this.alias = alias;
        this.index = index;
        this.mapping = mapping;
    }

    static @Nullable SingleIndex find(SearchClient client, String alias) {
        String what = "look for index " + alias;
        Answer answer = client.call(what, "GET", "/" + SearchIndex.path(alias) + "/_mapping", null);
        if (answer.status() == 404) {
            return null;
        }
        client.requireGood(what, answer);
        Map.Entry<String, JsonNode> found =
                answer.body().properties().iterator().next();
        return new SingleIndex(client, alias, found.getKey(), found.getValue().path("mappings"));
    }

    static void create(SearchClient client, IndexSpec spec) {
        ObjectNode body = SearchIndex.body(spec);
        body.putObject("aliases").putObject(spec.index()).put("is_write_index", true);
        String what = "create index " + spec.index();
        Answer answer = client.call(what, "PUT", "/" + SearchIndex.path(spec.index() + "-000001"), body);
        if (!answer.isOf(SearchClient.ALREADY_EXISTS)) { // another driver was faster
            client.requireGood(what, answer);
        }
    }

    @Override
    public JsonNode mapping() {
        return mapping;
    }

    @Override
    public @Nullable String obstacle(@Nullable IndexPeriods wanted) {
        if (alias.equals(index)) {
            return "is no alias: it was not created by Penstock";
        }
        return wanted == null ? null : "is one index, it is not split by " + wanted.unit();
    }

    @Override
    public void change(String what, ObjectNode change) {
        client.requireGood(what, client.call(what, "PUT", "/" + SearchIndex.path(index) + "/_mapping", change));
    }

    @Override
    public List<String> indices() {
        return List.of(index);
    }

    @Override
    public void delete() {
        String what = "delete index " + alias;
        client.requireGood(what, client.call(what, "DELETE", "/" + SearchIndex.path(index), null));
    }
}
