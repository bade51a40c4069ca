package io.penstock.engine.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.Engine;
import io.penstock.engine.EngineSettings;
import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.RefusedException;
import io.penstock.engine.RunControl;
import io.penstock.engine.RunListener;
import io.penstock.engine.RunStatus;
import io.penstock.engine.UnavailableException;
import io.penstock.engine.deploy.ApplyReport.Action;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import io.penstock.sinks.TableCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deployments do where no broker answers. */
class DeploymentsTest {

    private static final String CLICKS =
            """
            pipeline: clicks
            sources:
              clicks:
                kafka: { topic: clicks }
                decode:
                  csv: { schema: "url STRING" }
            outputs:
              table: { table: web.clicks, from: clicks }
            """;

    @TempDir
    static Path home;

    private static Engine engine;

    @TempDir
    Path folder;

    private Deployments deployments;

    @BeforeAll
    static void openEngine() {
        engine = Engine.open(new EngineSettings(
                KafkaSettings.plain("127.0.0.1:1"), // nobody listens on port 1
                home.resolve("state").toUri(),
                home.resolve("warehouse").toUri(),
                TableCatalog.sqlite(home.resolve("catalog.db")),
                null,
                Map.of(),
                Map.of()));
    }

    @AfterAll
    static void closeEngine() {
        engine.close();
    }

    @BeforeEach
    void open() {
        deployments = Deployments.open(engine, folder);
    }

    @AfterEach
    void close() {
        deployments.close();
    }

