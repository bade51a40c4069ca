package io.penstock.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One file of {@code src/test/resources/cases}: a pipeline file or a profile, and either the values it means or the problems
 * it has.
 *
 * @param expect accessor path to value, both as text
 * @param schemaAccepts whether the faults are beyond what JSON Schema can express
 */
record Case(
        Spec kind,
        String name,
        String spec,
        Map<String, @Nullable Object> expect,
        @Nullable String expectProblems,
        boolean schemaAccepts) {

    static List<Case> all() {
        return Arrays.stream(Spec.values()).flatMap(kind -> all(kind).stream()).toList();
    }

    static List<Case> all(Spec kind) {
        try (Stream<Path> files = Files.list(kind.cases())) {
            return files.sorted().map(file -> read(kind, file)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Case> good() {
        return all().stream().filter(Case::isGood).toList();
    }

    static List<Case> bad() {
        return all().stream().filter(found -> !found.isGood()).toList();
    }

    boolean isGood() {
        return expectProblems == null;
    }

    Spec.Loaded load() {
        return kind.load(name, spec);
    }

    @Nullable
    YamlNode parse() {
        return kind.parse(spec);
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }

    @SuppressWarnings("unchecked")
    private static Case read(Spec kind, Path file) {
        Map<String, Object> keys;
        try {
            keys = (Map<String, Object>)
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Case(
                kind,
                file.getFileName().toString(),
                (String) keys.get("spec"),
                (Map<String, Object>) keys.getOrDefault("expect", Map.of()),
                (String) keys.get("expect-problems"),
                keys.containsKey("expect") || "accepts".equals(keys.get("schema")));
    }
}
