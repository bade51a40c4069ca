package io.penstock.engine.audit;

import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.ledger.Backlog;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.ledger.PartitionAccount.OutputAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a query's ledger claims of one topic, replays included. */
final class LedgerClaims {

    private static final OutputAccount NOTHING = new OutputAccount(0, 0, 0, 0, null);

    /** A batch's part of a partition. */
    record Range(LedgerEntry entry, PartitionAccount account) {}

    private final Incarnation incarnation;
    private final List<LedgerEntry> batches;
    private final List<LedgerEntry> replays;
    private final List<LedgerEntry> catchUps;
    private final Map<Integer, List<Range>> ranges = new TreeMap<>();

    private LedgerClaims(
            Incarnation incarnation, List<LedgerEntry> batches, List<LedgerEntry> replays, List<LedgerEntry> catchUps) {
        this.incarnation = incarnation;
        this.batches = batches;
        this.replays = replays;
        this.catchUps = catchUps;
        for (LedgerEntry entry : batches) {
            for (PartitionAccount account : entry.partitions()) {
                if (account.topic().equals(incarnation.topic())) {
                    ranges.computeIfAbsent(account.partition(), key -> new ArrayList<>())
                            .add(new Range(entry, account));
                }
            }
        }
    }

    /** @throws io.penstock.engine.state.CorruptStateException when a file of the ledger is damaged or out of place */
    static LedgerClaims read(QueryState state, Incarnation incarnation) {
        List<LedgerEntry> catchUps = state.catchUps().ledger().entries(); // first: they are never ahead of the batches
        return new LedgerClaims(
                incarnation, state.ledger().entries(), state.replays().ledger().entries(), catchUps);
    }

    /** Adds what the ledger's own chain and Spark's checkpoint say against it. */
    void check(SparkCheckpoint checkpoint, boolean running, List<String> findings) {
        String where = "the ledger of " + incarnation.pipeline() + "/" + incarnation.query();
        long expected = 0;
        for (LedgerEntry entry : batches) {
            if (!entry.incarnation().equals(incarnation.id())) {
                findings.add(where + " has an entry of another incarnation for batch " + entry.batch());
            }
            if (entry.batch() != expected) {
                findings.add(where + " has no entry for batch " + expected
                        + (entry.batch() - 1 > expected ? " to " + (entry.batch() - 1) : ""));
            }
            expected = entry.batch() + 1;
        }
        ranges.forEach((partition, list) -> checkRanges(where, partition, list, findings));
        Long committed = checkpoint.lastCommitted();
        if (committed != null && committed >= expected) {
            findings.add(where + " has no entry for batch " + expected
                    + (committed > expected ? " to " + committed : "") + ", which Spark's checkpoint has committed");
        } else if (!running && committed != null && committed + 1 < expected - 1) {
            findings.add(where + " goes on to batch " + (expected - 1) + ", Spark's checkpoint ends at " + committed);
        }
    }

    private void checkRanges(String where, int partition, List<Range> list, List<String> findings) {
        long next = incarnation.startOffset(partition);
        for (Range range : list) {
            if (range.account().from() != next) {
                findings.add(where + (range.account().from() > next ? " lacks offsets " : " counts twice offsets ")
                        + Math.min(next, range.account().from()) + " to "
                        + (Math.max(next, range.account().from()) - 1) + " of "
                        + range.account().topic() + " partition "
                        + partition + ", before batch " + range.entry().batch());
            }
            next = range.account().until();
        }
    }

    List<LedgerEntry> batches() {
        return batches;
    }

    List<Integer> partitions() {
        return List.copyOf(ranges.keySet());
    }

    List<Range> ranges(int partition) {
        return ranges.getOrDefault(partition, List.of());
    }

    /** The newest batch, or -1 where there is none. */
    long lastBatch() {
        return batches.isEmpty() ? -1 : batches.get(batches.size() - 1).batch();
    }

    boolean hasReplays() {
        return !replays.isEmpty();
    }

    long from(int partition) {
        return incarnation.startOffset(partition);
    }

    long until(int partition) {
        List<Range> list = ranges(partition);
        return list.isEmpty()
                ? from(partition)
                : list.get(list.size() - 1).account().until();
    }

    /** Where the first batch begins that lies at or behind the offset. */
    long firstBatchAtOrAfter(int partition, long offset) {
        return ranges(partition).stream()
                .mapToLong(range -> range.account().from())
                .filter(from -> from >= offset)
                .findFirst()
                .orElse(until(partition));
    }

    /** Adds up a figure of the batches that begin before the offset. */
    long sumBefore(int partition, long offset, ToLongFunction<PartitionAccount> figure) {
        return ranges(partition).stream()
                .map(Range::account)
                .filter(account -> account.from() < offset)
                .mapToLong(figure)
                .sum();
    }

    /** Adds up a figure of the batches. */
    long sum(int partition, ToLongFunction<PartitionAccount> figure) {
        return sumBefore(partition, Long.MAX_VALUE, figure);
    }

    /** Adds up a figure of the batches, of the replays, and of what indices got later. */
    long sumWithReplays(int partition, ToLongFunction<PartitionAccount> figure) {
        return sum(partition, figure) + sum(replays, partition, figure) + sum(catchUps, partition, figure);
    }

    private static long sum(List<LedgerEntry> entries, int partition, ToLongFunction<PartitionAccount> figure) {
        return entries.stream()
                .flatMap(entry -> entry.partitions().stream())
                .filter(account -> account.partition() == partition)
                .mapToLong(figure)
                .sum();
    }

    /** What an index lacks because OpenSearch was away; nothing where it lacks nothing. */
    @Nullable
    Backlog lacking(String output) {
        LedgerEntry last = batches.isEmpty() ? null : batches.get(batches.size() - 1);
        LedgerEntry lastCaughtUp = catchUps.isEmpty() ? null : catchUps.get(catchUps.size() - 1);
        return Backlog.lacking(Backlog.of(last), Backlog.of(lastCaughtUp)).get(output);
    }

    /** How many records of a partition an index is still to get. */
    long lackingRecords(int partition, String output) {
        long left = sum(partition, account -> output(account, output).leftRecords());
        long there = sum(catchUps, partition, account -> output(account, output).used())
                + sum(catchUps, partition, account -> output(account, output).dead());
        return left - there;
    }

    /** Whether the batch of an offset was computed by the pipeline with this fingerprint. */
    boolean computedBy(String fingerprint, int partition, long offset) {
        for (Range range : ranges(partition)) {
            if (range.account().from() <= offset && offset < range.account().until()) {
                return range.entry().fingerprint().equals(fingerprint);
            }
        }
        return false;
    }

    static OutputAccount output(PartitionAccount account, String output) {
        return account.outputs().getOrDefault(output, NOTHING);
    }
}
