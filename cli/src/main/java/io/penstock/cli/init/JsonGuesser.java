package io.penstock.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.terminal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Guesses columns, paths and types of JSON objects. */
final class JsonGuesser {

    private static final double ENOUGH = 0.9;
    private static final int MAX_STEPS = 32;
    private static final Pattern PATH_STEP = Pattern.compile("[^.\\x00-\\x1f]+");

    private final JsonShape record = new JsonShape();
    private final List<Leaf> leaves = new ArrayList<>();
    private final List<String> unreachable = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private JsonGuesser() {}

    /** A value that becomes a column. */
    private record Leaf(List<String> path, JsonShape shape, boolean notNull) {}

    /** @return nothing when most of the records are no JSON objects */
    static Optional<Guess> guess(List<String> records) {
        JsonGuesser guesser = new JsonGuesser();
        long objects = records.stream().filter(guesser::add).count();
        return objects >= ENOUGH * records.size() && !guesser.record.fields().isEmpty()
                ? Optional.of(guesser.guess())
                : Optional.empty();
    }

    private boolean add(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return false;
        }
        try {
            JsonNode value = Json.parse(text);
            record.add(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Guess guess() {
        collect(List.of(), record, record.count());
        List<String> names = names();
        Map<String, List<TimeFormat>> times = new LinkedHashMap<>();
        for (int i = 0; i < leaves.size(); i++) {
            List<TimeFormat> formats = times(names.get(i), leaves.get(i).shape());
            if (!formats.isEmpty()) {
                times.put(names.get(i), formats);
            }
        }
        TimeChoice time = TimeChoice.among(times);
        List<Guess.Column> columns = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            Leaf leaf = leaves.get(i);
            String name = names.get(i);
            String type = time.types().getOrDefault(name, leaf.shape().type());
            String path = leaf.path().equals(List.of(name)) ? null : String.join(".", leaf.path());
            columns.add(new Guess.Column(name, type, leaf.notNull(), path));
        }
        note();
        return new Guess("json", columns, time.format(), time.eventTime(), Map.of(), notes);
    }

    /** Objects are taken apart into columns, arrays and maps stay whole. */
    private void collect(List<String> path, JsonShape object, long records) {
        object.fields().forEach((name, shape) -> {
            List<String> inner = new ArrayList<>(path);
            inner.add(name);
            if (!PATH_STEP.matcher(name).matches()) {
                unreachable.add(name);
                return;
            }
            boolean open = shape.kind() == JsonShape.Kind.OBJECT
                    && !shape.isMap()
                    && !shape.fields().isEmpty();
            if (open && inner.size() < MAX_STEPS) {
                collect(inner, shape, records);
            } else if (open
                    || shape.kind() != JsonShape.Kind.OBJECT
                    || !shape.fields().isEmpty()) {
                leaves.add(new Leaf(inner, shape, shape.count() == records));
            }
        });
    }

    private static List<TimeFormat> times(String name, JsonShape shape) {
        JsonShape.Kind kind = shape.kind();
        boolean scalar = kind == JsonShape.Kind.TEXT || kind == JsonShape.Kind.NUMBER;
        if (!scalar || shape.isMixed()) {
            return List.of();
        }
        // epochs are numbers in JSON, and a number in quotes is a text
        boolean number = kind == JsonShape.Kind.NUMBER;
        return shape.scalars().times(name).stream()
                .filter(format -> format.name().startsWith("epoch-") == number)
                .toList();
    }

    /** The last step of the path, and as many before it as tell the column from the others. */
    private List<String> names() {
        ColumnNames names = new ColumnNames();
        for (Leaf leaf : leaves) {
            List<String> path = leaf.path();
            int steps = 1;
            while (steps < path.size() && !isDistinct(path, steps)) {
                steps++;
            }
            names.add(String.join("_", path.subList(path.size() - steps, path.size()))
                    .replaceAll("[ -]", "_"));
        }
        return names.all();
    }

    private boolean isDistinct(List<String> path, int steps) {
        List<String> end = path.subList(path.size() - steps, path.size());
        return leaves.stream()
                        .filter(leaf -> leaf.path().size() >= steps)
                        .filter(leaf -> leaf.path()
                                .subList(leaf.path().size() - steps, leaf.path().size())
                                .equals(end))
                        .count()
                == 1;
    }

    private void note() {
        if (!unreachable.isEmpty()) {
            notes.add("Left out, since no path can name them: %s.".formatted(String.join(", ", unreachable)));
        }
        List<String> empty = named(leaf -> leaf.shape().kind() == null);
        if (!empty.isEmpty()) {
            notes.add("Always null in the sample, so STRING is a guess: %s.".formatted(String.join(", ", empty)));
        }
        List<String> mixed = named(leaf -> leaf.shape().isMixed());
        if (!mixed.isEmpty()) {
            notes.add("Of several kinds in the sample; records with the rarer kind become dead letters: %s."
                    .formatted(String.join(", ", mixed)));
        }
    }

    private List<String> named(Predicate<Leaf> which) {
        return leaves.stream()
                .filter(which)
                .map(leaf -> String.join(".", leaf.path()))
                .toList();
    }
}
