package io.penstock.cli.shell;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.impl.history.DefaultHistory;

/** What the arrow keys go through: the entries of the file, and what is typed now. What begins with a blank is not kept. */
final class ShellHistory extends DefaultHistory {

    private final HistoryFile file;

    ShellHistory(HistoryFile file) {
        this.file = file;
    }

    @Override
    public void load() throws IOException {
        file.load().forEach(entry -> internalAdd(Instant.now(), entry));
        moveToEnd();
    }

    @Override
    public void add(Instant time, String line) {
        String entry = line.strip();
        if (entry.isEmpty() || line.startsWith(" ")) {
            return;
        }
        forget(entry);
        internalAdd(time, entry);
        try {
            file.add(entry);
        } catch (IOException e) {
            moveToEnd(); // a full disk or a lost folder: this session remembers
        }
    }

    private void forget(String entry) {
        List<Entry> kept = new ArrayList<>();
        forEach(kept::add);
        if (kept.removeIf(known -> known.line().equals(entry))) {
            clear();
            kept.forEach(known -> internalAdd(known.time(), known.line()));
        }
    }

    private void clear() {
        try {
            purge();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot happen, no file is attached", e);
        }
    }

    /** Nothing to be done: each entry is written when it is added. */
    @Override
    public void save() {}
}
