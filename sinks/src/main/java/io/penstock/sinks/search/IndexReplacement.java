package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A new index that takes the place of the one behind an alias, while that is written and searched; or for an index that is split, one of
 * each day or month. First it is filled; then documents go to it, while searches still see the other; then, when nothing lacks, searches see
 * it and the other is deleted. Each step is one request that OpenSearch does wholly or not at all, and what was begun is found again.
 */
public final class IndexReplacement {

    private static final String FILLED = ".filled"; // behind the alias, what the new index is filled as

    private final SearchClient client;
    private final IndexSpec spec;
    private final List<Place> places;
    private final List<String> begun; // periods that had no index
    private final long generation;
    private boolean written;

    private IndexReplacement(
            SearchClient client,
            IndexSpec spec,
            List<Place> places,
            List<String> begun,
            long generation,
            boolean written) {
        this.client = client;
        this.spec = spec;
        this.places = places;
        this.begun = begun;
        this.generation = generation;
        this.written = written;
    }

    /**
     * What takes whose place.
     *
     * @param alias that documents are written to
     * @param searched the index that was there
     * @param next the new one
     */
    private record Place(String alias, String searched, String next) {}

    /**
     * Creates the new index, with the fields that the output has now; or goes on with one to which documents go already.
     *
     * @param periods of the documents that it will be filled with; none where there is one index
     * @throws ForeignIndexException when there is no index of the output
     * @throws SearchUnavailableException when OpenSearch does not answer
     */
    public static IndexReplacement begin(SearchSettings settings, IndexSpec spec, Collection<String> periods) {
        SearchClient client = SearchClient.of(settings);
        SearchIndex found = SearchIndex.find(settings, spec.index());
        if (found == null) {
            throw new ForeignIndexException("Cannot reindex " + spec.index() + ", it does not exist");
        }
        List<String> obstacles = found.obstacles(spec);
        if (!obstacles.isEmpty()) {
            throw new ForeignIndexException("Cannot reindex " + spec.index() + ", it " + obstacles.get(0));
        }
        Map<String, TreeSet<String>> indices = indices(client, spec);
        List<Place> places = new ArrayList<>();
        indices.forEach((alias, both) -> {
            if (both.size() > 1) {
                places.add(new Place(alias, both.first(), both.last()));
            }
        });
        boolean written = !places.isEmpty();
        if (!written) {
            found.takeFields(spec);
            indices.forEach((alias, one) -> places.add(new Place(alias, one.first(), IndexNumber.next(one.first()))));
        }
        List<String> begun = periods.stream()
                .filter(period -> !indices.containsKey(SplitIndex.alias(spec.index(), period)))
                .toList();
        begun.forEach(period -> SplitIndex.createPeriod(client, spec.index(), period));
        IndexReplacement replacement =
                new IndexReplacement(client, spec, places, begun, found.generationNumber(), written);
        if (!written) {
            replacement.create(found.meta());
        }
        return replacement;
    }

    /** The indices behind each alias that documents are written to. */
    private static Map<String, TreeSet<String>> indices(SearchClient client, IndexSpec spec) {
        IndexPeriods periods = spec.periods();
        return periods == null
                ? new TreeMap<>(Map.of(spec.index(), new TreeSet<>(SingleIndex.indices(client, spec.index()))))
                : SplitIndex.indices(client, spec.index(), periods.unit());
    }

    private void create(JsonNode meta) {
        for (Place place : places) {
            client.delete("delete what is left of index " + place.next, place.next);
            if (spec.periods() != null) {
                SplitIndex.removeAlias(client, place.searched, filled(place.alias)); // begun by one that was broken off
            }
            ObjectNode body = SearchClient.JSON.createObjectNode();
            if (spec.periods() == null) {
                body = SearchIndex.body(spec);
                body.withObject("/mappings").set(SearchIndex.META, meta);
            }
            body.putObject("aliases").putObject(filled(place.alias)).put("is_write_index", true);
            String what = "create index " + place.next;
            client.requireGood(what, client.call(what, "PUT", "/" + SearchIndex.path(place.next), body));
        }
        change("fill index " + spec.index(), ofBegun("add"));
    }

