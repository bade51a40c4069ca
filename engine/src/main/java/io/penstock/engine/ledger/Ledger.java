package io.penstock.engine.ledger;

import io.penstock.engine.state.AlreadyThereException;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.engine.state.Json;
import io.penstock.engine.state.StateFolder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The log of a query's {@link LedgerEntry}s: a small file for each batch, merged as they grow many.
 *
 * <p>Files are named {@code <first>-<last>.jsonl} by the batches they hold, a line each. Every {@value #FAN_OUT} neighbours of
 * the same size are merged into one, which makes the number of files logarithmic in the number of batches and writes each
 * entry a few times in its life. A merged file is complete before its parts are deleted; parts that a crash left behind are
 * known by lying within it.
 */
public final class Ledger {

    static final int FAN_OUT = 100;
    private static final Pattern NAME = Pattern.compile("(\\d{19})-(\\d{19})\\.jsonl");

    private final StateFolder folder;

    public Ledger(StateFolder folder) {
        this.folder = folder;
    }

    /**
     * Adds the entry of a batch.
     *
     * @throws AlreadyThereException when there is one: another driver has committed the batch
     */
    public void add(LedgerEntry entry) {
        String name = name(entry.batch(), entry.batch());
        folder.create(name, line(entry));
        // after the creation, not before it: another driver may have merged its own entry in between
        if (files().stream().anyMatch(part -> part.holds(entry.batch()) && part.size() > 1)) {
            folder.deleteIfExists(name);
            throw new AlreadyThereException(
                    "Cannot add batch " + entry.batch() + " to the ledger in " + folder + ", it is already there");
        }
        compact();
    }

    /** The last batch with an entry, or nothing. */
    public @Nullable Long lastBatch() {
        return files().stream().map(Part::last).max(Comparator.naturalOrder()).orElse(null);
    }

    public boolean contains(long batch) {
        return files().stream().anyMatch(part -> part.holds(batch));
    }

    /** The last entry, or nothing. */
    public @Nullable LedgerEntry last() {
        return files().stream()
                .max(Comparator.comparingLong(Part::last))
                .map(this::read)
                .map(entries -> entries.get(entries.size() - 1))
                .orElse(null);
    }

    /** The totals of the query so far. */
    public LedgerTotals totals() {
        LedgerEntry last = last();
        return last == null ? LedgerTotals.NONE : last.totals();
    }

    /**
     * All entries in the order of their batches.
     *
     * @throws CorruptStateException when a file is damaged, is not what its name says, or overlaps with another
     */
    public List<LedgerEntry> entries() {
        List<LedgerEntry> entries = new ArrayList<>();
        Part previous = null;
        for (Part part : withoutMerged(files())) {
            if (previous != null && part.first <= previous.last) {
                throw new CorruptStateException(
                        "Cannot read the ledger in " + folder + ", " + part.name() + " overlaps with "
                                + previous.name(),
                        null);
            }
            entries.addAll(read(part));
            previous = part;
        }
        return entries;
    }

    /**
     * The same one after the other; the bytes of one file are held at a time. A driver may add entries and merge files meanwhile;
     * what it adds may come or not.
     *
     * @throws CorruptStateException as {@link #entries}, also from the iterator
     */
    public Iterator<LedgerEntry> iterator() {
        return iterator(0);
    }

    /** The same from a batch on. */
    public Iterator<LedgerEntry> iterator(long from) {
        return new LedgerIterator(this, from);
    }

    /** The file with the first batch at or behind one, or nothing. */
    @Nullable
    Part partFrom(long batch) {
        return withoutMerged(files()).stream()
                .filter(part -> part.last >= batch)
                .findFirst()
                .orElse(null);
    }

    boolean isThere(Part part) {
        return folder.exists(part.name());
    }

    private List<Part> files() {
        List<Part> parts = new ArrayList<>();
        for (String name : folder.list()) {
            Matcher matcher = NAME.matcher(name);
            if (!matcher.matches()) {
                throw new CorruptStateException(
                        "Cannot read the ledger in " + folder + ", a file in it is not a ledger's: " + name, null);
            }
            parts.add(new Part(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
        }
        // the longer one first where two begin with the same batch
        parts.sort(Comparator.comparingLong(Part::first)
                .thenComparing(Comparator.comparingLong(Part::last).reversed()));
        return parts;
    }

    private static List<Part> withoutMerged(List<Part> sorted) {
        List<Part> kept = new ArrayList<>();
        for (Part part : sorted) {
            Part last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            if (last == null || part.last > last.last) {
                kept.add(part);
            }
        }
        return kept;
    }

    private void compact() {
        List<Part> parts = files();
        List<Part> kept = withoutMerged(parts);
        parts.stream().filter(part -> !kept.contains(part)).forEach(part -> folder.deleteIfExists(part.name()));
        List<Part> run = new ArrayList<>();
        for (Part part : kept) {
            boolean neighbour = run.isEmpty()
                    || (run.get(0).size() == part.size() && run.get(run.size() - 1).last + 1 == part.first);
            if (!neighbour) {
                run.clear();
            }
            run.add(part);
            if (run.size() == FAN_OUT) {
                merge(run);
                return;
            }
        }
    }

    private void merge(List<Part> run) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        run.forEach(part -> content.writeBytes(folder.read(part.name())));
        folder.create(name(run.get(0).first, run.get(run.size() - 1).last), content.toByteArray());
        run.forEach(part -> folder.deleteIfExists(part.name()));
    }

    private List<LedgerEntry> read(Part part) {
        List<LedgerEntry> entries = new ArrayList<>();
        open(part).forEachRemaining(entries::add);
        return entries;
    }

    Iterator<LedgerEntry> open(Part part) {
        return new PartIterator(part, folder.where(part.name()), folder.read(part.name()));
    }

    private static byte[] line(LedgerEntry entry) {
        return (new String(Json.bytes(entry), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String name(long first, long last) {
        return "%019d-%019d.jsonl".formatted(first, last);
    }

    /** A file. */
    record Part(long first, long last) {

        String name() {
            return Ledger.name(first, last);
        }

        long size() {
            return last - first + 1;
        }

        boolean holds(long batch) {
            return first <= batch && batch <= last;
        }
    }
}
