package io.penstock.engine.audit;

import static io.penstock.engine.audit.LedgerClaims.output;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.LedgerClaims.Range;
import io.penstock.engine.audit.TopicOutputRecount.Found;
import io.penstock.engine.batch.RecordProbe;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Closes the accounts of an output that is a topic, from the ledger's figures, and looks for a record of each source offset: the
 * topic may hold more than the ledger has, never less.
 */
final class TopicOutputAudit {

    private final SourcePlan source;
    private final OutputPlan output;
    private final Incarnation incarnation;
    private final String fingerprint;
    private final LedgerClaims claims;
    private final TopicRecount sourceTopic;
    private final Map<Integer, OffsetSet> present;
    private final Map<Integer, Long> confirmedFrom;
    private final DeadLetterRecount deadLetters;
    private final List<Account> accounts = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long records;
    private long offsets;

    TopicOutputAudit(
            SourcePlan source,
            OutputPlan output,
            Incarnation incarnation,
            String fingerprint,
            LedgerClaims claims,
            TopicRecount sourceTopic,
            Map<Integer, OffsetSet> present,
            Map<Integer, Long> confirmedFrom,
            DeadLetterRecount deadLetters) {
        this.source = source;
        this.output = output;
        this.incarnation = incarnation;
        this.fingerprint = fingerprint;
        this.claims = claims;
        this.sourceTopic = sourceTopic;
        this.present = present;
        this.confirmedFrom = confirmedFrom;
        this.deadLetters = deadLetters;
    }

    List<Account> accounts() {
        return accounts;
    }

    List<String> findings() {
        return findings;
    }

    List<String> notes() {
        return notes;
    }

    void run(TopicOutputRecount recount) {
        for (int partition : claims.partitions()) {
            close(partition, recount.find(incarnation.topic(), partition), recount.whole());
        }
        notes.add(
                "output %s is sent at least once: its account has the ledger's figures, and %s holds %,d records of %,d"
                                .formatted(output.name(), topic(), records, offsets)
                        + " source offsets");
        if (!recount.whole()) {
            notes.add(topic() + " has lost records to retention or compaction: what it holds of output " + output.name()
                    + " cannot be compared with the ledger");
        }
    }

    private void close(int partition, Found found, boolean whole) {
        long from = beginning(partition);
        long until = claims.until(partition);
        long read = sum(partition, from, PartitionAccount::read, false);
        long used = sum(partition, from, a -> output(a, output.name()).used(), true);
        long rows = sum(partition, from, a -> output(a, output.name()).rows(), true);
        long filtered = sum(partition, from, a -> output(a, output.name()).filtered(), true);
        long dropped = sum(partition, from, PartitionAccount::dropped, true);
        OffsetSet dead =
                deadLetters.of(incarnation.topic(), partition, output.name()).within(from, until);
        OffsetSet sent = found.offsets().within(from, until);
        records += found.records();
        offsets += sent.size();
        int before = findings.size();
        long inTopic = claims.sumBefore(partition, confirmedFrom.get(partition), PartitionAccount::read)
                + present.get(partition).size();
        long claimed = claims.sum(partition, PartitionAccount::read);
        if (inTopic != claimed) {
            findings.add("%s: the topic holds %d records in offsets %d to %d, the ledger has read %d"
                    .formatted(place(partition), inTopic, claims.from(partition), until - 1, claimed));
        }
        // a replay of what was read before this output was there counts for it, and where it was read is not known
        boolean exact = from == claims.from(partition) || !claims.hasReplays();
        if (exact && read != used + filtered + dropped + dead.size()) {
            findings.add(
                    "%s: %d records are unaccounted for: of %d read, the ledger has %d used, %d filtered and %d dropped,"
                                    .formatted(
                                            place(partition),
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
        accounts.add(new Account(
                source.name(),
                incarnation.topic(),
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
                findings.size() == before));
    }

    /** Names the offsets that the topic lacks, by sending what has no record there through the pipeline again. */
    private void explain(
            int partition, OffsetSet sent, OffsetSet dead, long used, long rows, long rowsFound, long from) {
        OffsetSet lacking = new OffsetSet();
        OffsetSet candidates =
                present.get(partition).within(from, claims.until(partition)).minus(sent.or(dead));
        try (RecordProbe probe = new RecordProbe(source, output)) {
            sourceTopic.records(partition, candidates, record -> {
                if (claims.computedBy(fingerprint, partition, record.offset())
                        && probe.probe(record) == RecordProbe.Place.OUTPUT) {
                    lacking.add(record.offset());
                }
            });
        }
        findings.add(
                lacking.size() > 0
                        ? place(partition) + ": " + topic() + " lacks the records of offsets " + lacking
                        : "%s: %s holds %d rows of %d source offsets, the ledger has sent %d of %d"
                                .formatted(place(partition), topic(), rowsFound, sent.size(), rows, used));
    }

    /** Where the output's account begins: an output that is added later has what is read from then on. */
    private long beginning(int partition) {
        long beginning = claims.until(partition);
        List<Range> ranges = claims.ranges(partition);
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
        long all = replaysToo ? claims.sumWithReplays(partition, figure) : claims.sum(partition, figure);
        return all - claims.sumBefore(partition, from, figure);
    }

    private String topic() {
        return "topic " + output.topicSpec().topic();
    }

    private String place(int partition) {
        return incarnation.topic() + " partition " + partition + ", output " + output.name();
    }
}
