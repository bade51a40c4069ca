package io.penstock.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The checks that look across sections. They work on the nodes, so that they also run where some other part of the file
 * could not be made into records.
 */
final class References {

    private final YamlNode root;
    private final Problems problems;

    private References(YamlNode root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    static void check(YamlNode root, Problems problems) {
        References references = new References(root, problems);
        references.checkNames();
        references.checkExpectationNames();
        references.checkFrom();
        references.checkTables();
        references.checkTopics();
        references.checkCatchingUp();
        references.checkTombstones();
        references.checkRealTime();
        references.checkPanels();
    }

    /** Sources, references and views share one namespace in SQL, where '-' may be written '_'. */
    private void checkNames() {
        Map<String, String> sections = new HashMap<>();
        for (String section : List.of("sources", "references", "views")) {
            for (YamlNode.Entry entry : entries(section)) {
                String other = sections.putIfAbsent(entry.key().replace('-', '_'), section);
                if (other != null) {
                    problems.at(section)
                            .at(entry.key())
                            .add("has a name that is taken in " + other, "rename one: SQL knows both by it");
                }
            }
        }
    }

    private void checkExpectationNames() {
        for (YamlNode.Entry source : entries("sources")) {
            if (child(source.value(), "expect").orElse(null) instanceof YamlNode.Sequence expectations) {
                Map<String, Integer> lines = new HashMap<>();
                for (int i = 0; i < expectations.items().size(); i++) {
                    YamlNode expectation = expectations.items().get(i);
                    String name = text(expectation, "name").orElse(null);
                    Integer first = name == null ? null : lines.putIfAbsent(name, expectation.line());
                    if (first != null) {
                        problems.at("sources")
                                .at(source.key())
                                .at("expect")
                                .at(i)
                                .at("name")
                                .add(
                                        "is the name of the rule in line " + first,
                                        "rename one: rules are counted by name");
                    }
                }
            }
        }
    }

    private void checkFrom() {
        Set<String> known = new LinkedHashSet<>();
        entries("sources").forEach(entry -> known.add(entry.key()));
        entries("views").forEach(entry -> known.add(entry.key()));
        for (String section : List.of("views", "outputs")) {
            for (YamlNode.Entry reader : entries(section)) {
                text(reader.value(), "from")
                        .filter(from -> !known.contains(from))
                        .ifPresent(from -> {
                            String hint = Suggestion.among(known, from)
                                    .orElse(known.isEmpty() ? "there are none yet" : "there are: " + listed(known));
                            problems.at(section)
                                    .at(reader.key())
                                    .at("from")
                                    .add("is no source or view: " + Excerpt.of(from), hint);
                        });
            }
        }
    }

    private void checkTables() {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (YamlNode.Entry output : entries("outputs")) {
            text(output.value(), "table").ifPresent(table -> {
                String other = outputs.putIfAbsent(table.toLowerCase(Locale.ROOT), output.key());
                if (other != null) {
                    problems.at("outputs")
                            .at(output.key())
                            .at("table")
                            .add(
                                    "is written by output %s too: %s".formatted(Excerpt.of(other), Excerpt.of(table)),
                                    "bring the rows together in a view with UNION ALL");
                }
            });
        }
        checkDatabaseTables();
    }

    private void checkDatabaseTables() {
        Map<String, String> outputs = new HashMap<>();
        for (YamlNode.Entry output : entries("outputs")) {
            child(output.value(), "jdbc").ifPresent(jdbc -> {
                String table = text(jdbc, "table").orElse("");
                String other = outputs.putIfAbsent(text(jdbc, "database").orElse("") + " " + table, output.key());
                if (other != null && !table.isEmpty()) {
                    problems.at("outputs")
                            .at(output.key())
                            .at("jdbc")
                            .at("table")
                            .add(
                                    "is written by output %s too: %s".formatted(Excerpt.of(other), Excerpt.of(table)),
                                    "bring the rows together in a view with UNION ALL");
                }
            });
        }
    }

    /** An index that is behind comes from a table that has its rows, and says which record each is of. */
    private void checkCatchingUp() {
        Set<String> inTables = new HashSet<>();
        for (YamlNode.Entry output : entries("outputs")) {
            boolean hive = text(output.value(), "format")
                    .filter(format -> format.equals("hive"))
                    .isPresent();
            if (!hive && text(output.value(), "table").isPresent()) {
                text(output.value(), "from").ifPresent(inTables::add);
            }
        }
        for (YamlNode.Entry output : entries("outputs")) {
            String from = text(output.value(), "from").orElse("");
            boolean continues = text(output.value(), "when-unavailable")
                    .filter(word -> word.equals("continue"))
                    .isPresent();
            if (continues && !from.isEmpty() && !inTables.contains(from)) {
                problems.at("outputs")
                        .at(output.key())
                        .at("when-unavailable")
                        .add(
                                "is continue, and no Iceberg table has the rows of " + Excerpt.plain(from)
                                        + " that the documents would come from later",
                                "add an output such as { table: web.%s, from: %s }, or leave it out to wait"
                                        .formatted(Excerpt.plain(from).replace('-', '_'), Excerpt.plain(from)));
            }
        }
    }

    /** A record without a value has nothing but its key to say which document it deletes. */
    private void checkTombstones() {
        Map<String, YamlNode> sources = new HashMap<>();
        entries("sources").forEach(entry -> sources.put(entry.key(), entry.value()));
        Set<String> views = new HashSet<>();
        entries("views").forEach(entry -> views.add(entry.key()));
        for (YamlNode.Entry output : entries("outputs")) {
            boolean deletes = text(output.value(), "tombstones")
                    .filter(word -> word.equals("delete"))
                    .isPresent();
            String from = text(output.value(), "from").orElse("");
            Problems at = problems.at("outputs").at(output.key());
            if (deletes && views.contains(from)) {
                at.at("tombstones")
                        .add(
                                "is delete, and a record without a value makes no row of a view: "
                                        + Excerpt.plain(from),
                                "write the rows of a source");
            } else if (deletes && sources.containsKey(from)) {
                checkTombstones(output.value(), from, sources.get(from), at);
            }
        }
    }

    private static void checkTombstones(YamlNode output, String from, YamlNode source, Problems at) {
        if (child(source, "decode").flatMap(decode -> child(decode, "raw")).isPresent()) {
            at.at("tombstones")
                    .add(
                            "is delete, and source %s is raw: there a record without a value is a row"
                                    .formatted(Excerpt.plain(from)),
                            "decode it as csv, json or text");
            return;
        }
        if (!(child(output, "id").orElse(null) instanceof YamlNode.Sequence id)
                || id.items().size() != 1
                || !(id.items().get(0) instanceof YamlNode.Scalar column)) {
            return; // the output has its own problem
        }
        List<String> ofTheKey = new ArrayList<>();
        if (child(source, "metadata").orElse(null) instanceof YamlNode.Mapping metadata) {
            metadata.entries().stream()
                    .filter(entry -> isKey(entry.value()))
                    .forEach(entry -> ofTheKey.add(entry.key()));
        }
        if (ofTheKey.stream().noneMatch(column.text()::equalsIgnoreCase)) {
            at.at("id")
                    .at(0)
                    .add(
                            "is not the key of a record, by which tombstones delete: " + Excerpt.plain(column.text()),
                            ofTheKey.isEmpty()
                                    ? "add 'metadata: { key: key as STRING }' to source %s, and write 'id: [key]'"
                                            .formatted(Excerpt.plain(from))
                                    : "write 'id: [%s]'".formatted(Excerpt.plain(ofTheKey.get(0))));
        }
    }

    private static boolean isKey(YamlNode metadata) {
        return metadata instanceof YamlNode.Scalar scalar
                && (scalar.text().equals("key") || scalar.text().startsWith("key as "));
    }

    /** A pipeline that reads what it writes never ends. */
    private void checkTopics() {
        Map<String, String> sources = new HashMap<>();
        for (YamlNode.Entry source : entries("sources")) {
            child(source.value(), "kafka")
                    .flatMap(kafka -> text(kafka, "topic"))
                    .ifPresent(topic -> sources.putIfAbsent(topic, source.key()));
        }
        for (YamlNode.Entry output : entries("outputs")) {
            text(output.value(), "topic").filter(sources::containsKey).ifPresent(topic -> problems.at("outputs")
                    .at(output.key())
                    .at("topic")
                    .add(
                            "is read by source %s: %s".formatted(Excerpt.of(sources.get(topic)), Excerpt.of(topic)),
                            "send to another topic: the pipeline would read its own records for ever"));
        }
    }

    /** What does not go record by record. */
    private void checkRealTime() {
        if (text(root, "trigger").filter(References::isRealTime).isEmpty()) {
            return;
        }
        for (YamlNode.Entry output : entries("outputs")) {
            text(output.value(), "table").ifPresent(table -> problems.at("outputs")
                    .at(output.key())
                    .at("table")
                    .add(
                            "is not for trigger realtime, a table is written in batches: " + Excerpt.of(table),
                            "send to a topic, or take an interval as trigger; a pipeline of its own can write that topic"
                                    + " to the table"));
        }
        for (YamlNode.Entry output : entries("outputs")) {
            child(output.value(), "jdbc").ifPresent(jdbc -> problems.at("outputs")
                    .at(output.key())
                    .at("jdbc")
                    .add(
                            "is not for trigger realtime, a database is written in batches",
                            "send to a topic, or take an interval as trigger; a pipeline of its own can write that topic"
                                    + " to the database"));
        }
        for (YamlNode.Entry source : entries("sources")) {
            child(source.value(), "kafka")
                    .flatMap(kafka -> child(kafka, "max-records-per-batch"))
                    .ifPresent(limit -> problems.at("sources")
                            .at(source.key())
                            .at("kafka")
                            .at("max-records-per-batch")
                            .add(
                                    "has no meaning with trigger realtime, a batch there is a length of time",
                                    "leave it out, or take an interval as trigger"));
        }
    }

    /** Panels draw what outputs hold that can be asked. */
    private void checkPanels() {
        Map<String, YamlNode> outputs = new LinkedHashMap<>();
        entries("outputs").forEach(entry -> outputs.put(entry.key(), entry.value()));
        for (YamlNode.Entry dashboard : entries("dashboards")) {
            if (child(dashboard.value(), "panels").orElse(null) instanceof YamlNode.Sequence panels) {
                for (int i = 0; i < panels.items().size(); i++) {
                    Problems at = problems.at("dashboards")
                            .at(dashboard.key())
                            .at("panels")
                            .at(i)
                            .at("from");
                    text(panels.items().get(i), "from").ifPresent(from -> checkDrawn(from, outputs, at));
                }
            }
        }
    }

    private static void checkDrawn(String from, Map<String, YamlNode> outputs, Problems at) {
        YamlNode output = outputs.get(from);
        if (output == null) {
            Set<String> known = outputs.keySet();
            String hint = Suggestion.among(known, from)
                    .orElse(known.isEmpty() ? "there are none yet" : "there are: " + listed(known));
            at.add("is no output: " + Excerpt.of(from), hint);
            return;
        }
        for (String kind : List.of("topic", "jdbc")) {
            if (child(output, kind).isPresent()) {
                String what = kind.equals("topic") ? "a topic" : "a table of a database";
                at.add(
                        "is " + what + ", which is not asked for what it holds: " + Excerpt.of(from),
                        "take an output that is an index or a table; it may have the same rows");
            }
        }
    }

    private static boolean isRealTime(String trigger) {
        return trigger.equals(Trigger.RealTime.WORD) || trigger.startsWith(Trigger.RealTime.WORD + " ");
    }

    private static String listed(Set<String> names) {
        List<String> first = names.stream().limit(10).map(Excerpt::plain).toList();
        return String.join(", ", first) + (names.size() > first.size() ? ", …" : "");
    }

    private List<YamlNode.Entry> entries(String section) {
        return child(root, section).orElse(null) instanceof YamlNode.Mapping mapping ? mapping.entries() : List.of();
    }

    private static Optional<YamlNode> child(YamlNode node, String key) {
        return node instanceof YamlNode.Mapping mapping ? mapping.find(key) : Optional.empty();
    }

    private static Optional<String> text(YamlNode node, String key) {
        return child(node, key)
                .filter(value -> value instanceof YamlNode.Scalar scalar
                        && scalar.type() == YamlNode.Type.TEXT
                        && !scalar.text().isBlank())
                .map(value -> ((YamlNode.Scalar) value).text());
    }
}
