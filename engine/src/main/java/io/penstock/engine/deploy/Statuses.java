package io.penstock.engine.deploy;

import io.penstock.engine.IndexBacklog;
import io.penstock.engine.RunStatus;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.JdbcOutput;
import io.penstock.pipeline.Output;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.TopicOutput;
import io.penstock.sinks.TableSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a status together from what the parts know. */
final class Statuses {

    private Statuses() {}

    /**
     * @param totals of all runs
     * @param run figures of the present or the last run, or nothing before the first
     * @param lacking what its indices lack, by output
     */
    static DeploymentStatus of(
            Definition definition,
            DeploymentState state,
            @Nullable String error,
            LedgerTotals totals,
            BatchLog.Rates rates,
            @Nullable RunStatus run,
            Map<String, IndexBacklog> lacking) {
        Pipeline pipeline =
                PipelineLoader.load(definition.file(), definition.text()).pipeline();
        boolean running = state == DeploymentState.RUNNING;
        return new DeploymentStatus(
                definition.name(),
                pipeline == null ? null : pipeline.owner(),
                state,
                definition.file(),
                totals.batches(),
                totals.records(),
                totals.rows(),
                totals.deadLetters(),
                totals.late(),
                running ? rates.recordsPerSecond() : 0,
                running ? rates.rowsPerSecond() : 0,
                run == null ? 0 : run.lastBatchMillis(),
                running && run != null ? run.secondsBehind() : 0,
                error,
                run == null ? null : run.lastCommit(),
                pipeline == null ? List.of() : List.copyOf(pipeline.sources().keySet()),
                pipeline == null ? List.of() : outputs(pipeline, lacking));
    }

    private static List<DeploymentStatus.Output> outputs(Pipeline pipeline, Map<String, IndexBacklog> lacking) {
        return pipeline.outputs().entrySet().stream()
                .map(output -> output(output.getKey(), output.getValue(), lacking.get(output.getKey())))
                .toList();
    }

    private static DeploymentStatus.Output output(String name, Output output, @Nullable IndexBacklog lacking) {
        return new DeploymentStatus.Output(
                name,
                table(output),
                output instanceof TopicOutput topic ? topic.topic() : null,
                output instanceof IndexOutput index ? index.index() : null,
                output.delivery(),
                lacking);
    }

    private static @Nullable String table(Output output) {
        if (output instanceof JdbcOutput jdbc) {
            return TableSpec.nameOf(jdbc.jdbc());
        }
        return output instanceof TableOutput table ? table.table() : null;
    }
}
