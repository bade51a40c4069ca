package io.penstock.engine.batch;

import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.engine.batch.OutputRows.ViewFailedException;
import io.penstock.engine.batch.OutputWriter.RefusedRowException;
import io.penstock.engine.batch.RecordJudge.Verdict;
import io.penstock.engine.commit.DeadLetterKey;
import io.penstock.engine.kafka.LineageHeaders;
import io.penstock.engine.plan.SparkMessages;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Takes each record to where it belongs: the outputs, the dead letters, or nowhere because a rule dropped it; and counts.
 *
 * <p>No record fails a batch, except by an expectation that says so. Not thread-safe; one for each task attempt.
 */
final class RecordRouter {

    private final BatchSpec spec;
    private final RecordJudge judge;
    private final List<OutputRows> outputs = new ArrayList<>();
    private final List<String> outputNames;
    private final DeadLetterWriter deadLetters;
    private final Map<Integer, PartitionCounter> counters = new LinkedHashMap<>();
    private final List<DeadLetterKey> resolved = new ArrayList<>();
    private @Nullable PartitionCounter counter;

    RecordRouter(BatchSpec spec, String task, int taskPartition) {
        this.spec = spec;
        this.judge = new RecordJudge(
                spec.source(), spec.decode(), spec.metadata(), spec.columns(), spec.rules(), taskPartition);
        for (OutputTask output : spec.outputs()) {
            outputs.add(new OutputRows(output, writer(output, task, taskPartition), taskPartition));
        }
        this.outputNames = spec.outputs().stream().map(OutputTask::name).toList();
        this.deadLetters = new DeadLetterWriter(spec, spec.deadLetters().create(spec.identity(), spec.run(), task));
    }

    private OutputWriter writer(OutputTask output, String task, int taskPartition) {
        if (output.target() instanceof BatchSpec.ToTopic topic) {
            LineageHeaders lineage = new LineageHeaders(spec.identity(), output.name());
            return new TopicOutputWriter(topic.writers().create(), lineage, output.encode(), taskPartition);
        }
        BatchSpec.ToTable table = (BatchSpec.ToTable) output.target();
        return new TableOutputWriter(output, table.writers().create(spec.identity(), spec.run(), task));
    }

    void route(InternalRow kafka) {
        PartitionCounter counts = counterOf(kafka);
        counts.read(kafka.getLong(KafkaColumns.TIMESTAMP));
        String replayedOutput = replayedOutput(kafka);
        Verdict verdict = judge.judge(kafka);
        if (verdict.rejection() != null) {
            counts.dead();
            if (!spec.replay()) { // a dead letter that is refused again stays where it is
                deadLetters.write(kafka, verdict.stage(), verdict.rejection(), null);
            }
        } else if (!verdict.dropped()) {
            writeOutputs(kafka, counts, replayedOutput);
        } else if (replayedOutput == null) {
            counts.dropped();
            resolve(kafka, null);
        } else {
            counts.filtered(outputNames.indexOf(replayedOutput));
            resolve(kafka, replayedOutput);
        }
    }

    private void writeOutputs(InternalRow kafka, PartitionCounter counts, @Nullable String replayedOutput) {
        boolean stillDead = false;
        for (int i = 0; i < outputs.size(); i++) {
            String output = outputNames.get(i);
            if (replayedOutput != null && !replayedOutput.equals(output)) {
                continue;
            }
            try {
                int rows = outputs.get(i).write(judge.decoded(), kafka);
                if (rows == 0) {
                    counts.filtered(i);
                } else {
                    counts.used(i, rows);
                }
            } catch (ViewFailedException e) {
                counts.dead(i);
                stillDead |= replayedOutput != null;
                Rejection why = new Rejection(spec.outputs().get(i).view(), SparkMessages.firstLine(e.getCause()));
                refuse(kafka, DeadLetterColumns.VIEW, why, output, replayedOutput);
            } catch (RefusedRowException e) {
                counts.dead(i);
                stillDead |= replayedOutput != null;
                refuse(kafka, DeadLetterColumns.OUTPUT, e.rejection(), output, replayedOutput);
            }
        }
        if (!stillDead) {
            resolve(kafka, replayedOutput);
        }
    }

    private void refuse(
            InternalRow kafka, String stage, Rejection why, String output, @Nullable String replayedOutput) {
        if (replayedOutput == null) { // a dead letter that is refused again stays where it is
            deadLetters.write(kafka, stage, why, output);
        }
    }

    private @Nullable String replayedOutput(InternalRow kafka) {
        return spec.replay() && !kafka.isNullAt(KafkaColumns.REPLAYED_OUTPUT)
                ? kafka.getUTF8String(KafkaColumns.REPLAYED_OUTPUT).toString()
                : null;
    }

    private void resolve(InternalRow kafka, @Nullable String output) {
        if (spec.replay()) {
            resolved.add(new DeadLetterKey(
                    kafka.getUTF8String(KafkaColumns.TOPIC).toString(),
                    kafka.getInt(KafkaColumns.PARTITION),
                    kafka.getLong(KafkaColumns.OFFSET),
                    output));
        }
    }

    private PartitionCounter counterOf(InternalRow kafka) {
        int partition = kafka.getInt(KafkaColumns.PARTITION);
        if (counter == null || counter.partition() != partition) {
            UTF8String topic = kafka.getUTF8String(KafkaColumns.TOPIC);
            counter = counters.computeIfAbsent(
                    partition,
                    key -> new PartitionCounter(
                            topic.toString(), key, kafka.getLong(KafkaColumns.OFFSET), outputs.size()));
        }
        return counter;
    }

    TaskResult complete() {
        Map<String, List<String>> files = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            files.put(outputNames.get(i), outputs.get(i).writer().complete());
        }
        return new TaskResult(
                counters.values().stream().map(c -> c.counts(outputNames)).toList(),
                judge.violations(),
                files,
                deadLetters.complete(),
                List.copyOf(resolved));
    }

    /** Deletes what was written. */
    void abort() {
        outputs.forEach(output -> output.writer().abort());
        deadLetters.abort();
    }

    void close() {
        judge.close();
    }
}
