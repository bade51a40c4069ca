package io.penstock.engine.ledger;

import io.penstock.engine.ledger.Ledger.Part;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Goes through a ledger file by file, and looks again for its place when files were merged under it. */
final class LedgerIterator implements Iterator<LedgerEntry> {

    private final Ledger ledger;
    private Iterator<LedgerEntry> part = Collections.emptyIterator();
    private long next; // batch
    private @Nullable LedgerEntry ahead;

    LedgerIterator(Ledger ledger, long from) {
        this.ledger = ledger;
        this.next = from;
    }

    @Override
    public boolean hasNext() {
        while (ahead == null) {
            if (part.hasNext()) {
                LedgerEntry entry = part.next();
                ahead = entry.batch() < next ? null : entry; // the rest was read before the merge
            } else {
                Part file = ledger.partFrom(next);
                if (file == null) {
                    return false;
                }
                part = open(file);
            }
        }
        return true;
    }

    private Iterator<LedgerEntry> open(Part file) {
        try {
            return ledger.open(file);
        } catch (UncheckedIOException e) {
            if (ledger.isThere(file)) {
                throw e;
            }
            return Collections.emptyIterator(); // merged: its entries are in another one
        }
    }

    @Override
    public LedgerEntry next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException();
        }
        LedgerEntry entry = ahead;
        ahead = null;
        next = entry.batch() + 1;
        return entry;
    }
}
