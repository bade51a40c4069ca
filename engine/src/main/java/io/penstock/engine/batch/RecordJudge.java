package io.penstock.engine.batch;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.plan.RulePlan;
import io.penstock.pipeline.Decode;
import io.penstock.pipeline.Metadata;
import io.penstock.source.RecordDecoder;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;

/** Decodes a record and puts it before the rules. Not thread-safe; holds one record at a time. */
final class RecordJudge {

    /** What the decoder and the rules say of a record. */
    record Verdict(boolean dropped, String stage, @Nullable Rejection rejection) {

        static final Verdict PASSED = new Verdict(false, "", null);
        static final Verdict DROPPED = new Verdict(true, "", null);

        static Verdict reject(String stage, Rejection rejection) {
            return new Verdict(false, stage, rejection);
        }

        boolean passed() {
            return !dropped && rejection == null;
        }
    }

    private final String source;
    private final RecordDecoder decoder;
    private final KafkaEnvelope envelope = new KafkaEnvelope();
    private final WritableColumnVector[] vectors;
    private final ColumnarBatchRow decoded;
    private final List<RulePlan> rules;
    private final List<RuleCheck> checks = new ArrayList<>();
    private final long[] violations;

    RecordJudge(
            String source,
            Decode decode,
            Map<String, Metadata> metadata,
            StructType columns,
            List<RulePlan> rules,
            int taskPartition) {
        this.source = source;
        this.decoder = RecordDecoder.create(decode, columns, metadata);
        this.vectors = OnHeapColumnVector.allocateColumns(1, columns);
        this.decoded = new ColumnarBatchRow(vectors);
        this.rules = rules;
        rules.forEach(rule -> checks.add(new RuleCheck(rule, taskPartition)));
        this.violations = new long[rules.size()];
    }

    /** @throws PipelineFailedException when an expectation that fails the pipeline does not hold */
    Verdict judge(InternalRow kafka) {
        byte[] value = kafka.isNullAt(KafkaColumns.VALUE) ? null : kafka.getBinary(KafkaColumns.VALUE);
        for (WritableColumnVector vector : vectors) {
            vector.reset();
        }
        Rejection rejection = decoder.decode(value, envelope.of(kafka), vectors, 0);
        if (rejection != null) {
            return rejection.rule().equals(Rejection.HEADER)
                    ? Verdict.DROPPED
                    : Verdict.reject(DeadLetterColumns.DECODE, rejection);
        }
        decoded.rowId = 0;
        for (int i = 0; i < checks.size(); i++) {
            String violation = checks.get(i).violation(decoded);
            if (violation != null) {
                violations[i]++;
                Verdict verdict = onViolation(rules.get(i), violation, kafka);
                if (!verdict.passed()) {
                    return verdict;
                }
            }
        }
        return Verdict.PASSED;
    }

    private Verdict onViolation(RulePlan rule, String violation, InternalRow kafka) {
        return switch (rule.onViolation()) {
            case WARN -> Verdict.PASSED;
            case DROP -> Verdict.DROPPED;
            case DEAD_LETTER -> Verdict.reject(DeadLetterColumns.EXPECTATION, new Rejection(rule.name(), violation));
            case FAIL ->
                throw new PipelineFailedException("Cannot go on, expectation " + rule.name() + " of source " + source
                        + " fails the pipeline: " + violation + ", in " + kafka.getUTF8String(KafkaColumns.TOPIC)
                        + " partition " + kafka.getInt(KafkaColumns.PARTITION) + " offset "
                        + kafka.getLong(KafkaColumns.OFFSET));
        };
    }

    /** The row of the record that was judged last, when it passed. */
    InternalRow decoded() {
        return decoded;
    }

    /** Violations so far, of the rules that have any. */
    Map<String, Long> violations() {
        Map<String, Long> byRule = new TreeMap<>();
        for (int i = 0; i < violations.length; i++) {
            if (violations[i] > 0) {
                byRule.put(rules.get(i).name(), violations[i]);
            }
        }
        return byRule;
    }

    void close() {
        for (WritableColumnVector vector : vectors) {
            vector.close();
        }
    }
}