    /** What an alias is filled as. */
    private String filled(String alias) {
        return spec.index() + FILLED + alias.substring(spec.index().length());
    }

    /** The indices that were made. */
    public List<String> names() {
        return Stream.concat(
                        begun.stream().map(period -> SplitIndex.firstOf(spec.index(), period)),
                        places.stream().map(Place::next))
                .sorted()
                .toList();
    }

    /** What it is filled as: with the version that is below those of all batches. */
    public IndexGeneration target() {
        return IndexGeneration.of(
                client.settings(), written ? spec.index() : filled(spec.index()), spec.periods(), generation);
    }

    /** Whether documents that are written go to the new index. */
    public boolean isWritten() {
        return written;
    }

    /** Documents that are written go to the new index from now on, and are not found yet. */
    public void takeWrites() {
        List<ObjectNode> actions = new ArrayList<>();
        for (Place place : places) {
            actions.add(written(place.searched, place.alias, false));
            ObjectNode here = written(place.next, place.alias, true);
            ((ObjectNode) here.path("add")).putObject("filter").putObject("match_none");
            actions.add(here);
            actions.add(action("remove", place.next, filled(place.alias)));
        }
        actions.addAll(ofBegun("remove"));
        change("write to the new index of " + spec.index(), actions);
        written = true;
    }

    /** How many documents it has. @param periods whose documents are counted, where it is split */
    public long count(Collection<String> periods) {
        return indices(client, spec).entrySet().stream()
                .filter(index ->
                        spec.periods() == null || periods.contains(SplitIndex.periodOf(spec.index(), index.getKey())))
                .mapToLong(index -> count(index.getValue().last()))
                .sum();
    }

    private long count(String index) {
        String what = "count the documents of index " + index;
        client.requireGood(what, client.call(what, "POST", "/" + SearchIndex.path(index) + "/_refresh", null));
        Answer answer = client.call(what, "GET", "/" + SearchIndex.path(index) + "/_count", null);
        client.requireGood(what, answer);
        return answer.body().path("count").asLong();
    }

    /** Searches see the new index from now on; the other is deleted. */
    public void takeSearches() {
        List<ObjectNode> actions = new ArrayList<>();
        for (Place place : places) {
            actions.add(written(place.next, place.alias, true));
            if (!place.alias.equals(spec.index())) {
                actions.add(action("add", place.next, spec.index()));
            }
            ObjectNode gone = SearchClient.JSON.createObjectNode();
            gone.putObject("remove_index").put("index", place.searched);
            actions.add(gone);
        }
        change("search in the new index of " + spec.index(), actions);
    }

    private List<ObjectNode> ofBegun(String kind) {
        return begun.stream()
                .map(period -> action(
                        kind, SplitIndex.firstOf(spec.index(), period), filled(SplitIndex.alias(spec.index(), period))))
                .toList();
    }

    private static ObjectNode written(String index, String alias, boolean here) {
        ObjectNode action = action("add", index, alias);
        ((ObjectNode) action.path("add")).put("is_write_index", here);
        return action;
    }

    private static ObjectNode action(String kind, String index, String alias) {
        ObjectNode action = SearchClient.JSON.createObjectNode();
        action.putObject(kind).put("index", index).put("alias", alias);
        return action;
    }

    private void change(String what, List<ObjectNode> actions) {
        if (actions.isEmpty()) {
            return;
        }
        ObjectNode body = SearchClient.JSON.createObjectNode();
        ArrayNode list = body.putArray("actions");
        list.addAll(actions);
        client.requireGood(what, client.call(what, "POST", "/_aliases", body));
    }
}
