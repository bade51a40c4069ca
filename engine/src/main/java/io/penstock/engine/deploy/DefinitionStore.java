package io.penstock.engine.deploy;

import io.penstock.engine.deploy.Definition.Wanted;
import io.penstock.engine.state.Json;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.BatchRange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps definitions in a folder: {@code <name>.yaml} as it was applied, and {@code <name>.json} with what should become of it.
 * Each file appears whole. The text goes first: without the other file a pipeline is not there yet.
 */
final class DefinitionStore {

    private static final String TEXT = ".yaml";
    private static final String STATE = ".json";

    /** @param batch missing in what earlier releases wrote */
    private record State(String file, Wanted wanted, boolean started, @Nullable BatchRange batch) {}

    private final StateFolder folder;

    DefinitionStore(Path folder) {
        this.folder = StateFolder.local(folder);
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
        return new Definition(name, state.file, text, state.wanted, state.started, state.batch);
    }

    void save(Definition definition) {
        folder.replace(definition.name() + TEXT, definition.text().getBytes(StandardCharsets.UTF_8));
        saveState(definition);
    }

    /** Saves all but the text. */
    void saveState(Definition definition) {
        State state = new State(definition.file(), definition.wanted(), definition.started(), definition.batch());
        folder.replace(definition.name() + STATE, Json.bytes(state));
    }
}
