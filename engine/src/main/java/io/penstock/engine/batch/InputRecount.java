package io.penstock.engine.batch;

import io.penstock.engine.plan.RulePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import io.penstock.source.kafka.ConsumedRecords;
import io.penstock.source.kafka.RowFilter;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * Judges the records of one partition again as a view's input has judged them, from the watermarks that the ledger has: says where
 * each belongs, and writes nothing. Not thread-safe.
 */
public final class InputRecount implements AutoCloseable {

    /** Is told where records belong. */
    public interface Places {

        void dropped(long offset);

        void dead(long offset);

        void late(long offset);

        void used(long offset);
    }

    private static final Places NOWHERE = new Places() {

        @Override
        public void dropped(long offset) {}

        @Override
        public void dead(long offset) {}

        @Override
        public void late(long offset) {}

        @Override
        public void used(long offset) {}
    };

    private final Judge judge;
    private final RecordBatch batch;
    private final ConsumedRecords records;
    private final int[] passed = new int[RecordBatch.CAPACITY];

    /** @param splitsLate whether a row can be late */
    public InputRecount(SourcePlan source, boolean splitsLate, Watermarks watermarks, int partition, Places places) {
        this.judge = new Judge(
                new RecordJudge(source.name(), source.rules(), source.takesTombstones(), 0),
                eventTime(source, splitsLate),
                watermarks.of(partition),
                places);
        this.batch = RecordBatch.create(source.schema(), RecordBatch.CAPACITY);
        this.records = new ConsumedRecords(source.spec().kafka().topic());
    }

    /** Judges records in the order of their offsets. */
    public void judge(List<ConsumerRecord<ByteBuffer, ByteBuffer>> consumed) {
        for (int from = 0; from < consumed.size(); from += RecordBatch.CAPACITY) {
            batch.decode(records.of(consumed, from, Math.min(consumed.size(), from + RecordBatch.CAPACITY)));
            judge.pass(batch, passed);
        }
    }

    @Override
    public void close() {
        batch.close();
    }

    /** The same in tasks: lets those rows pass that the view has used. */
    public static RowFilter.Factory inTasks(SourcePlan source, boolean splitsLate, Watermarks watermarks) {
        return new Factory(
                source.name(), source.rules(), source.takesTombstones(), eventTime(source, splitsLate), watermarks);
    }

    private static int eventTime(SourcePlan source, boolean splitsLate) {
        return splitsLate ? source.eventTimeIndex() : -1;
    }

    private record Factory(
            String source, List<RulePlan> rules, boolean takesTombstones, int eventTime, Watermarks watermarks)
            implements RowFilter.Factory {

        @Override
        public RowFilter create(TopicPartition partition, long from, long until) {
            RecordJudge judge = new RecordJudge(source, rules, takesTombstones, 0);
            return new Judge(judge, eventTime, watermarks.of(partition.partition()), NOWHERE);
        }
    }

    private static final class Judge implements RowFilter {

        private final RecordJudge rules;
        private final int eventTime;
        private final Watermarks.Partition watermarks;
        private final Places places;

        Judge(RecordJudge rules, int eventTime, Watermarks.Partition watermarks, Places places) {
            this.rules = rules;
            this.eventTime = eventTime;
            this.watermarks = watermarks;
            this.places = places;
        }

        @Override
        public int pass(RecordBatch batch, int[] passed) {
            int good = rules.judge(batch, passed, new RecordJudge.Refused() {

                @Override
                public void dropped(int row) {
                    places.dropped(batch.record(row).offset());
                }

                @Override
                public void tombstone(int row) {
                    places.dropped(batch.record(row).offset());
                }

                @Override
                public void dead(int row, String stage, Rejection why) {
                    places.dead(batch.record(row).offset());
                }
            });
            int inTime = 0;
            for (int i = 0; i < good; i++) {
                int row = passed[i];
                long offset = batch.record(row).offset();
                if (isLate(batch, row, offset)) {
                    places.late(offset);
                } else {
                    places.used(offset);
                    passed[inTime++] = row;
                }
            }
            return inTime;
        }

        private boolean isLate(RecordBatch batch, int row, long offset) {
            if (eventTime < 0) {
                return false;
            }
            ColumnVector times = batch.decoded()[eventTime];
            return !times.isNullAt(row) && times.getLong(row) <= watermarks.of(offset);
        }

        @Override
        public void complete() {
            // nothing is written
        }

        @Override
        public void abort() {
            // nothing is written
        }
    }
}
