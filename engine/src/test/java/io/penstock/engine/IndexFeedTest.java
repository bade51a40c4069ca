package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.engine.QueryBatches.Batch;
import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.engine.batch.BatchSpec.ToIndex;
import io.penstock.engine.batch.BatchSpec.ToIndexLater;
import io.penstock.engine.batch.BatchSpec.ToTable;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.file.FileTopics;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.ledger.Backlog;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.Planner;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Tombstones;
import io.penstock.pipeline.WhenUnavailable;
import io.penstock.pipeline.WriteMode;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFeedTest {

    private static final Pipeline CONTINUES = TestStack.pipeline(
            """
            pipeline: feed
            sources:
              cabs: { kafka: { topic: cabs }, decode: { csv: { schema: "cab STRING" } } }
            outputs:
              last: { index: last-index, from: cabs, when-unavailable: continue }
              table: { table: web.feed, from: cabs }
            """);
    private static final SearchSettings NOWHERE = SearchSettings.open(URI.create("http://127.0.0.1:9"));
    private static final IndexGeneration INDEX = new IndexGeneration(NOWHERE, "last-index", null, 1);

    private static SparkSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void startSpark() {
        session = (SparkSession) SparkSession.builder()
                .config("spark.master", "local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stopSpark() {
        session.stop();
    }

    private static final Map<String, Backlog> LACKING = Map.of("last", new Backlog(3, 1_200, 1_300, 41));

    @Test
    void noDocumentComesBehindItsDeletion() {
        assertThatThrownBy(() -> IndexFeed.check(List.of(output("other"), output("last")), LACKING))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "Cannot delete documents of index last-index by tombstones, it lacks 1,300 documents that would"
                                + " come behind their deletion. Run it once more with when-unavailable: continue and without"
                                + " tombstones: delete, until nothing lacks");
        assertThatCode(() -> IndexFeed.check(List.of(output("other")), LACKING)).doesNotThrowAnyException();
    }

    @Test
    void aBatchThatIsComputedAgainWritesToNoIndexAlsoWhereOpenSearchIsBack() {
        try (KafkaTopics kafka = new KafkaTopics(KafkaSettings.plain("127.0.0.1:9"))) {
            EngineContext context = context(kafka);
            OpenQuery open = open(context, Map.of("last", INDEX));
            RunProgress progress = new RunProgress(RunListener.NONE);
            IndexFeed feed = new IndexFeed(context, open, progress);
            QueryBatches batches = new QueryBatches(context, CONTINUES, open, open.targets(), feed, progress);

            Batch begun = batches.begin(0);
            assertThat(feed.lost(away())).isTrue();
            feed.reached(Map.of("last", INDEX)); // by who catches up, whom nothing has told yet that it takes nothing
            Batch again = batches.again(begun);

            assertThat(begun.spec().outputs())
                    .extracting(OutputTask::target)
                    .hasExactlyElementsOfTypes(ToIndex.class, ToTable.class);
            assertThat(again.spec().outputs())
                    .extracting(OutputTask::target)
                    .hasExactlyElementsOfTypes(ToIndexLater.class, ToTable.class);
            assertThat(again.spec().run()).isNotEqualTo(begun.spec().run());
        }
    }

    @Test
    void aBatchCanDoWithoutAlsoWhereItIsKnownAlreadyThatOpenSearchIsAway() {
        try (KafkaTopics kafka = new KafkaTopics(KafkaSettings.plain("127.0.0.1:9"))) {
            EngineContext context = context(kafka);
            OpenQuery open = open(context, Map.of("last", INDEX));
            IndexFeed feed = new IndexFeed(context, open, new RunProgress(RunListener.NONE));

            assertThat(feed.lost(away())).isTrue();
            assertThat(feed.lost(away())).isTrue();
            assertThat(feed.lost(new IllegalStateException("a batch fails otherwise")))
                    .isFalse();
            assertThat(feed.targets(open.targets()).get("last")).isInstanceOf(ToIndexLater.class);
        }
    }

    @Test
    void hasTheIndicesThatWereAwayAtTheStartOnceOpenSearchIsBack() {
        try (KafkaTopics kafka = new KafkaTopics(KafkaSettings.plain("127.0.0.1:9"))) {
            EngineContext context = context(kafka);
            IndexFeed feed = new IndexFeed(context, open(context, Map.of()), new RunProgress(RunListener.NONE));

            assertThat(feed.written()).isEmpty();
            feed.reached(Map.of("last", INDEX));
            assertThat(feed.written()).containsExactly(INDEX);
            assertThat(feed.lost(away())).isTrue();
            assertThat(feed.written()).isEmpty();
        }
    }

    /** What a batch fails with when OpenSearch does not answer. */
    private static RuntimeException away() {
        return new IllegalStateException("Job aborted", catchThrowable(() -> SearchIndex.find(NOWHERE, INDEX.index())));
    }

    private EngineContext context(KafkaTopics kafka) {
        EngineSettings settings = new EngineSettings(
                KafkaSettings.plain("127.0.0.1:9"),
                folder.resolve("state").toUri(),
                folder.resolve("warehouse").toUri(),
                TableCatalog.sqlite(folder.resolve("catalog.db")),
                null,
                Map.of(),
                Map.of());
        TableCatalog catalog = TableCatalog.open(settings.catalog(), settings.warehouse(), null, new Configuration());
        return new EngineContext(
                settings,
                StateFolder.local(folder.resolve("state")),
                session,
                catalog,
                new SourceTopics(kafka, new FileTopics(catalog)),
                new Planner(session));
    }

    /** A query that was never run. @param indices those that were there when it was opened */
    private static OpenQuery open(EngineContext context, Map<String, IndexGeneration> indices) {
        PipelinePlan pipeline = context.planner().plan(CONTINUES);
        SourcePlan plan = pipeline.source("cabs");
        QueryState state = context.queryState("feed", "cabs");
        return new OpenQuery(
                plan,
                pipeline.fingerprint(),
                new Incarnation("id", "feed", "cabs", "cabs", "topic-id", Map.of(0, 0L), Instant.EPOCH),
                state,
                new SparkCheckpoint(context.session(), state.checkpoint()),
                new Topic("cabs", "topic-id", List.of(0)),
                PipelineTables.loadOrCreate(context.catalog(), "feed", plan),
                Map.of(),
                indices,
                PipelineTables.loadOrCreateDeadLetters(context.catalog(), "feed"),
                null);
    }

    private static OutputPlan output(String name) {
        IndexOutput spec = new IndexOutput(
                name + "-index",
                "cabs",
                List.of("cab"),
                WriteMode.APPEND,
                Map.of(),
                null,
                null,
                WhenUnavailable.WAIT,
                Tombstones.DELETE);
        return new OutputPlan(name, spec, StructType.fromDDL("cab STRING"), List.of(), List.of(), true);
    }
}
