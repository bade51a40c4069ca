package io.penstock.engine.batch;

import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.engine.commit.DeadLetterKey;
import io.penstock.engine.kafka.LineageHeaders;
import io.penstock.sinks.RowWriter;
import io.penstock.sinks.search.BulkWriter;
import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes each record to where it belongs: the outputs, the dead letters, or nowhere because a rule dropped it; and counts.
 *
 * <p>No record fails a batch, except by an expectation that says so. Not thread-safe; one for each task attempt.
 */
final class RecordRouter {

    private final BatchSpec spec;
    private final RecordJudge judge;
    private final List<Output> outputs = new ArrayList<>();
    private final List<String> outputNames;
    private final DeadLetterWriter deadLetters;
    private final Map<Integer, PartitionCounter> counters = new LinkedHashMap<>();
    private final List<DeadLetterKey> resolved = new ArrayList<>();
    private final int[] passed = new int[RecordBatch.CAPACITY];
    private final Tombstones tombstones = new Tombstones();

    RecordRouter(BatchSpec spec, String task, int taskPartition) {
        this.spec = spec;
        this.judge = new RecordJudge(spec.source(), spec.rules(), spec.takesTombstones(), taskPartition);
        for (OutputTask output : spec.outputs()) {
            outputs.add(create(output, task, taskPartition));
        }
        this.outputNames = spec.outputs().stream().map(OutputTask::name).toList();
        this.deadLetters = new DeadLetterWriter(
                spec.source(), spec.startedMicros(), spec.deadLetters().create(spec.identity(), spec.run(), task));
    }

    private Output create(OutputTask output, String task, int taskPartition) {
        if (output.target() instanceof BatchSpec.ToTopic topic) {
            LineageHeaders lineage = new LineageHeaders(spec.identity(), output.name());
            OutputWriter writer =
                    new TopicOutputWriter(topic.senders().create(), lineage, output.encode(), taskPartition);
            return new RowOutput(output, writer, taskPartition);
        }
        if (output.target() instanceof BatchSpec.ToIndex index) {
            long batch = spec.identity().batch();
            long version = spec.replay()
                    ? index.index().ofReplay(index.ownIds())
                    : index.index().ofBatch(batch);
            return new DocumentOutput(
                    output,
                    new DocumentOutput.Kind(
                            index.ownIds(), index.keys(), index.index().periods()),
                    new BulkWriter(index.index(), version, index.patience()),
                    BatchSpec.instant(spec.startedMicros()),
                    taskPartition);
        }
        if (output.target() instanceof BatchSpec.ToIndexLater later) {
            return new DocumentOutput(
                    output,
                    new DocumentOutput.Kind(later.ownIds(), null, later.periods()),
                    null,
                    BatchSpec.instant(spec.startedMicros()),
                    taskPartition);
        }
        BatchSpec.ToTable table = (BatchSpec.ToTable) output.target();
        RowWriter writer = table.writers().create(spec.identity(), spec.run(), task);
        ColumnSteps columns =
                ColumnSteps.of(output.steps(), spec.schema().columns().size());
        return columns == null
                ? new RowOutput(output, new TableOutputWriter(output, writer), taskPartition)
                : new ColumnOutput(output.name(), output.view(), columns, writer, taskPartition);
    }

    void route(RecordBatch batch) {
        PartitionCounter counts = counterOf(batch);
        counts.read(batch.numRows(), batch.newestMicros());
        if (spec.replay()) {
            new ReplayRoute(batch, counts).run();
            return;
        }
        tombstones.clear();
        int count = judge.judge(batch, passed, new RecordJudge.Refused() {

            @Override
            public void dropped(int row) {
                counts.dropped();
            }

            @Override
            public void tombstone(int row) {
                tombstones.add(row);
            }

            @Override
            public void dead(int row, String stage, Rejection why) {
                counts.dead();
                deadLetters.write(batch.record(row), stage, why, null);
            }
        });
        for (int i = 0; i < outputs.size(); i++) {
            Counted outcome = new Counted(i, counts) {

                @Override
                void refusedToo(int row, Envelope record, String stage, Rejection why) {
                    deadLetters.write(record, stage, why, outputNames.get(output));
                }
            };
            if (outputs.get(i).takesTombstones() && tombstones.count() > 0) {
                outputs.get(i).write(batch, tombstones.among(passed, count), count + tombstones.count(), outcome);
            } else {
                outputs.get(i).write(batch, passed, count, outcome);
                outcome.filtered(tombstones.count());
            }
        }
    }

