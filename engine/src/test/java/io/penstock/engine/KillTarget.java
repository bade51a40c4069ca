package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.state.Json;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A driver in a process of its own, which tests kill: see {@link EngineProcess}. Says on its standard output where it is. What
 * tests kill ends when its standard input does, anything else when it is done.
 */
final class KillTarget {

    static final String RUN = "run";
    static final String BATCH = "batch";
    static final String REPLAY = "replay";

    /** System property with a file that has the range of a batch. */
    static final String RANGE = "penstock.test.range";

    static final String END = "end";
    static final String ACCOUNT = "account";
    static final String RUNNING = "running";
    static final String COMMITTED = "committed ";
    static final String DROPPED = "dropped ";
    static final String REPLAYED = "replayed";
    static final String ENDED = "ended";
    static final String ACCOUNTED = "accounted";
    static final String STOPPED = "stopped";
    static final String FAILED = "failed ";

    private KillTarget() {}

    /** @param args what to do, file of the engine's settings, pipeline file */
    public static void main(String[] args) throws IOException {
        EngineSettings settings =
                Json.parse(Files.readAllBytes(java.nio.file.Path.of(args[1])), EngineSettings.class, args[1]);
        Pipeline pipeline = TestStack.pipeline(Files.readString(java.nio.file.Path.of(args[2])));
        try {
            Engine engine = Engine.open(settings);
            DroppedRows dropped = DroppedRows.in(engine.newSession());
            switch (args[0]) {
                case REPLAY -> {
                    engine.deadLetters(pipeline).replay(Filter.ALL);
                    say(REPLAYED);
                }
                case BATCH -> {
                    engine.startBatch(pipeline, range(), new Reporter(dropped));
                    say(RUNNING);
                }
                case END -> {
                    runToEnd(engine, pipeline);
                    say(ENDED);
                }
                case ACCOUNT -> {
                    runToEnd(engine, pipeline);
                    account(engine, settings, pipeline);
                    say(ACCOUNTED);
                }
                default -> {
                    engine.start(pipeline, new Reporter(dropped));
                    say(RUNNING);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            say(FAILED + e.getClass().getSimpleName() + ": "
                    + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
        if (args[0].equals(RUN) || args[0].equals(BATCH) || args[0].equals(REPLAY)) {
            System.in.transferTo(OutputStream.nullOutputStream()); // until the parent is gone
        }
        Runtime.getRuntime().halt(0);
    }

    private static BatchRange range() throws IOException {
        String file = System.getProperty(RANGE);
        return file == null
                ? BatchRange.ALL
                : Json.parse(Files.readAllBytes(java.nio.file.Path.of(file)), BatchRange.class, file);
    }

    private static void runToEnd(Engine engine, Pipeline pipeline) {
        try (Run run = engine.start(pipeline, RunListener.NONE)) {
            run.awaitCaughtUp(TestStack.LIMIT);
            run.stop(TestStack.LIMIT);
        }
    }

    /** Verifies a pipeline of {@link Clicks} and recounts its tables. */
    private static void account(Engine engine, EngineSettings settings, Pipeline pipeline) {
        VerifyReport report = engine.verify(pipeline);
        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isTrue();
        TestTopic topic = new TestTopic(settings.kafka().bootstrapServers(), pipeline.name(), Clicks.PARTITIONS);
        Function<String, List<Row>> sql =
                query -> engine.newSession().sql(query).collectAsList();
        Recount.assertEachRecordIsStoredOnce(sql, topic);
        for (String table : List.of("clicks", "odd", "tagged")) {
            assertNoFileIsLeftBehind(sql, settings, pipeline.name(), table);
        }
    }

    /** The files of drivers that died before their batch was prepared are gone. */
    private static void assertNoFileIsLeftBehind(
            Function<String, List<Row>> sql, EngineSettings settings, String namespace, String table) {
        List<String> known =
                sql.apply("SELECT DISTINCT file_path FROM " + namespace + "." + table + ".all_data_files").stream()
                        .map(row -> new Path(row.getString(0)).toString())
                        .toList();
        List<String> found = new ArrayList<>();
        String location = sql.apply("DESCRIBE TABLE EXTENDED " + namespace + "." + table).stream()
                .filter(row -> row.getString(0).equals("Location"))
                .map(row -> row.getString(1))
                .findFirst()
                .orElseThrow();
        Path data = new Path(location + "/data");
        try {
            RemoteIterator<LocatedFileStatus> files =
                    data.getFileSystem(settings.hadoopConfiguration()).listFiles(data, true);
            while (files.hasNext()) {
                found.add(files.next().getPath().toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(found).as("files of %s", table).containsExactlyInAnyOrderElementsOf(known);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static final class Reporter implements RunListener {

        private final DroppedRows dropped;

        Reporter(DroppedRows dropped) {
            this.dropped = dropped;
        }

        @Override
        public void batchCommitted(BatchReport batch) {
            if (dropped.rows() > 0) {
                say(DROPPED + dropped.rows());
            }
            say(COMMITTED + batch.batch());
        }

        @Override
        public void ended(@Nullable Throwable why) {
            say(why == null ? STOPPED : FAILED + why.getClass().getSimpleName() + ": " + why.getMessage());
        }
    }
}
