package io.penstock.engine.audit;

import static io.penstock.engine.audit.LedgerClaims.output;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.LedgerClaims.Range;
import io.penstock.engine.audit.SentRows.Found;
import io.penstock.engine.batch.RecordProbe;
import io.penstock.engine.ledger.Backlog;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Closes the accounts of an output that is a topic or an index, from the ledger's figures, and looks for a row of each source offset:
 * never less than the ledger has, and in an index no more either.
 */
final class SentOutputAudit {

    private final SourceRecount source;
    private final OutputPlan output;
    private final String receiver;
    private final boolean exact;
    private final Results results;
    private long rows;
    private long offsets;

    private SentOutputAudit(SourceRecount source, OutputPlan output, String receiver, boolean exact, Results results) {
        this.source = source;
        this.output = output;
        this.receiver = receiver;
        this.exact = exact;
        this.results = results;
    }

    /** Of an output that is a topic. */
    static void ofTopic(SourceRecount source, OutputPlan output, TopicOutputRecount recount, Results results) {
        String topic = "topic " + output.topicSpec().topic();
        SentOutputAudit audit = new SentOutputAudit(source, output, topic, false, results);
        audit.close(recount.rows(), recount.whole());
        results.note(
                "output %s is sent at least once: its account has the ledger's figures, and %s holds %,d records of %,d source offsets"
                        .formatted(output.name(), topic, audit.rows, audit.offsets));
        if (!recount.whole()) {
            results.note(topic + " has lost records to retention or compaction: what it holds of output "
                    + output.name() + " cannot be compared with the ledger");
        }
    }

    /** Of an output that is an index. */
    static void ofIndex(SourceRecount source, OutputPlan output, SentRows documents, Results results) {
        String index = "index " + output.indexSpec().index();
        boolean ownIds = !output.indexSpec().id().isEmpty();
        boolean whole = !ownIds && output.indexSpec().keep() == null;
        SentOutputAudit audit = new SentOutputAudit(source, output, index, true, results);
        audit.close(documents, whole);
        String ledger = ": its account has the ledger's figures, and %s holds %,d documents";
        String replaces = output.deletes()
                ? "output %s replaces and deletes documents by their id"
                : "output %s replaces documents by their id";
        String note = (ownIds ? replaces : "output %s keeps documents for a time") + ledger;
        results.note((whole ? "output %s: %s holds %,d documents of %,d source offsets" : note)
                .formatted(output.name(), index, audit.rows, audit.offsets));
    }

    private void close(SentRows sent, boolean whole) {
        for (int partition : source.claims().partitions()) {
            close(partition, sent.find(source.topicName(), partition), whole);
        }
    }

    private void close(int partition, Found found, boolean whole) {
        long from = beginning(partition);
        long until = source.claims().until(partition);
        long read = sum(partition, from, PartitionAccount::read, false);
        long used = sum(partition, from, a -> output(a, output.name()).used(), true);
        long claimedRows = sum(partition, from, a -> output(a, output.name()).rows(), true);
        long filtered = sum(partition, from, a -> output(a, output.name()).filtered(), true);
        long dropped = sum(partition, from, PartitionAccount::dropped, true);
        OffsetSet dead = source.dead(partition, output, from, until);
        OffsetSet sent = found.offsets().within(from, until);
        rows += found.all();
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
        boolean complete =
                from == source.claims().from(partition) || !source.claims().hasReplays();
        Backlog lacking = source.claims().lacking(output.name());
        long later = lacking == null ? 0 : source.claims().lackingRecords(partition, output.name());
        if (later > 0) {
            results.finding(
                    "%s: %s lacks %,d records, OpenSearch was away: it lacks %,d documents of %,d batches up to batch %d, and gets them from the table while the pipeline runs"
                            .formatted(
                                    source.place(partition, output),
                                    receiver,
                                    later,
                                    lacking.rows(),
                                    lacking.batches(),
                                    lacking.last()));
        }
        if (complete && read != used + filtered + dropped + dead.size() + later) {
            results.finding(
                    "%s: %d records are unaccounted for: of %d read, the ledger has %d used, %d filtered and %d dropped,"
                                    .formatted(
                                            source.place(partition, output),
                                            read - used - filtered - dropped - dead.size() - later,
                                            read,
                                            used,
                                            filtered,
                                            dropped)
                            + " and the dead letters hold " + dead.size());
        }
        long foundRows = found.rows(from, until);
        boolean less = sent.size() < used || foundRows < claimedRows;
        boolean more = exact && later == 0 && (sent.size() > used || foundRows > claimedRows);
        if (whole && complete && (less || more)) {
            explain(partition, sent, dead, used, claimedRows, foundRows, from);
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
                found.all(),
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
                        ? source.place(partition, output) + ": " + receiver + " lacks the records of offsets " + lacking
                        : "%s: %s holds %d rows of %d source offsets, the ledger has sent %d of %d"
                                .formatted(
                                        source.place(partition, output), receiver, rowsFound, sent.size(), rows, used));
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
}
