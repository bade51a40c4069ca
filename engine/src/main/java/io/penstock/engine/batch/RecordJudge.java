package io.penstock.engine.batch;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.plan.RulePlan;
import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/** Puts decoded records before the rules. Not thread-safe. */
final class RecordJudge {

    /** Is told of the records that do not pass. */
    interface Refused {

        /** A rule drops the record. */
        void dropped(int row);

        /** The record has no value, and the source has an output that takes such. */
        void tombstone(int row);

        /** The record belongs to the dead letters. */
        void dead(int row, String stage, Rejection why);
    }

    private final String source;
    private final List<RulePlan> rules;
    private final boolean takesTombstones;
    private final List<RuleCheck> checks = new ArrayList<>();
    private final long[] violations;

    /** @param takesTombstones whether records without a value are no dead letters */
    RecordJudge(String source, List<RulePlan> rules, boolean takesTombstones, int taskPartition) {
        this.source = source;
        this.rules = rules;
        this.takesTombstones = takesTombstones;
        rules.forEach(rule -> checks.add(new RuleCheck(rule, taskPartition)));
        this.violations = new long[rules.size()];
    }

    /**
     * Finds the records that pass.
     *
     * @param passed takes their indexes, rising
     * @return how many pass
     * @throws PipelineFailedException when an expectation that fails the pipeline does not hold
     */
    int judge(RecordBatch batch, int[] passed, Refused refused) {
        int count = 0;
        ColumnarBatchRow decoded = new ColumnarBatchRow(batch.decoded());
        for (int row = 0; row < batch.numRows(); row++) {
            Rejection rejection = batch.rejected() == 0 ? null : batch.rejection(row);
            if (rejection == null) {
                if (checks.isEmpty() || passesRules(batch, row, decoded, refused)) {
                    passed[count++] = row;
                }
            } else if (rejection.rule().equals(Rejection.HEADER)) {
                refused.dropped(row);
            } else if (takesTombstones && rejection.equals(Rejection.WITHOUT_VALUE)) {
                refused.tombstone(row);
            } else {
                refused.dead(row, DeadLetterColumns.DECODE, rejection);
            }
        }
        return count;
    }

    private boolean passesRules(RecordBatch batch, int row, ColumnarBatchRow decoded, Refused refused) {
        decoded.rowId = row;
        for (int i = 0; i < checks.size(); i++) {
            String violation = checks.get(i).violation(decoded);
            if (violation != null) {
                violations[i]++;
                if (!passesViolated(rules.get(i), violation, batch, row, refused)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean passesViolated(RulePlan rule, String violation, RecordBatch batch, int row, Refused refused) {
        switch (rule.onViolation()) {
            case WARN -> {
                return true;
            }
            case DROP -> refused.dropped(row);
            case DEAD_LETTER -> refused.dead(row, DeadLetterColumns.EXPECTATION, new Rejection(rule.name(), violation));
            case FAIL -> throw failure(rule, violation, batch.record(row));
        }
        return false;
    }

    private PipelineFailedException failure(RulePlan rule, String violation, Envelope record) {
        return new PipelineFailedException("Cannot go on, expectation " + rule.name() + " of source " + source
                + " fails the pipeline: " + violation + ", in " + record.topic() + " partition " + record.partition()
                + " offset " + record.offset());
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
}
