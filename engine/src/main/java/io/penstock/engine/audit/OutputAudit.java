package io.penstock.engine.audit;

import static io.penstock.engine.audit.LedgerClaims.output;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.TableRecount.Partition;
import io.penstock.engine.audit.TableRecount.Place;
import io.penstock.engine.batch.RecordProbe;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import java.util.Map;

/** Closes the accounts of one output, or says which offsets keep one open. */
final class OutputAudit {

    private final SourceRecount source;
    private final OutputPlan output;
    private final TableRecount recount;
    private final Results results;

    OutputAudit(SourceRecount source, OutputPlan output, TableRecount recount, Results results) {
        this.source = source;
        this.output = output;
        this.recount = recount;
        this.results = results;
    }

    void run(Map<Place, Partition> stored, boolean running) {
        for (int partition : source.claims().partitions()) {
            Place place = new Place(source.topicName(), partition, null);
            close(partition, stored.getOrDefault(place, Partition.EMPTY), running);
        }
        stored.keySet().stream()
                .filter(place -> !place.topic().equals(source.topicName())
                        || !source.claims().partitions().contains(place.partition()))
                .filter(place -> !running)
                .forEach(place -> results.finding("table " + table() + " holds rows of " + place.topic() + " partition "
                        + place.partition() + ", which the ledger knows nothing of"));
    }

    private void close(int partition, Partition table, boolean running) {
        LedgerClaims claims = source.claims();
        long from = claims.from(partition);
        long until = claims.until(partition);
        long confirmed = source.confirmedFrom().get(partition);
        OffsetSet inTopic = source.present(partition);
        OffsetSet stored = table.offsets().within(from, until);
        OffsetSet dead = source.dead(partition, output, from, until);
        int before = results.findings().size();

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

        long read = source.read(partition);
        long claimedRead = claims.sum(partition, PartitionAccount::read);
        if (read != claimedRead) {
            results.finding(source.place(partition, output) + ": the topic holds " + read + " records in offsets "
                    + from + " to " + (until - 1) + ", the ledger has read " + claimedRead);
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
            results.finding(source.place(partition, output) + ": table " + table() + " holds " + table.distinctRows()
                    + " different rows, the ledger has " + rows);
            if (output.multiplies()) {
                explainRows(partition, stored);
            }
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
                stored.size(),
                table.rows(),
                filtered,
                dropped,
                dead.size(),
                0,
                results.findings().size() == before));
    }

    private void findIn(OffsetSet offsets, String what, int partition) {
        if (!what.isEmpty() && offsets.size() > 0) {
            results.finding(source.place(partition, output) + ": table " + table() + " " + what + " " + offsets);
        }
    }

    /** Names the offsets that keep the account open, by sending what is unaccounted for through the pipeline again. */
    private void explain(int partition, OffsetSet stored, OffsetSet dead, long used, long unexplained) {
        OffsetSet candidates = source.present(partition).minus(stored.or(dead));
        OffsetSet belongsInTable = new OffsetSet();
        OffsetSet belongsInDeadLetters = new OffsetSet();
        OffsetSet unknown = new OffsetSet();
        try (RecordProbe probe = new RecordProbe(source.plan(), output)) {
            source.topic().records(partition, candidates, record -> {
                if (!source.sameComputation(partition, record.offset())) {
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
        String at = source.place(partition, output);
        if (belongsInTable.size() > 0) {
            results.finding(at + ": table " + table() + " lacks offsets " + belongsInTable);
        }
        if (belongsInDeadLetters.size() > 0) {
            results.finding(at + ": the dead letters lack offsets " + belongsInDeadLetters);
        }
        if (belongsInTable.size() + belongsInDeadLetters.size() == 0) {
            String among = unknown.size() > 0
                    ? "; among those of batches computed before the pipeline was changed: " + unknown
                    : "";
            results.finding(at + ": " + unexplained + " records are unaccounted for, table " + table() + " holds "
                    + stored.size() + " offsets where the ledger has " + used + among);
        }
    }

    /** Names the records of which the table has another number of rows than they make. */
    private void explainRows(int partition, OffsetSet stored) {
        Map<Long, Long> found = recount.rowsByOffset(table(), partition);
        OffsetSet differing = new OffsetSet();
        try (RecordProbe probe = new RecordProbe(source.plan(), output)) {
            source.topic().records(partition, stored, record -> {
                probe.probe(record);
                if (probe.rows() != found.getOrDefault(record.offset(), 0L)
                        && source.sameComputation(partition, record.offset())) {
                    differing.add(record.offset());
                }
            });
        }
        if (differing.size() > 0) {
            results.finding(source.place(partition, output) + ": table " + table()
                    + " has not the rows that these records make, offsets " + differing);
        }
    }

    private String table() {
        return output.tableSpec().table();
    }
}
