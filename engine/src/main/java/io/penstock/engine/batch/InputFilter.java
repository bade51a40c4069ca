package io.penstock.engine.batch;

import io.penstock.engine.batch.InputReports.Range;
import io.penstock.engine.batch.InputReports.Report;
import io.penstock.engine.commit.Failpoint;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import io.penstock.source.kafka.RowFilter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of a range before any operator of a view with state sees them: dead letters, rows that a rule drops and late
 * rows stay out, written where they belong, and everything is counted. Not thread-safe.
 */
public final class InputFilter implements RowFilter {

    private final InputSpec spec;
    private final Range range;
    private final InputReports reports;
    private final RecordJudge judge;
    private final PartitionCounter counts;
    private final @Nullable DeadLetterWriter deadLetters;
    private final @Nullable LateRowWriter late;

    private InputFilter(InputSpec spec, Range range, InputReports reports) {
        TaskContext context = TaskContext.get();
        // stages of one job share no attempt ids, partitions of different stages may be the same
        String task = "in-" + context.partitionId() + "-" + context.taskAttemptId();
        this.spec = spec;
        this.range = range;
        this.reports = reports;
        this.judge = new RecordJudge(spec.source(), spec.rules(), spec.takesTombstones(), context.partitionId());
        this.counts = new PartitionCounter(
                range.partition().topic(), range.partition().partition(), range.from(), 1);
        this.deadLetters = spec.deadLetters() == null
                ? null
                : new DeadLetterWriter(
                        spec.source(),
                        spec.startedMicros(),
                        spec.deadLetters().create(spec.identity(), spec.run(), task));
        this.late = spec.late() == null
                ? null
                : new LateRowWriter(spec, spec.late().create(spec.identity(), spec.run(), task));
    }

    @Override
    public int pass(RecordBatch batch, int[] passed) {
        counts.read(batch.numRows(), batch.newestMicros());
        int good = judge.judge(batch, passed, new RecordJudge.Refused() {

            @Override
            public void dropped(int row) {
                counts.dropped();
            }

            @Override
            public void tombstone(int row) {
                counts.dropped();
            }

            @Override
            public void dead(int row, String stage, Rejection why) {
                counts.dead();
                if (deadLetters != null) {
                    deadLetters.write(batch.record(row), stage, why, null);
                }
            }
        });
        int count = spec.eventTime() < 0 ? good : splitLate(batch, passed, good);
        counts.used(0, count, 0);
        return count;
    }

    private int splitLate(RecordBatch batch, int[] passed, int good) {
        ColumnVector times = batch.decoded()[spec.eventTime()];
        int inTime = 0;
        for (int i = 0; i < good; i++) {
            int row = passed[i];
            // a row without a time is not late; a window leaves it out
            if (!times.isNullAt(row) && times.getLong(row) <= spec.watermarkMicros()) {
                counts.late();
                if (late != null) {
                    late.write(batch.record(row), times.getLong(row));
                }
            } else {
                passed[inTime++] = row;
            }
        }
        return inTime;
    }

    @Override
    public void complete() {
        TaskResult result = new TaskResult(
                List.of(counts.counts(List.of(spec.identity().query()))),
                judge.violations(),
                late == null ? Map.of() : Map.of(InputSpec.LATE, late.complete()),
                deadLetters == null ? List.of() : deadLetters.complete(),
                List.of());
        reports.add(new Report(range, result));
        Failpoint.TASK_WRITTEN.reached();
    }

    @Override
    public void abort() {
        if (deadLetters != null) {
            deadLetters.abort();
        }
        if (late != null) {
            late.abort();
        }
    }

    /** @param reports registered with Spark */
    public record Factory(InputSpec spec, InputReports reports) implements RowFilter.Factory {

        @Override
        public RowFilter create(TopicPartition partition, long from, long until) {
            return new InputFilter(spec, new Range(partition, from, until), reports);
        }
    }
}