    /** Counts what becomes of the records of one output. */
    private abstract static class Counted implements Output.Outcome {

        final int output;
        private final PartitionCounter counts;

        Counted(int output, PartitionCounter counts) {
            this.output = output;
            this.counts = counts;
        }

        @Override
        public void used(int records, long rows) {
            counts.used(output, records, rows);
        }

        @Override
        public void left(long rows) {
            counts.left(output, 1, rows);
        }

        @Override
        public void filtered(int records) {
            counts.filtered(output, records);
        }

        @Override
        public void refused(int row, Envelope record, String stage, Rejection why) {
            counts.dead(output);
            refusedToo(row, record, stage, why);
        }

        abstract void refusedToo(int row, Envelope record, String stage, Rejection why);
    }

    /**
     * Dead letters that are sent through again. One that a single output had refused goes to that output alone; one that is
     * refused again stays where it is, and so does a tombstone, since a replay turns nothing back; the others are resolved.
     */
    private final class ReplayRoute implements RecordJudge.Refused {

        private final RecordBatch batch;
        private final RowRecords records;
        private final PartitionCounter counts;
        private final boolean[] stillDead;

        ReplayRoute(RecordBatch batch, PartitionCounter counts) {
            this.batch = batch;
            this.records = (RowRecords) batch.records();
            this.counts = counts;
            this.stillDead = new boolean[batch.numRows()];
        }

        void run() {
            int count = judge.judge(batch, passed, this);
            int[] chosen = new int[count];
            for (int i = 0; i < outputs.size(); i++) {
                int chosenCount = 0;
                for (int p = 0; p < count; p++) {
                    String replayed = records.replayedOutput(passed[p]);
                    if (replayed == null || replayed.equals(outputNames.get(i))) {
                        chosen[chosenCount++] = passed[p];
                    }
                }
                outputs.get(i).write(batch, chosen, chosenCount, new Counted(i, counts) {

                    @Override
                    void refusedToo(int row, Envelope record, String stage, Rejection why) {
                        if (records.replayedOutput(row) == null) {
                            deadLetters.write(record, stage, why, outputNames.get(output));
                        } else {
                            stillDead[row] = true;
                        }
                    }
                });
                outputs.get(i).settle();
            }
            for (int p = 0; p < count; p++) {
                if (!stillDead[passed[p]]) {
                    resolve(passed[p]);
                }
            }
        }

        @Override
        public void dropped(int row) {
            String replayed = records.replayedOutput(row);
            if (replayed == null) {
                counts.dropped();
            } else {
                counts.filtered(outputNames.indexOf(replayed), 1);
            }
            resolve(row);
        }

        @Override
        public void tombstone(int row) {
            counts.dead();
        }

        @Override
        public void dead(int row, String stage, Rejection why) {
            counts.dead();
        }

        private void resolve(int row) {
            Envelope record = batch.record(row);
            @Nullable String output = records.replayedOutput(row);
            resolved.add(new DeadLetterKey(record.topic().toString(), record.partition(), record.offset(), output));
        }
    }

    private PartitionCounter counterOf(RecordBatch batch) {
        Envelope first = batch.record(0);
        return counters.computeIfAbsent(
                first.partition(),
                partition -> new PartitionCounter(first.topic().toString(), partition, first.offset(), outputs.size()));
    }

    TaskResult complete() {
        Map<String, List<String>> files = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            files.put(outputNames.get(i), outputs.get(i).complete());
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
        outputs.forEach(Output::abort);
        deadLetters.abort();
    }
}
