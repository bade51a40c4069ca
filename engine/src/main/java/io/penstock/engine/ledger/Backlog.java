package io.penstock.engine.ledger;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What batches have left out of an index since the checkpoint was made, because OpenSearch was away; or what of that it has got since.
 * The difference is what it lacks.
 *
 * @param batches how many batches
 * @param records how many records
 * @param rows that they make, each a document
 * @param last the last one of the batches
 */
public record Backlog(long batches, long records, long rows, long last) {

    static final Backlog NONE = new Backlog(0, 0, 0, -1);

    /** With what another has more. */
    public Backlog plus(Backlog more) {
        return new Backlog(batches + more.batches, records + more.records, rows + more.rows, Math.max(last, more.last));
    }

    /** What is left out and not yet there, by output. */
    public static Map<String, Backlog> lacking(Map<String, Backlog> leftOut, Map<String, Backlog> caughtUp) {
        Map<String, Backlog> lacking = new TreeMap<>();
        leftOut.forEach((output, all) -> {
            Backlog there = caughtUp.getOrDefault(output, NONE);
            if (all.batches > there.batches) {
                lacking.put(
                        output,
                        new Backlog(
                                all.batches - there.batches,
                                all.records - there.records,
                                all.rows - there.rows,
                                all.last));
            }
        });
        return lacking;
    }

    /** All of a ledger, by output. @param last its last entry, or nothing */
    public static Map<String, Backlog> of(@Nullable LedgerEntry last) {
        return last == null || last.backlog() == null ? Map.of() : last.backlog();
    }

    /** What was so far, by output, and what a batch has left out. */
    public static Map<String, Backlog> after(
            Map<String, Backlog> before, long batch, Iterable<PartitionAccount> batches) {
        Map<String, Backlog> after = new TreeMap<>(before);
        Map<String, Backlog> added = new TreeMap<>();
        for (PartitionAccount account : batches) {
            account.outputs().forEach((output, figures) -> {
                if (figures.left() != null) {
                    Backlog one = new Backlog(
                            0, figures.left().records(), figures.left().rows(), batch);
                    added.merge(output, one, Backlog::plus);
                }
            });
        }
        added.forEach((output, one) -> after.merge(output, one.plus(new Backlog(1, 0, 0, batch)), Backlog::plus));
        return after;
    }
}
