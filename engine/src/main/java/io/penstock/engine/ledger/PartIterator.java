package io.penstock.engine.ledger;

import io.penstock.engine.ledger.Ledger.Part;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.engine.state.Json;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The entries of one file, each made when it is asked for. */
final class PartIterator implements Iterator<LedgerEntry> {

    private final Part part;
    private final String where;
    private final byte[] content;
    private int position;
    private long expected;

    /** @param where the content is from, for messages */
    PartIterator(Part part, String where, byte[] content) {
        this.part = part;
        this.where = where;
        this.content = content;
        this.expected = part.first();
    }

    /** @throws CorruptStateException at the end, when there should be more */
    @Override
    public boolean hasNext() {
        while (position < content.length && content[position] == '\n') {
            position++;
        }
        if (position == content.length && expected != part.last() + 1) {
            throw new CorruptStateException("Cannot read the ledger, " + where + " ends before its last batch", null);
        }
        return position < content.length;
    }

    @Override
    public LedgerEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int end = position;
        while (end < content.length && content[end] != '\n') {
            end++;
        }
        LedgerEntry entry = Json.parse(Arrays.copyOfRange(content, position, end), LedgerEntry.class, where);
        if (entry.batch() != expected) {
            throw new CorruptStateException(
                    "Cannot read the ledger, " + where + " holds batch " + entry.batch() + " in the place of batch "
                            + expected,
                    null);
        }
        position = end;
        expected++;
        return entry;
    }
}
