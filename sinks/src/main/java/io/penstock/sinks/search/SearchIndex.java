package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An index behind an alias, as the driver sees it: made once, and asked how much it holds.
 *
 * <p>The index remembers who writes it, and the incarnations of its writer as generations that only grow. A document's version is its
 * generation and batch: what is written again is written over, what is older is refused by OpenSearch.
 */
public final class SearchIndex {

    private static final String META = "_meta";
    private static final String OWNER = "penstock-owner";
    private static final String INCARNATION = "penstock-incarnation";
    private static final String GENERATION = "penstock-generation";
    private static final int PAGE = 5_000;
    private static final String KEPT = "2m"; // between two pages

    private final SearchClient client;
    private final String alias;
    private final String index;
    private final JsonNode mapping;

    private SearchIndex(SearchClient client, String alias, String index, JsonNode mapping) {
        this.client = client;
        this.alias = alias;
        this.index = index;
        this.mapping = mapping;
    }

    /**
     * The index behind an alias, or nothing where there is none.
     *
     * @throws SearchUnavailableException when OpenSearch does not answer
     */
    public static @Nullable SearchIndex find(SearchSettings settings, String alias) {
        SearchClient client = SearchClient.of(settings);
        String what = "look for index " + alias;
        Answer answer = client.call(what, "GET", "/" + path(alias) + "/_mapping", null);
        if (answer.status() == 404) {
            return null;
        }
        requireGood(what, settings, answer);
        Map.Entry<String, JsonNode> found =
                answer.body().properties().iterator().next();
        return new SearchIndex(client, alias, found.getKey(), found.getValue().path("mappings"));
    }

    /**
     * The index of an output, created where there is none, with fields added that it lacks.
     *
     * @throws ForeignIndexException when it is not the output's
     * @throws SearchUnavailableException when OpenSearch does not answer
     */
    public static SearchIndex findOrCreate(SearchSettings settings, IndexSpec spec) {
        SearchIndex found = find(settings, spec.index());
        if (found == null) {
            create(settings, spec);
            found = find(settings, spec.index());
        }
        if (found == null) {
            throw new SearchUnavailableException(
                    "Cannot create index " + spec.index() + " at " + settings
                            + ", it does not appear after its creation",
                    null);
        }
        List<String> obstacles = found.obstacles(spec);
        if (!obstacles.isEmpty()) {
            throw new ForeignIndexException("Cannot write index " + spec.index() + ", it " + obstacles.get(0));
        }
        found.addFields(spec);
        return found;
    }

    private static void create(SearchSettings settings, IndexSpec spec) {
        ObjectNode body = SearchClient.JSON.createObjectNode();
        ObjectNode index = body.putObject("settings").putObject("index");
        index.put("number_of_shards", 1);
        index.put("auto_expand_replicas", "0-1");
        ObjectNode mappings = body.putObject("mappings");
        mappings.put("dynamic", "strict");
        mappings.putObject(META).put(OWNER, spec.owner());
        mappings.set("properties", IndexMapping.properties(spec));
        body.putObject("aliases").putObject(spec.index()).put("is_write_index", true);
        String what = "create index " + spec.index();
        Answer answer = SearchClient.of(settings).call(what, "PUT", "/" + path(spec.index() + "-000001"), body);
        boolean fasterOther =
                answer.body().path("error").path("type").asText("").equals("resource_already_exists_exception");
        if (!fasterOther) {
            requireGood(what, settings, answer);
        }
    }

    /** What the index has against being written by the output; empty when nothing. */
    public List<String> obstacles(IndexSpec spec) {
        List<String> obstacles = new ArrayList<>();
        if (alias.equals(index)) {
            obstacles.add("is no alias: it was not created by Penstock");
            return obstacles;
        }
        String owner = owner();
        if (!owner.equals(spec.owner())) {
            obstacles.add("is written by another output: " + owner);
            return obstacles;
        }
        List<String> differences = IndexMapping.differences(mapping.path("properties"), IndexMapping.properties(spec));
        if (!differences.isEmpty()) {
            obstacles.add("exists and differs: " + String.join("; ", differences));
        }
        return obstacles;
    }

