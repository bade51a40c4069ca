package io.penstock.engine.batch;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import io.penstock.source.kafka.ConsumedRecords;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/** Says where a record belongs, without writing it: what a batch would do with it for one output. Not thread-safe. */
public final class RecordProbe implements AutoCloseable {

    /** Where a record belongs. */
    public enum Place {
        OUTPUT,
        DEAD_LETTERS,
        NOWHERE
    }

    private final RecordJudge judge;
    private final Place ofTombstones;
    private final Consumer<InternalRow> steps;
    private final ConsumedRecords records;
    private final RecordBatch batch;
    private final int[] passed = new int[1];
    private Place refusal = Place.NOWHERE;
    private long rows;

    public RecordProbe(SourcePlan source, OutputPlan output) {
        this.judge = new RecordJudge(source.name(), source.rules(), source.takesTombstones(), 0);
        this.ofTombstones = output.deletes() ? Place.OUTPUT : Place.NOWHERE;
        this.steps = new StepChain(output.steps(), 0).into(row -> rows++);
        this.records = new ConsumedRecords(source.spec().kafka().topic());
        this.batch = RecordBatch.create(source.schema(), 1);
    }

    public Place probe(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        batch.decode(records.of(List.of(record), 0, 1));
        rows = 0;
        try {
            if (judge.judge(batch, passed, new Refusal()) == 0) {
                return refusal;
            }
            ColumnarBatchRow decoded = new ColumnarBatchRow(batch.decoded());
            decoded.rowId = 0;
            steps.accept(decoded);
            return rows > 0 ? Place.OUTPUT : Place.NOWHERE;
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
        batch.close();
    }

    private final class Refusal implements RecordJudge.Refused {

        @Override
        public void dropped(int row) {
            refusal = Place.NOWHERE;
        }

        @Override
        public void tombstone(int row) {
            refusal = ofTombstones;
        }

        @Override
        public void dead(int row, String stage, Rejection why) {
            refusal = Place.DEAD_LETTERS;
        }
    }
}
