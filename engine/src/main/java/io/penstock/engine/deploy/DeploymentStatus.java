package io.penstock.engine.deploy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.engine.IndexBacklog;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deployed pipeline in figures. Counts are those since it was first started or last reset, over all its runs.
 *
 * @param name its name
 * @param owner who answers for it, or nobody
 * @param state where it is in its life
 * @param file name of the file it was applied from
 * @param batches batches committed
 * @param records records read
 * @param rows rows written to outputs
 * @param deadLetters records that went to the dead letters
 * @param late rows that came too late for a view, counted once for each view
 * @param recordsPerSecond records of the last minute or less
 * @param rowsPerSecond rows of the last minute or less
 * @param batchMillis duration of the last batch
 * @param secondsBehind age of the newest committed record while records wait, or how long the batch at hand has been going on; 0
 *     when nothing waits
 * @param lastError why it failed or waits, or why it did last; nothing when it never did
 * @param lastCommit when the last batch was committed, or nothing yet
 * @param sources names of its sources
 * @param outputs its outputs
 */
public record DeploymentStatus(
        String name,
        @Nullable String owner,
        DeploymentState state,
        String file,
        long batches,
        long records,
        long rows,
        long deadLetters,
        long late,
        double recordsPerSecond,
        double rowsPerSecond,
        long batchMillis,
        double secondsBehind,
        @Nullable String lastError,
        @Nullable Instant lastCommit,
        List<String> sources,
        List<Output> outputs) {

    /**
     * An output.
     *
     * @param table the table it writes, {@code database:table} where it is one of a database; or nothing
     * @param topic the topic it sends to, or nothing
     * @param index the index it writes, or nothing
     * @param lacking what the index lacks because OpenSearch was away, or nothing
     * @param delivery how often a row arrives: {@code exactly once}, {@code each document once} or {@code at least once}
     */
    public record Output(
            String name,
            @Nullable String table,
            @Nullable String topic,
            @Nullable String index,
            String delivery,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable IndexBacklog lacking) {}

    public DeploymentStatus {
        sources = List.copyOf(sources);
        outputs = List.copyOf(outputs);
    }
}