    private void addFields(IndexSpec spec) {
        ObjectNode wanted = IndexMapping.properties(spec);
        boolean lacks = wanted.properties().stream().anyMatch(field -> !field.getValue()
                .equals(mapping.path("properties").path(field.getKey())));
        if (lacks) {
            ObjectNode body = SearchClient.JSON.createObjectNode();
            body.set("properties", wanted);
            putMapping("add fields to index " + alias, body);
        }
    }

    private void putMapping(String what, ObjectNode body) {
        requireGood(what, client.settings(), client.call(what, "PUT", "/" + path(index) + "/_mapping", body));
    }

    /** Who writes it: {@code pipeline.output}, or {@code nobody}. */
    public String owner() {
        return mapping.path(META).path(OWNER).asText("nobody");
    }

    /** What makes the versions of an incarnation's documents: greater than those of all before it. */
    public IndexGeneration generation(String incarnation) {
        JsonNode meta = mapping.path(META);
        long generation = meta.path(GENERATION).asLong(0);
        if (!meta.path(INCARNATION).asText("").equals(incarnation)) {
            generation++;
            ObjectNode body = SearchClient.JSON.createObjectNode();
            body.putObject(META)
                    .put(OWNER, owner())
                    .put(INCARNATION, incarnation)
                    .put(GENERATION, generation);
            putMapping("begin a generation of index " + alias, body);
        }
        return IndexGeneration.of(client.settings(), alias, generation);
    }

    /** Deletes it with all documents. */
    public void delete() {
        String what = "delete index " + alias;
        requireGood(what, client.settings(), client.call(what, "DELETE", "/" + path(index), null));
    }

    /** Makes searches see what was written. */
    public void refresh() {
        String what = "refresh index " + alias;
        requireGood(what, client.settings(), client.call(what, "POST", "/" + path(alias) + "/_refresh", null));
    }

    /**
     * Reads single fields of all documents that searches see, in no order.
     *
     * @param each gets a document's values by field; a field without a value is not there
     */
    public void read(List<String> fields, Consumer<Map<String, JsonNode>> each) {
        ObjectNode query = all();
        query.put("_source", false);
        fields.forEach(query.putArray("docvalue_fields")::add);
        read(query, hit -> {
            Map<String, JsonNode> values = new TreeMap<>();
            hit.path("fields")
                    .properties()
                    .forEach(
                            field -> values.put(field.getKey(), field.getValue().path(0)));
            each.accept(values);
        });
    }

    /** Reads all documents that searches see, as they were written, in no order. @param each gets a JSON object */
    public void readSources(Consumer<String> each) {
        read(all(), hit -> each.accept(hit.path("_source").toString()));
    }

    private static ObjectNode all() {
        ObjectNode query = SearchClient.JSON.createObjectNode();
        query.put("size", PAGE);
        query.putArray("sort").add("_doc");
        return query;
    }

    private void read(ObjectNode query, Consumer<JsonNode> each) {
        String what = "read index " + alias;
        Answer page = client.call(what, "POST", "/" + path(alias) + "/_search?scroll=" + KEPT, query);
        requireGood(what, client.settings(), page);
        String scroll = page.body().path("_scroll_id").asText();
        try {
            while (!page.body().path("hits").path("hits").isEmpty()) {
                page.body().path("hits").path("hits").forEach(each);
                ObjectNode next = SearchClient.JSON.createObjectNode();
                next.put("scroll", KEPT).put("scroll_id", scroll);
                page = client.call(what, "POST", "/_search/scroll", next);
                requireGood(what, client.settings(), page);
                scroll = page.body().path("_scroll_id").asText();
            }
        } finally {
            ObjectNode end = SearchClient.JSON.createObjectNode().put("scroll_id", scroll);
            client.call("end reading index " + alias, "DELETE", "/_search/scroll", end);
        }
    }

    private static void requireGood(String what, SearchSettings settings, Answer answer) {
        if (!answer.good()) {
            throw new SearchUnavailableException(
                    "Cannot %s, %s refuses: %s".formatted(what, settings, answer.reason()), null);
        }
    }

    private static String path(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
