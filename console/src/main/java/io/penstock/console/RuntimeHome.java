package io.penstock.console;

import io.penstock.engine.EngineSettings;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.pipeline.LoadedProfile;
import io.penstock.pipeline.ProblemReport;
import io.penstock.pipeline.ProfileLoader;
import io.penstock.pipeline.profile.Profile;
import io.penstock.pipeline.profile.SecretSource;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.SearchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the runtime finds and leaves things in the home folder. */
record RuntimeHome(Path root) {

    private static final String LOG_PROPERTY = "penstock.log";

    /** Where Kafka, tables and state are. @throws IllegalArgumentException when the profile has problems: all of them */
    EngineSettings engineSettings(RuntimeOptions options) {
        if (options.profile() != null) {
            return EngineSettings.of(load(options.profile()), SecretSource.ofProcess());
        }
        EngineSettings own = ownSettings(options.bootstrap(), options.metastore());
        return options.search() == null ? own : own.withSearch(SearchSettings.open(URI.create(options.search())));
    }

    private static Profile load(Path file) {
        LoadedProfile loaded = ProfileLoader.load(file);
        if (loaded.profile() == null) {
            throw new IllegalArgumentException(ProblemReport.text(loaded.fileName(), loaded.problems()));
        }
        return loaded.profile();
    }

    private EngineSettings ownSettings(String bootstrap, @Nullable String metastore) {
        return new EngineSettings(
                KafkaSettings.plain(bootstrap),
                root.resolve("state").toUri(),
                root.resolve("warehouse").toUri(),
                TableCatalog.sqlite(root.resolve("catalog.db")),
                metastore,
                Map.of(),
                Map.of());
    }

    Path pipelines() {
        return root.resolve("pipelines");
    }

    Path log() {
        String told = System.getProperty(LOG_PROPERTY);
        return told == null ? root.resolve("logs").resolve("runtime.log") : Path.of(told);
    }

    Path logs() {
        return root.resolve("logs");
    }

    String loadToken() {
        try {
            String token = Files.readString(root.resolve("token")).strip();
            if (token.isEmpty()) {
                throw new IllegalStateException(
                        "Cannot start the runtime, the token is empty: " + root.resolve("token"));
            }
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the runtime, there is no token: " + root.resolve("token"), e);
        }
    }

    /** Says that this process serves on {@code port}; the file appears whole. */
    void announce(int port) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("pid", ProcessHandle.current().pid());
        content.put("port", port);
        content.put("started", Instant.now());
        Path file = runFile();
        try {
            Files.createDirectories(file.getParent());
            Path written = Files.createTempFile(file.getParent(), ".runtime", ".json");
            Files.write(written, ApiJson.bytes(content));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ", " + e.getMessage(), e);
        }
    }

    void withdraw() {
        try {
            Files.deleteIfExists(runFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + runFile() + ", " + e.getMessage(), e);
        }
    }

    private Path runFile() {
        return root.resolve("run").resolve("runtime.json");
    }
}
