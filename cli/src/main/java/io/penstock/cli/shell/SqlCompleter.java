package io.penstock.cli.shell;

import io.penstock.cli.shell.Offers.Offer;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Hands JLine what {@link Offers} has. */
final class SqlCompleter implements Completer {

    private final KnownTables known;

    SqlCompleter(KnownTables known) {
        this.known = known;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        for (Offer offer : Offers.at(line.line(), line.cursor(), line.word(), known)) {
            boolean whole = !offer.text().endsWith("(");
            candidates.add(new Candidate(
                    offer.text(), offer.text(), null, offer.description(), null, null, whole, candidates.size()));
        }
    }
}
