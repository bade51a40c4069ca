package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.local.Broker;
import io.penstock.local.Metastore;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.profile.KafkaReader;
import io.penstock.sinks.DatabaseSettings;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.SearchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One real broker and one engine for all tests of a JVM; each test has topics, pipelines and tables of its own. */
public final class TestStack implements ExtensionContext.Store.CloseableResource {

    public static final Duration LIMIT = Duration.ofSeconds(90);

    private final Broker broker;
    private final Metastore metastore;
    private final Path folder;
    private final EngineSettings settings;
    private final Engine engine;
    private final Map<KafkaReader, TestStack> others = new EnumMap<>(KafkaReader.class);
    private final List<TestStack> further = new ArrayList<>();

    private TestStack(TestStack stack, EngineSettings settings) {
        broker = stack.broker;
        metastore = stack.metastore;
        folder = stack.folder;
        this.settings = settings;
        engine = Engine.open(settings); // Spark's session is the same
    }

    private TestStack(Path folder) {
        broker = Broker.startTemporary(folder.resolve("broker"));
        metastore = Metastore.temporary(folder); // shares the warehouse
        this.folder = folder;
        settings = new EngineSettings(
                KafkaSettings.plain(broker.bootstrapServers()),
                state().toUri(),
                warehouse().toUri(),
                TableCatalog.sqlite(catalogFile()),
                metastore.uri(),
                Map.of(),
                Map.of());
        engine = Engine.open(settings);
    }

    public Broker broker() {
        return broker;
    }

    /** Starts the Hive Metastore unless it runs; few tests need it. */
    public Metastore metastore() {
        metastore.start();
        return metastore;
    }

    /** The same stack with an engine that reads otherwise. */
    public TestStack with(KafkaReader reader) {
        return reader == settings.kafka().reader()
                ? this
                : others.computeIfAbsent(reader, other -> new TestStack(this, reading(other)));
    }

    private EngineSettings reading(KafkaReader reader) {
        return new EngineSettings(
                new KafkaSettings(broker.bootstrapServers(), Map.of(), reader),
                settings.state(),
                settings.warehouse(),
                settings.catalog(),
                settings.metastore(),
                settings.hadoop(),
                settings.spark());
    }

    /** The same stack with an engine that knows databases. */
    public TestStack with(DatabaseSettings... databases) {
        Map<String, DatabaseSettings> byName = new HashMap<>();
        for (DatabaseSettings database : databases) {
            byName.put(database.name(), database);
        }
        TestStack other = new TestStack(this, settings.withDatabases(byName));
        further.add(other);
        return other;
    }

    /** The same stack with an engine that knows an OpenSearch. */
    public TestStack with(SearchServer search) {
        TestStack other = new TestStack(this, settings.withSearch(SearchSettings.open(search.uri())));
        further.add(other);
        return other;
    }

    public EngineSettings settings() {
        return settings;
    }

    public Engine engine() {
        return engine;
    }

    /** Folder of the pipelines' states. */
    public Path state() {
        return folder.resolve("state");
    }

    public Path warehouse() {
        return folder.resolve("warehouse");
    }

    public Path catalogFile() {
        return folder.resolve("catalog.db");
    }

    public TestTopic topic(String name, int partitions) {
        return TestTopic.create(broker.bootstrapServers(), name, partitions);
    }

    /** Runs the pipeline until everything in its topics is committed, and stops it. */
    public RunStatus runToEnd(Pipeline pipeline) {
        try (Run run = engine.start(pipeline, RunListener.NONE)) {
            run.awaitCaughtUp(LIMIT);
            run.stop(LIMIT);
            return run.status();
        }
    }

    /** Awaits the end of a run that ends by itself: a batch, or a stream that is available-now. */
    public static RunStatus toEnd(Run started) {
        try (Run run = started) {
            assertThat(run.awaitEnd(LIMIT)).as("run ended").isTrue();
            assertThat(run.status().error()).isNull();
            return run.status();
        }
    }

    /** Verifies a pipeline, and asserts that all of it is accounted for. */
    public VerifyReport verified(Pipeline pipeline) {
        VerifyReport report = engine.verify(pipeline);
        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isTrue();
        return report;
    }

    public List<Row> sql(String query) {
        SparkSession session = engine.newSession();
        return session.sql(query).collectAsList();
    }

    public long count(String table) {
        return sql("SELECT count(*) FROM " + table).get(0).getLong(0);
    }

    /** The numbers of a query's one column, in its order. */
    public List<Long> longs(String query) {
        return sql(query).stream().map(row -> row.getLong(0)).toList();
    }

    /** Paths of the data files in the table's folder, whether the table knows them or not. */
    public List<String> dataFiles(String table) {
        Path data = warehouse().resolve(table.replace('.', '/')).resolve("data");
        try (Stream<Path> files = Files.walk(data)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".parquet"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pipeline of a YAML text that has no problems. */
    public static Pipeline pipeline(String yaml) {
        LoadedPipeline loaded = PipelineLoader.load("test.yaml", yaml);
        if (loaded.pipeline() == null) {
            throw new IllegalArgumentException("Cannot load the test's pipeline: " + loaded.problems());
        }
        return loaded.pipeline();
    }

    @Override
    public void close() {
        others.values().forEach(other -> other.engine.close());
        further.forEach(other -> other.engine.close());
        engine.close();
        metastore.close();
        broker.close();
    }

    /** Gives tests the stack of their JVM. */
    public static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
            return parameter.getParameter().getType() == TestStack.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
            return extension
                    .getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(TestStack.class, key -> new TestStack(temporaryFolder()), TestStack.class);
        }

        private static Path temporaryFolder() {
            try {
                return Files.createTempDirectory(Path.of("target"), "stack-").toAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