    @Test
    void waitsForABrokerThatDoesNotAnswerAndStopsWaitingWhenTold() {
        assertThat(deployments.apply("clicks.yaml", CLICKS, true)).isEqualTo(created());

        assertThat(deployments.status("clicks").state()).isEqualTo(DeploymentState.WAITING);
        assertThat(deployments.status("clicks").lastError()).contains("127.0.0.1:1");
        assertThatThrownBy(() -> deployments.reset("clicks"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot reset clicks, it is running. Stop it first: penstock stop clicks");
        assertThat(deployments.stop("clicks").state()).isEqualTo(DeploymentState.STOPPED);
    }

    @Test
    void deploysNoBatchWhoseRangeNobodyCanTell() {
        assertThatThrownBy(() -> deployments.runBatch("clicks.yaml", CLICKS, Map.of(), BatchRange.ALL))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("127.0.0.1:1");

        assertThat(deployments.list()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesToRunAStreamThatWaitsAsABatch() {
        deployments.apply("clicks.yaml", CLICKS, true);

        assertThatThrownBy(() -> deployments.runBatch("clicks.yaml", CLICKS, Map.of(), BatchRange.ALL))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "Cannot run clicks as a batch, it is running as a stream. Stop it first: penstock stop clicks");
    }

    @Test
    void keepsPipelinesForTheNextProcess() {
        deployments.apply("clicks.yaml", CLICKS, false);
        deployments.close();

        deployments = Deployments.open(engine, folder);

        assertThat(deployments.list())
                .singleElement()
                .returns("clicks", DeploymentStatus::name)
                .returns("clicks.yaml", DeploymentStatus::file)
                .returns(DeploymentState.STOPPED, DeploymentStatus::state)
                .returns(
                        List.of(new DeploymentStatus.Output("table", "web.clicks", null, null, "exactly once", null)),
                        DeploymentStatus::outputs);
        assertThat(deployments.pipelines()).containsExactly(deployments.pipeline("clicks"));
        assertThat(deployments.apply("clicks.yaml", CLICKS, false).action()).isEqualTo(Action.UNCHANGED);
    }

    @Test
    void leavesOutAPipelineWhoseFileIsNoneAnyMore() throws IOException {
        deployments.apply("clicks.yaml", CLICKS, false);
        deployments.close();
        Files.writeString(folder.resolve("clicks.yaml"), "pipeline: clicks\n");

        deployments = Deployments.open(engine, folder);

        assertThat(deployments.pipelines()).isEmpty();
    }

    @Test
    void keepsNewDashboardsOfAPipelineThatRunsOn() throws IOException {
        Path place = folder.resolve("counted");
        Started started = new Started();
        String first = CLICKS.replace("pipeline: clicks", "pipeline: counted").replace("web.clicks", "web.counted")
                + "dashboards: { all: { panels: [ { number: how many, from: table } ] } }\n";
        String next = first.replace("how many", "all of them");
        try (Deployments counted = Deployments.open(engine, started, place)) {
            counted.apply("counted.yaml", first, true);

            assertThat(counted.apply("counted.yaml", next, true))
                    .isEqualTo(
                            new ApplyReport("counted", Action.UPDATED, List.of("dashboards.all changes"), List.of()));

            assertThat(started.starts).isEqualTo(1);
            assertThat(started.stops).isZero();
            assertThat(counted.pipeline("counted")
                            .dashboards()
                            .get("all")
                            .panels()
                            .get(0)
                            .title())
                    .isEqualTo("all of them");
            assertThat(Files.readString(place.resolve("counted.yaml"))).isEqualTo(next);
            assertThat(counted.apply("counted.yaml", next.replace("url STRING", "url STRING, n INT"), true)
                            .action())
                    .isEqualTo(Action.REPLACED);
            assertThat(started.starts).isEqualTo(2);
        }
    }

    /** Runs that read nothing; they are counted. */
    private static final class Started implements RunStarter {

        private int starts;
        private int stops;

        @Override
        public RunControl start(
                Pipeline pipeline, String file, String text, @Nullable BatchRange batch, RunListener listener) {
            starts++;
            return new RunControl() {
                @Override
                public RunStatus status() {
                    return new RunStatus(RunStatus.State.RUNNING, 0, 0, 0, 0, 0, 0, 0, 0, null, null, Map.of());
                }

                @Override
                public void stop(Duration limit) {
                    stops++;
                }
            };
        }
    }

    @Test
    void planChangesNothing() {
        assertThat(deployments.plan("clicks.yaml", CLICKS)).isEqualTo(created());

        assertThat(deployments.list()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void replacesAnythingOfAPipelineThatWasNeverStarted() {
        deployments.apply("clicks.yaml", CLICKS, false);

        ApplyReport report = deployments.apply("new.yaml", CLICKS.replace("topic: clicks", "topic: other"), false);

        assertThat(report.action()).isEqualTo(Action.REPLACED);
        assertThat(deployments
                        .pipeline("clicks")
                        .sources()
                        .get("clicks")
                        .kafka()
                        .topic())
                .isEqualTo("other");
        assertThat(deployments.status("clicks").file()).isEqualTo("new.yaml");
    }

    @Test
    void keepsATextThatMeansTheSame() throws IOException {
        deployments.apply("clicks.yaml", CLICKS, false);

        ApplyReport report = deployments.apply("clicks.yaml", "# mine\n" + CLICKS, false);

        assertThat(Files.readString(folder.resolve("clicks.yaml"))).startsWith("# mine\n");
        assertThat(report.action()).isIn(Action.UNCHANGED, Action.REPLACED);
    }

    @Test
    void refusesAFileWithProblemsAndNamesTheirLines() {
        assertThatThrownBy(() -> deployments.apply("clicks.yaml", CLICKS.replace("STRING", "STRNG"), true))
                .isInstanceOfSatisfying(
                        InvalidPipelineException.class,
                        e -> assertThat(e.problems()).singleElement().satisfies(problem -> {
                            assertThat(problem.path()).isEqualTo("sources.clicks.decode.csv.schema");
                            assertThat(problem.line()).isEqualTo(6);
                        }));
        assertThat(deployments.list()).isEmpty();
    }

    @Test
    void showsAPipelineWhoseFileWasDamagedAndRunsTheOthers() throws IOException {
        deployments.apply("clicks.yaml", CLICKS, false);
        deployments.apply(
                "good.yaml",
                CLICKS.replace("pipeline: clicks", "pipeline: good").replace("web.clicks", "web.good"),
                false);
        deployments.close();
        Files.writeString(folder.resolve("clicks.yaml"), "pipeline: [");
        Files.writeString(
                folder.resolve("clicks.json"), "{\"file\":\"clicks.yaml\",\"wanted\":\"RUNNING\",\"started\":true}");

        deployments = Deployments.open(engine, folder);

        assertThat(deployments.list()).extracting(DeploymentStatus::name).containsExactly("clicks", "good");
        assertThatThrownBy(() -> deployments.start("clicks")).isInstanceOf(InvalidPipelineException.class);
        assertThat(deployments.status("clicks").state()).isEqualTo(DeploymentState.FAILED);
    }

    @Test
    void knowsNoPipelineThatWasNotApplied() {
        assertThatThrownBy(() -> deployments.status("nobody"))
                .isInstanceOf(UnknownPipelineException.class)
                .hasMessage("Cannot find a pipeline of this name: nobody");
    }

    private static ApplyReport created() {
        return new ApplyReport("clicks", Action.CREATED, List.of(), List.of());
    }
}
