package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An index for each period behind an alias. An index template of the alias's name has what they have in common; an
 * index is made from it with the first document of its period. It is written by an alias of its own, so that another can take its
 * place: documents of {@code clicks-2026.11.23} go to {@code clicks-2026.11.23-000001} at first.
 */
final class SplitIndex implements IndexHead {

    private static final String SPLIT = "penstock-split";
    private static final int PRIORITY = 500; // above those of data streams

    private final SearchClient client;
    private final String alias;
    private final ObjectNode template;

    private SplitIndex(SearchClient client, String alias, ObjectNode template) {
        this.client = client;
        this.alias = alias;
        this.template = template;
    }

    static @Nullable SplitIndex find(SearchClient client, String alias) {
        String what = "look for index " + alias;
        Answer answer = client.call(what, "GET", "/_index_template/" + SearchIndex.path(alias), null);
        if (answer.status() == 404) {
            return null;
        }
        client.requireGood(what, answer);
        JsonNode found = answer.body().path("index_templates").path(0).path("index_template");
        return found instanceof ObjectNode template ? new SplitIndex(client, alias, template) : null;
    }

    static void create(SearchClient client, IndexSpec spec, IndexPeriods periods) {
        ObjectNode body = SearchClient.JSON.createObjectNode();
        body.putArray("index_patterns").add(periods.unit().names(spec.index()));
        // of two aliases, one of which begins like the other, the longer is meant
        body.put("priority", PRIORITY + spec.index().length());
        body.putObject("_meta").put(SPLIT, periods.unit().toString());
        body.set("template", SearchIndex.body(spec));
        put(client, spec.index(), "create the template of index " + spec.index(), body);
    }

    private static void put(SearchClient client, String alias, String what, ObjectNode template) {
        client.requireGood(what, client.call(what, "PUT", "/_index_template/" + SearchIndex.path(alias), template));
    }

    @Override
    public JsonNode mapping() {
        return template.path("template").path("mappings");
    }

    @Override
    public List<JsonNode> mappings() {
        List<JsonNode> mappings = new ArrayList<>(List.of(mapping()));
        mappings.addAll(mappingsByIndex(alias).values());
        return mappings;
    }

    @Override
    public List<String> searched() {
        return List.copyOf(mappingsByIndex(alias).keySet());
    }

    /** @param names an alias or a wildcard */
    private TreeMap<String, JsonNode> mappingsByIndex(String names) {
        TreeMap<String, JsonNode> mappings = new TreeMap<>();
        String what = "look for the fields of index " + alias;
        Answer answer = client.call(what, "GET", "/" + SearchIndex.path(names) + "/_mapping", null);
        if (answer.status() != 404) { // there is no document yet
            client.requireGood(what, answer);
            answer.body()
                    .properties()
                    .forEach(index ->
                            mappings.put(index.getKey(), index.getValue().path("mappings")));
        }
        return mappings;
    }

    @Override
    public @Nullable String obstacle(@Nullable IndexPeriods wanted) {
        String split = split();
        if (split.isEmpty()) {
            return "has a template that was not created by Penstock";
        }
        boolean same = wanted != null && wanted.unit().toString().equals(split);
        return same ? null : "is split by " + split;
    }

    @Override
    public void addFields(String what, ObjectNode properties) {
        ObjectNode lacking = IndexMapping.lacking(mapping().path("properties"), properties);
        if (!lacking.isEmpty()) {
            ObjectNode changed = template.deepCopy();
            merge(changed.withObject("/template").withObject("/mappings").withObject("/properties"), lacking);
            put(client, alias, what, changed);
        }
        // whatever the template has: it may have been changed by somebody who did not come to the indices
        TreeMap<String, JsonNode> mappings = mappingsByIndex(unit().names(alias));
        indices().values().stream().flatMap(TreeSet::stream).forEach(index -> {
            JsonNode mapping = mappings.getOrDefault(index, MissingNode.getInstance());
            ObjectNode fields = IndexMapping.lacking(mapping.path("properties"), properties);
            if (!fields.isEmpty()) {
                ObjectNode change = SearchClient.JSON.createObjectNode().set("properties", fields);
                client.requireGood(what, client.call(what, "PUT", "/" + SearchIndex.path(index) + "/_mapping", change));
            }
        });
    }

