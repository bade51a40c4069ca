package io.penstock.engine.audit;

import static io.penstock.engine.audit.LedgerClaims.output;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.LedgerClaims.Range;
import io.penstock.engine.audit.TopicOutputRecount.Found;
import io.penstock.engine.batch.RecordProbe;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Closes the accounts of an output that is a topic, from the ledger's figures, and looks for a record of each source offset: the
 * topic may hold more than the ledger has, never less.
 */
final class TopicOutputAudit {

    private final SourceRecount source;
    private final OutputPlan output;
    private final Results results;
    private long records;
    private long offsets;

    TopicOutputAudit(SourceRecount source, OutputPlan output, Results results) {
        this.source = source;
        this.output = output;
        this.results = results;
    }

    void run(TopicOutputRecount recount) {
        for (int partition : source.claims().partitions()) {
            close(partition, recount.find(source.topicName(), partition), recount.whole());
        }
        results.note(
                "output %s is sent at least once: its account has the ledger's figures, and %s holds %,d records of %,d"
                                .formatted(output.name(), topic(), records, offsets)
                        + " source offsets");
        if (!recount.whole()) {
            results.note(topic() + " has lost records to retention or compaction: what it holds of output "
                    + output.name() + " cannot be compared with the ledger");
        }
    }

    private void close(int partition, Found found, boolean whole) {
        long from = beginning(partition);
        long until = source.claims().until(partition);
        long read = sum(partition, from, PartitionAccount::read, false);
        long used = sum(partition, from, a -> output(a, output.name()).used(), true);
        long rows = sum(partition, from, a -> output(a, output.name()).rows(), true);
        long filtered = sum(partition, from, a -> output(a, output.name()).filtered(), true);
        long dropped = sum(partition, from, PartitionAccount::dropped, true);
        OffsetSet dead = source.dead(partition, output, from, until);
        OffsetSet sent = found.offsets().within(from, until);
        records += found.records();
        offsets += sent.size();
        int before = results.findings().size();
        long inTopic = source.read(partition);
        long claimed = source.claims().sum(partition, PartitionAccount::read);
        if (inTopic != claimed) {
            results.finding("%s: the topic holds %d records in offsets %d to %d, the ledger has read %d"
                    .formatted(
                            source.place(partition, output),
                            inTopic,
                            source.claims().from(partition),
                            until - 1,
                            claimed));
        }
        // a replay of what was read before this output was there counts for it, and where it was read is not known
        boolean exact =
                from == source.claims().from(partition) || !source.claims().hasReplays();
        if (exact && read != used + filtered + dropped + dead.size()) {
            results.finding(
                    "%s: %d records are unaccounted for: of %d read, the ledger has %d used, %d filtered and %d dropped,"
                                    .formatted(
                                            source.place(partition, output),
                                            read - used - filtered - dropped - dead.size(),
                                            read,
                                            used,
                                            filtered,
                                            dropped)
                            + " and the dead letters hold " + dead.size());
        }
        if (whole && exact && (sent.size() < used || found.rows(from, until) < rows)) {
            explain(partition, sent, dead, used, rows, found.rows(from, until), from);
        }
        results.account(new Account(
                source.plan().name(),
                source.topicName(),
                partition,
                output.name(),
                output.spec().delivery(),
                from,
                until,
                until - from - read,
                used,
                found.records(),
                filtered,
                dropped,
                dead.size(),
                0,
                results.findings().size() == before));
    }

    /** Names the offsets that the topic lacks, by sending what has no record there through the pipeline again. */
    private void explain(
            int partition, OffsetSet sent, OffsetSet dead, long used, long rows, long rowsFound, long from) {
        OffsetSet lacking = new OffsetSet();
        OffsetSet candidates = source.present(partition)
                .within(from, source.claims().until(partition))
                .minus(sent.or(dead));
        try (RecordProbe probe = new RecordProbe(source.plan(), output)) {
            source.topic().records(partition, candidates, record -> {
                if (source.sameComputation(partition, record.offset())
                        && probe.probe(record) == RecordProbe.Place.OUTPUT) {
                    lacking.add(record.offset());
                }
            });
        }
        results.finding(
                lacking.size() > 0
                        ? source.place(partition, output) + ": " + topic() + " lacks the records of offsets " + lacking
                        : "%s: %s holds %d rows of %d source offsets, the ledger has sent %d of %d"
                                .formatted(
                                        source.place(partition, output), topic(), rowsFound, sent.size(), rows, used));
    }

    /** Where the output's account begins: an output that is added later has what is read from then on. */
    private long beginning(int partition) {
        long beginning = source.claims().until(partition);
        List<Range> ranges = source.claims().ranges(partition);
        for (int i = ranges.size() - 1; i >= 0; i--) {
            PartitionAccount account = ranges.get(i).account();
            if (!account.outputs().containsKey(output.name())) {
                break;
            }
            beginning = account.from();
        }
        return beginning;
    }

    private long sum(int partition, long from, ToLongFunction<PartitionAccount> figure, boolean replaysToo) {
        long all = replaysToo
                ? source.claims().sumWithReplays(partition, figure)
                : source.claims().sum(partition, figure);
        return all - source.claims().sumBefore(partition, from, figure);
    }

    private String topic() {
        return "topic " + output.topicSpec().topic();
    }
}
