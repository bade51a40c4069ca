package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An index behind an alias, or one for each day or month, as the driver sees it: made once, and asked what it holds.
 *
 * <p>The index remembers who writes it, and the incarnations of its writer as generations that only grow. A document's version is its
 * generation and batch: what is written again is written over, what is older is refused by OpenSearch.
 */
public final class SearchIndex {

    static final String META = "_meta";
    private static final String OWNER = "penstock-owner";
    private static final String INCARNATION = "penstock-incarnation";
    private static final String GENERATION = "penstock-generation";
    private static final int PAGE = 5_000;

    private final SearchClient client;
    private final String alias;
    private final IndexHead head;

    private SearchIndex(SearchClient client, String alias, IndexHead head) {
        this.client = client;
        this.alias = alias;
        this.head = head;
    }

    /**
     * The index behind an alias, or nothing where there is none.
     *
     * @throws SearchUnavailableException when OpenSearch does not answer
     */
    public static @Nullable SearchIndex find(SearchSettings settings, String alias) {
        SearchClient client = SearchClient.of(settings);
        IndexHead split = SplitIndex.find(client, alias);
        IndexHead head = split == null ? SingleIndex.find(client, alias) : split;
        return head == null ? null : new SearchIndex(client, alias, head);
    }

    /**
     * The index of an output, created where there is none, with fields added that it lacks. Those that {@linkplain #differences
     * differ} stay as they are.
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
        found.head.addFields("add fields to index " + spec.index(), IndexMapping.properties(spec));
        return found;
    }

    private static void create(SearchSettings settings, IndexSpec spec) {
        SearchClient client = SearchClient.of(settings);
        if (spec.periods() == null) {
            SingleIndex.create(client, spec);
        } else {
            SplitIndex.create(client, spec, spec.periods());
        }
    }

    /** What an index is made of, but for its alias. */
    static ObjectNode body(IndexSpec spec) {
        ObjectNode body = SearchClient.JSON.createObjectNode();
        ObjectNode index = body.putObject("settings").putObject("index");
        index.put("number_of_shards", 1);
        index.put("auto_expand_replicas", "0-1");
        ObjectNode mappings = body.putObject("mappings");
        mappings.put("dynamic", "strict");
        mappings.putObject(META).put(OWNER, spec.owner());
        mappings.set("properties", IndexMapping.properties(spec));
        return body;
    }

    /** What the index has against being written by the output; empty when nothing. */
    public List<String> obstacles(IndexSpec spec) {
        List<String> obstacles = new ArrayList<>();
        String otherwise = head.obstacle(spec.periods());
        if (otherwise != null) {
            obstacles.add(otherwise);
            return obstacles;
        }
        String owner = owner();
        if (!owner.equals(spec.owner())) {
            obstacles.add("is written by another output: " + owner);
        }
        return obstacles;
    }

    /** The fields that it has otherwise than the output wants them, which only another index can have; empty when none. */
    public List<String> differences(IndexSpec spec) {
        ObjectNode wanted = IndexMapping.properties(spec);
        return head.mappings().stream()
                .flatMap(mapping -> IndexMapping.differences(mapping.path("properties"), wanted).stream())
                .distinct()
                .toList();
    }

    /** An index that is made anew from now on has the fields that the output wants. */
    void takeFields(IndexSpec spec) {
        head.take("change the fields of index " + alias, IndexMapping.properties(spec));
    }

    /** Who writes it: {@code pipeline.output}, or {@code nobody}. */
    public String owner() {
        return meta().path(OWNER).asText("nobody");
    }

    /** What it remembers of its writer. */
    JsonNode meta() {
        return head.mapping().path(META);
    }

    /** Number of the generation that writes it; 0 before the first. */
    long generationNumber() {
        return meta().path(GENERATION).asLong(0);
    }

    /** What makes the versions of an incarnation's documents: greater than those of all before it. */
    public IndexGeneration generation(IndexSpec spec, String incarnation) {
        long generation = generationNumber();
        if (!meta().path(INCARNATION).asText("").equals(incarnation)) {
            generation++;
            ObjectNode meta = SearchClient.JSON.createObjectNode();
            meta.put(OWNER, owner()).put(INCARNATION, incarnation).put(GENERATION, generation);
            head.remember("begin a generation of index " + alias, meta);
        }
        return IndexGeneration.of(client.settings(), alias, spec.periods(), generation);
    }

    /** Deletes it with all documents. */
    public void delete() {
        head.delete();
    }

    /** Deletes the indices of days or months that are no longer kept. @return their names */
    public static List<String> deleteExpired(IndexGeneration index, Instant now) {
        IndexPeriods periods = index.periods();
        String oldest = periods == null ? null : periods.oldest(now);
        SplitIndex found = oldest == null ? null : SplitIndex.find(SearchClient.of(index.settings()), index.index());
        return found == null ? List.of() : found.deleteBefore(oldest);
    }

    /** Makes searches see what was written. */
    public void refresh() {
        String what = "refresh index " + alias;
        Answer answer = client.call(what, "POST", "/" + path(alias) + "/_refresh", null);
        if (!isEmpty(answer)) {
            client.requireGood(what, answer);
        }
    }

    /** Whether there is no index yet, since there is no document. */
    private boolean isEmpty(Answer answer) {
        return answer.status() == 404 && head instanceof SplitIndex;
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
        try (Stream<JsonNode> hits = hits(query)) {
            hits.forEach(hit -> {
                Map<String, JsonNode> values = new TreeMap<>();
                hit.path("fields")
                        .properties()
                        .forEach(field ->
                                values.put(field.getKey(), field.getValue().path(0)));
                each.accept(values);
            });
        }
    }

    /**
     * The documents that searches see, as they were written: JSON objects, in no order. To be closed.
     *
     * @param part which part of them, from 0
     * @param parts of how many, that together are all; 1,024 at most
     */
    public Stream<String> sources(int part, int parts) {
        ObjectNode query = all();
        if (parts > 1) {
            query.putObject("slice").put("id", part).put("max", parts);
        }
        return hits(query).map(hit -> hit.path("_source").toString());
    }

    private static ObjectNode all() {
        ObjectNode query = SearchClient.JSON.createObjectNode();
        query.put("size", PAGE);
        query.putArray("sort").add("_doc");
        return query;
    }

    private Stream<JsonNode> hits(ObjectNode query) {
        return IndexScroll.of(client, alias, query, head.searched());
    }

    static String path(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
