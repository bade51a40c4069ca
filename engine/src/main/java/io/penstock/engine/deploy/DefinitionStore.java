package io.penstock.engine.deploy;

import io.penstock.engine.deploy.Definition.Wanted;
import io.penstock.engine.state.Json;
import io.penstock.engine.state.StateFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps definitions in a folder: {@code <name>.yaml} as it was applied, and {@code <name>.json} with what should become of it and
 * which jars it has. Each file appears whole. The text goes first: without the other file a pipeline is not there yet.
 */
final class DefinitionStore {

    private static final String TEXT = ".yaml";
    private static final String STATE = ".json";

    /** @param jars names of the jars that are kept, by the paths that the text has */
    private record State(String file, Wanted wanted, boolean started, @Nullable Map<String, String> jars) {}

    private final StateFolder folder;
    private final JarStore jars;

    DefinitionStore(Path folder) {
        this.folder = StateFolder.local(folder);
        this.jars = new JarStore(folder.resolve("jars"));
    }

    JarStore jars() {
        return jars;
    }

    List<Definition> loadAll() {
        return folder.list().stream()
                .filter(file -> file.endsWith(STATE))
                .map(file -> load(file.substring(0, file.length() - STATE.length())))
                .toList();
    }

    private Definition load(String name) {
        State state = Json.parse(folder.read(name + STATE), State.class, folder.where(name + STATE));
        String text = new String(folder.read(name + TEXT), StandardCharsets.UTF_8);
        Map<String, String> places = new TreeMap<>();
        if (state.jars != null) {
            state.jars.forEach((path, jar) -> places.put(path, jars.at(jar)));
        }
        return new Definition(name, state.file, text, places, state.wanted, state.started);
    }

    void save(Definition definition) {
        folder.replace(definition.name() + TEXT, definition.text().getBytes(StandardCharsets.UTF_8));
        saveState(definition);
    }

    /** Saves all but the text. */
    void saveState(Definition definition) {
        Map<String, String> names = new TreeMap<>();
        definition.jars().forEach((path, jar) -> names.put(path, JarStore.name(jar)));
        State state = new State(definition.file(), definition.wanted(), definition.started(), names);
        folder.replace(definition.name() + STATE, Json.bytes(state));
    }
}
