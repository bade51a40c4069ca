package io.penstock.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of an audit: what is stored and what is in the topic, recounted, beside what the ledger claims.
 *
 * @param pipeline name of the pipeline
 * @param verified whether every account closes and nothing was found
 * @param accounts one per source partition and output
 * @param findings what does not hold, each in a sentence with the exact place
 * @param notes what could not be confirmed, such as offsets that retention has removed from the topic
 * @param at when the audit ended
 */
public record VerifyReport(
        String pipeline,
        boolean verified,
        List<Account> accounts,
        List<String> findings,
        List<String> notes,
        Instant at) {

    public VerifyReport {
        accounts = List.copyOf(accounts);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * The account of a source partition for an output: {@code until - from = holes + stored + filtered + dropped +
     * deadLetters + late} closes when every figure is recounted and equals the ledger's.
     *
     * @param source name of the source
     * @param topic its topic
     * @param partition partition of the topic
     * @param output name of the output
     * @param delivery {@code exactly once}, or {@code at least once} for a topic, whose {@code stored} is what the ledger has
     *     used, and whose {@code rows} are all records found in it
     * @param from first committed offset
     * @param until offset behind the last committed one
     * @param holes offsets without a record: control records, aborted transactions, compaction, declared losses
     * @param stored distinct offsets found in the output's table
     * @param rows rows found in the output's table; nothing for a view with state, whose {@code stored} are the records it used and
     *     whose rows are computed a second time
     * @param filtered records that the view left out, as the ledger says
     * @param dropped records that a rule dropped, as the ledger says
     * @param deadLetters distinct offsets found in the dead letters
     * @param late records that came too late for the view
     * @param closes whether the account closes
     */
    public record Account(
            String source,
            String topic,
            int partition,
            String output,
            String delivery,
            long from,
            long until,
            long holes,
            long stored,
            @Nullable Long rows,
            long filtered,
            long dropped,
            long deadLetters,
            long late,
            boolean closes) {}
}
