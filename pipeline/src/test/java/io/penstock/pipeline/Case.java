package io.penstock.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One file of {@code src/test/resources/cases}: a pipeline file, and either the values it means or the problems it has.
 *
 * @param expect accessor path to value, both as text
 * @param schemaAccepts whether the faults are beyond what JSON Schema can express
 */
record Case(
        String name,
        String spec,
        Map<String, @Nullable Object> expect,
        @Nullable String expectProblems,
        boolean schemaAccepts) {

    private static final Path FOLDER = Path.of("src/test/resources/cases");

    static List<Case> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Case::read).toList();
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

    LoadedPipeline load() {
        return PipelineLoader.load(name, spec);
    }

    @Override
    public String toString() {
        return name;
    }

    @SuppressWarnings("unchecked")
    private static Case read(Path file) {
        Map<String, Object> keys;
        try {
            keys = (Map<String, Object>)
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Case(
                file.getFileName().toString(),
                (String) keys.get("spec"),
                (Map<String, Object>) keys.getOrDefault("expect", Map.of()),
                (String) keys.get("expect-problems"),
                keys.containsKey("expect") || "accepts".equals(keys.get("schema")));
    }
}