    private static void merge(ObjectNode fields, ObjectNode further) {
        further.properties().forEach(field -> {
            if (fields.get(field.getKey()) instanceof ObjectNode there && field.getValue() instanceof ObjectNode more) {
                merge(there, more);
            } else {
                fields.set(field.getKey(), field.getValue());
            }
        });
    }

    @Override
    public void remember(String what, ObjectNode meta) {
        ObjectNode changed = template.deepCopy();
        changed.withObject("/template").withObject("/mappings").set(SearchIndex.META, meta);
        put(client, alias, what, changed);
    }

    @Override
    public void take(String what, ObjectNode properties) {
        ObjectNode changed = template.deepCopy();
        changed.withObject("/template").withObject("/mappings").set("properties", properties);
        put(client, alias, what, changed);
    }

    /** The alias that documents of a period are written to. */
    static String alias(String index, String period) {
        return index + "-" + period;
    }

    /** The period whose documents are written to an alias. */
    static String periodOf(String index, String alias) {
        return alias.substring(index.length() + 1);
    }

    /** The first index of a period. */
    static String firstOf(String index, String period) {
        return IndexNumber.first(alias(index, period));
    }

    /**
     * Makes the first index of a period, unless it is there.
     *
     * @throws SearchUnavailableException when there is no template to make it from
     */
    static void createPeriod(SearchClient client, String index, String period) {
        String what = "create index " + firstOf(index, period);
        String template = "/_index_template/" + SearchIndex.path(index);
        client.requireGood(what, client.call(what, "GET", template, null)); // without it, fields would be guessed
        ObjectNode body = SearchClient.JSON.createObjectNode();
        ObjectNode aliases = body.putObject("aliases");
        aliases.putObject(index);
        aliases.putObject(alias(index, period)).put("is_write_index", true);
        Answer answer = client.call(what, "PUT", "/" + SearchIndex.path(firstOf(index, period)), body);
        if (!answer.isOf(SearchClient.ALREADY_EXISTS)) { // another task was faster
            client.requireGood(what, answer);
        }
    }

    /** An index has the alias no longer, if it had it. */
    static void removeAlias(SearchClient client, String index, String alias) {
        String what = "change the aliases of index " + index;
        String path = "/" + SearchIndex.path(index) + "/_alias/" + SearchIndex.path(alias);
        Answer answer = client.call(what, "DELETE", path, null);
        if (answer.status() != 404) {
            client.requireGood(what, answer);
        }
    }

    /** The indices behind each alias that documents are written to; two while one takes the place of the other. */
    static TreeMap<String, TreeSet<String>> indices(SearchClient client, String index, IndexPeriods.Unit unit) {
        String what = "list the indices of " + index;
        Answer answer = client.call(what, "GET", "/_alias/" + SearchIndex.path(unit.names(index)), null);
        client.requireGood(what, answer);
        TreeMap<String, TreeSet<String>> indices = new TreeMap<>();
        answer.body()
                .properties()
                .forEach(found -> found.getValue().path("aliases").fieldNames().forEachRemaining(alias -> {
                    if (alias.startsWith(index + "-") && unit.matches(periodOf(index, alias))) {
                        indices.computeIfAbsent(alias, name -> new TreeSet<>()).add(found.getKey());
                    }
                }));
        return indices;
    }

    private TreeMap<String, TreeSet<String>> indices() {
        return indices(client, alias, unit());
    }

    private IndexPeriods.Unit unit() {
        return IndexPeriods.Unit.valueOf(split().toUpperCase(Locale.ROOT));
    }

    /** What it is split by; empty where the template is not ours. */
    private String split() {
        return template.path("_meta").path(SPLIT).asText("");
    }

    /** Deletes those whose period is before one. @return their names */
    List<String> deleteBefore(String oldest) {
        List<String> deleted = new ArrayList<>();
        indices().forEach((written, behind) -> {
            if (periodOf(alias, written).compareTo(oldest) < 0) {
                behind.forEach(index -> client.delete("delete index " + index, index)); // another driver may be faster
                deleted.addAll(behind);
            }
        });
        return deleted;
    }

    @Override
    public void delete() {
        indices().values().forEach(behind -> behind.forEach(index -> client.delete("delete index " + index, index)));
        String what = "delete the template of index " + alias;
        client.requireGood(what, client.call(what, "DELETE", "/_index_template/" + SearchIndex.path(alias), null));
    }
}
