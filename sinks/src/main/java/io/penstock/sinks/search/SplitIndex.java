package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An index for each period behind an alias. An index template of the alias's name has what they have in common; an
 * index is made from it with the first document of its period.
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
        ObjectNode common = SearchIndex.body(spec);
        common.putObject("aliases").putObject(spec.index());
        body.set("template", common);
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
    public @Nullable String obstacle(@Nullable IndexPeriods wanted) {
        String split = template.path("_meta").path(SPLIT).asText("");
        if (split.isEmpty()) {
            return "has a template that was not created by Penstock";
        }
        boolean same = wanted != null && wanted.unit().toString().equals(split);
        return same ? null : "is split by " + split;
    }

    @Override
    public void change(String what, ObjectNode change) {
        ObjectNode changed = template.deepCopy();
        ObjectNode mapping = changed.withObject("/template").withObject("/mappings");
        if (change.get("properties") instanceof ObjectNode fields) {
            mapping.withObject("/properties").setAll(fields);
        }
        if (change.has(SearchIndex.META)) {
            mapping.set(SearchIndex.META, change.get(SearchIndex.META));
        }
        put(client, alias, what, changed);
        if (change.has("properties")) {
            for (String index : indices()) {
                ObjectNode fields = SearchClient.JSON.createObjectNode();
                fields.set("properties", change.get("properties"));
                client.requireGood(what, client.call(what, "PUT", "/" + SearchIndex.path(index) + "/_mapping", fields));
            }
        }
    }

    /** The indices behind the alias. */
    private List<String> indices() {
        String what = "list the indices of " + alias;
        Answer answer = client.call(what, "GET", "/_alias/" + SearchIndex.path(alias), null);
        if (answer.status() == 404) {
            return List.of();
        }
        client.requireGood(what, answer);
        TreeSet<String> names = new TreeSet<>();
        answer.body().fieldNames().forEachRemaining(names::add);
        return Collections.unmodifiableList(new ArrayList<>(names));
    }

    /** Deletes those whose period is before one. @return their names */
    List<String> deleteBefore(String oldest, IndexPeriods.Unit unit) {
        List<String> deleted = new ArrayList<>();
        for (String index : indices()) {
            String period = index.startsWith(alias + "-") ? index.substring(alias.length() + 1) : "";
            if (unit.matches(period) && period.compareTo(oldest) < 0) {
                client.delete("delete index " + index, index); // another driver may be faster
                deleted.add(index);
            }
        }
        return deleted;
    }

    @Override
    public void delete() {
        indices().forEach(index -> client.delete("delete index " + index, index));
        String what = "delete the template of index " + alias;
        client.requireGood(what, client.call(what, "DELETE", "/_index_template/" + SearchIndex.path(alias), null));
    }
}
