package io.penstock.engine.audit;

import static io.penstock.engine.audit.LedgerClaims.output;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.TableRecount.Partition;
import io.penstock.engine.audit.TableRecount.Place;
import io.penstock.engine.batch.RecordProbe;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Closes the accounts of one output, or says which offsets keep one open. */
final class OutputAudit {

    private final SourcePlan source;
    private final OutputPlan output;
    private final Incarnation incarnation;
    private final String fingerprint;
    private final LedgerClaims claims;
    private final TopicRecount topic;
    private final Map<Integer, OffsetSet> present;
    private final Map<Integer, Long> confirmedFrom;
    private final DeadLetterRecount deadLetters;
    private final TableRecount recount;
    private final List<Account> accounts = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();

    OutputAudit(
            SourcePlan source,
            OutputPlan output,
            Incarnation incarnation,
            String fingerprint,
            LedgerClaims claims,
            TopicRecount topic,
            Map<Integer, OffsetSet> present,
            Map<Integer, Long> confirmedFrom,
            DeadLetterRecount deadLetters,
            TableRecount recount) {
        this.source = source;
        this.output = output;
        this.incarnation = incarnation;
        this.fingerprint = fingerprint;
        this.claims = claims;
        this.topic = topic;
        this.present = present;
        this.confirmedFrom = confirmedFrom;
        this.deadLetters = deadLetters;
        this.recount = recount;
    }

    List<Account> accounts() {
        return accounts;
    }

    List<String> findings() {
        return findings;
    }

    void run(Map<Place, Partition> stored, boolean running) {
        for (int partition : claims.partitions()) {
            Place place = new Place(incarnation.topic(), partition, null);
            close(partition, stored.getOrDefault(place, Partition.EMPTY), running);
        }
        stored.keySet().stream()
                .filter(place -> !place.topic().equals(incarnation.topic())
                        || !claims.partitions().contains(place.partition()))
                .filter(place -> !running)
                .forEach(place -> findings.add("table " + table() + " holds rows of " + place.topic() + " partition "
                        + place.partition() + ", which the ledger knows nothing of"));
    }

    private void close(int partition, Partition table, boolean running) {
        long from = claims.from(partition);
        long until = claims.until(partition);
        long confirmed = confirmedFrom.get(partition);
        OffsetSet inTopic = present.get(partition);
        OffsetSet stored = table.offsets().within(from, until);
        OffsetSet dead =
                deadLetters.of(incarnation.topic(), partition, output.name()).within(from, until);
        int before = findings.size();

        findIn(table.offsets().minus(stored), running ? "" : "holds offsets outside of what is committed", partition);
        findIn(stored.and(dead), "and the dead letters both hold offsets", partition);
        findIn(
                stored.within(confirmed, until).minus(inTopic),
                "holds offsets that the topic does not have:",
                partition);
        findIn(
                dead.within(confirmed, until).minus(inTopic),
                "aside, the dead letters hold offsets that the topic does not have:",
                partition);

        long read = claims.sumBefore(partition, confirmed, PartitionAccount::read) + inTopic.size();
        long claimedRead = claims.sum(partition, PartitionAccount::read);
        if (read != claimedRead) {
            findings.add(place(partition) + ": the topic holds " + read + " records in offsets " + from + " to "
                    + (until - 1) + ", the ledger has read " + claimedRead);
        }
        OffsetSet found = stored.or(dead);
        long filtered =
                claims.sumWithReplays(partition, a -> output(a, output.name()).filtered());
        long dropped = claims.sumWithReplays(partition, PartitionAccount::dropped);
        long unexplained = read - found.size() - filtered - dropped;
        long used =
                claims.sumWithReplays(partition, a -> output(a, output.name()).used());
        if (unexplained != 0 || stored.size() != used) {
            explain(partition, stored, dead, used, unexplained);
        }
        long rows =
                claims.sumWithReplays(partition, a -> output(a, output.name()).rows());
        if (!running && table.distinctRows() != rows) {
            findings.add(place(partition) + ": table " + table() + " holds " + table.distinctRows()
                    + " different rows, the ledger has " + rows);
            if (output.multiplies()) {
                explainRows(partition, stored);
            }
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
                stored.size(),
                table.rows(),
                filtered,
                dropped,
                dead.size(),
                findings.size() == before));
    }

    private void findIn(OffsetSet offsets, String what, int partition) {
        if (!what.isEmpty() && offsets.size() > 0) {
            findings.add(place(partition) + ": table " + table() + " " + what + " " + offsets);
        }
    }

    /** Names the offsets that keep the account open, by sending what is unaccounted for through the pipeline again. */
    private void explain(int partition, OffsetSet stored, OffsetSet dead, long used, long unexplained) {
        OffsetSet candidates = present.get(partition).minus(stored.or(dead));
        OffsetSet belongsInTable = new OffsetSet();
        OffsetSet belongsInDeadLetters = new OffsetSet();
        OffsetSet unknown = new OffsetSet();
        try (RecordProbe probe = new RecordProbe(source, output)) {
            topic.records(partition, candidates, record -> {
                if (!sameComputation(partition, record.offset())) {
                    unknown.add(record.offset());
                    return;
                }
                switch (probe.probe(record)) {
                    case OUTPUT -> belongsInTable.add(record.offset());
                    case DEAD_LETTERS -> belongsInDeadLetters.add(record.offset());
                    case NOWHERE -> {}
                }
            });
        }
        String at = place(partition);
        if (belongsInTable.size() > 0) {
            findings.add(at + ": table " + table() + " lacks offsets " + belongsInTable);
        }
        if (belongsInDeadLetters.size() > 0) {
            findings.add(at + ": the dead letters lack offsets " + belongsInDeadLetters);
        }
        if (belongsInTable.size() + belongsInDeadLetters.size() == 0) {
            String among = unknown.size() > 0
                    ? "; among those of batches computed before the pipeline was changed: " + unknown
                    : "";
            findings.add(at + ": " + unexplained + " records are unaccounted for, table " + table() + " holds "
                    + stored.size() + " offsets where the ledger has " + used + among);
        }
    }

    /** Names the records of which the table has another number of rows than they make. */
    private void explainRows(int partition, OffsetSet stored) {
        Map<Long, Long> found = recount.rowsByOffset(table(), partition);
        OffsetSet differing = new OffsetSet();
        try (RecordProbe probe = new RecordProbe(source, output)) {
            topic.records(partition, stored, record -> {
                probe.probe(record);
                if (probe.rows() != found.getOrDefault(record.offset(), 0L)
                        && sameComputation(partition, record.offset())) {
                    differing.add(record.offset());
                }
            });
        }
        if (differing.size() > 0) {
            findings.add(place(partition) + ": table " + table() + " has not the rows that these records make, offsets "
                    + differing);
        }
    }

    /** Whether the batch of the offset was computed by the pipeline as it is now. */
    private boolean sameComputation(int partition, long offset) {
        return claims.computedBy(fingerprint, partition, offset);
    }

    private String table() {
        return output.tableSpec().table();
    }

    private String place(int partition) {
        return incarnation.topic() + " partition " + partition + ", output " + output.name();
    }
}
