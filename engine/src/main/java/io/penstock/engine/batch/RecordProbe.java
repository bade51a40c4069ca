package io.penstock.engine.batch;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.batch.RecordJudge.Verdict;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Says where a record belongs, without writing it: what a batch would do with it for one output. Not thread-safe. */
public final class RecordProbe implements AutoCloseable {

    /** Where a record belongs. */
    public enum Place {
        TABLE,
        DEAD_LETTERS,
        NOWHERE
    }

    private static final int KAFKA_COLUMNS = 8;

    private final RecordJudge judge;
    private final Consumer<InternalRow> steps;
    private long rows;

    public RecordProbe(SourcePlan source, OutputPlan output) {
        this.judge = new RecordJudge(source.name(), source.spec().decode(), source.columns(), source.rules(), 0);
        this.steps = new StepChain(output.steps(), 0).into(row -> rows++);
    }

    /** @param value the record's value, or null for a tombstone */
    public Place probe(String topic, int partition, long offset, byte @Nullable [] value) {
        GenericInternalRow kafka = new GenericInternalRow(KAFKA_COLUMNS);
        kafka.update(KafkaColumns.VALUE, value);
        kafka.update(KafkaColumns.TOPIC, UTF8String.fromString(topic));
        kafka.update(KafkaColumns.PARTITION, partition);
        kafka.update(KafkaColumns.OFFSET, offset);
        rows = 0;
        try {
            Verdict verdict = judge.judge(kafka);
            if (!verdict.passed()) {
                return verdict.dropped() ? Place.NOWHERE : Place.DEAD_LETTERS;
            }
            steps.accept(judge.decoded());
            return rows > 0 ? Place.TABLE : Place.NOWHERE;
        } catch (PipelineFailedException e) {
            return Place.NOWHERE; // it would have stopped the pipeline before the batch
        } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
            return Place.DEAD_LETTERS;
        }
    }

    /** How many rows the record that was probed last makes. */
    public long rows() {
        return rows;
    }

    @Override
    public void close() {
        judge.close();
    }
}
