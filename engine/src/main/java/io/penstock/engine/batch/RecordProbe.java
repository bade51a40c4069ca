package io.penstock.engine.batch;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.batch.RecordJudge.Verdict;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Says where a record belongs, without writing it: what a batch would do with it for one output. Not thread-safe. */
public final class RecordProbe implements AutoCloseable {

    /** Where a record belongs. */
    public enum Place {
        OUTPUT,
        DEAD_LETTERS,
        NOWHERE
    }

    private static final int KAFKA_COLUMNS = 8;

    private final RecordJudge judge;
    private final Consumer<InternalRow> steps;
    private long rows;

    public RecordProbe(SourcePlan source, OutputPlan output) {
        this.judge = new RecordJudge(
                source.name(), source.spec().decode(), source.spec().metadata(), source.columns(), source.rules(), 0);
        this.steps = new StepChain(output.steps(), 0).into(row -> rows++);
    }

    public Place probe(ConsumerRecord<byte[], byte[]> record) {
        InternalRow kafka = row(record);
        rows = 0;
        try {
            Verdict verdict = judge.judge(kafka);
            if (!verdict.passed()) {
                return verdict.dropped() ? Place.NOWHERE : Place.DEAD_LETTERS;
            }
            steps.accept(judge.decoded());
            return rows > 0 ? Place.OUTPUT : Place.NOWHERE;
        } catch (PipelineFailedException e) {
            return Place.NOWHERE; // it would have stopped the pipeline before the batch
        } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
            return Place.DEAD_LETTERS;
        }
    }

    /** The record as Spark's Kafka source would give it. */
    private static InternalRow row(ConsumerRecord<byte[], byte[]> record) {
        GenericInternalRow kafka = new GenericInternalRow(KAFKA_COLUMNS);
        kafka.update(KafkaColumns.KEY, record.key());
        kafka.update(KafkaColumns.VALUE, record.value());
        kafka.update(KafkaColumns.TOPIC, UTF8String.fromString(record.topic()));
        kafka.update(KafkaColumns.PARTITION, record.partition());
        kafka.update(KafkaColumns.OFFSET, record.offset());
        kafka.update(KafkaColumns.TIMESTAMP, record.timestamp() * 1_000);
        List<Object> headers = new ArrayList<>();
        record.headers()
                .forEach(header -> headers.add(
                        new GenericInternalRow(new Object[] {UTF8String.fromString(header.key()), header.value()})));
        kafka.update(KafkaColumns.HEADERS, headers.isEmpty() ? null : new GenericArrayData(headers.toArray()));
        return kafka;
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
