package io.penstock.cli.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the fields of a record are told apart; reads as strictly as the decoder will.
 *
 * @param quote the character around fields, or nothing where quotes are ordinary characters
 * @param escape the character before a quote that does not end the field, or nothing where it is doubled
 * @param trim whether blanks around unquoted fields do not count
 */
record CsvDialect(char delimiter, @Nullable Character quote, @Nullable Character escape, boolean trim) {

    /** @param quoted an empty one of these is a text, never NULL */
    record Field(String text, boolean quoted) {}

    CsvDialect trimmed() {
        return new CsvDialect(delimiter, quote, escape, true);
    }

    /** The fields of a record, or nothing when it is malformed. */
    Optional<List<Field>> split(String record) {
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at >= 0) {
            at = field(record, at, fields);
        }
        return at == END ? Optional.of(fields) : Optional.empty();
    }

    private static final int END = -1;
    private static final int MALFORMED = -2;

    /** Reads one field. @return where the next one begins, or {@link #END}, or {@link #MALFORMED} */
    private int field(String record, int from, List<Field> fields) {
        int at = trim ? skipBlanks(record, from) : from;
        if (quote != null && at < record.length() && record.charAt(at) == quote) {
            return quoted(record, at + 1, fields);
        }
        int end = record.indexOf(delimiter, at);
        String text = record.substring(at, end < 0 ? record.length() : end);
        if (quote != null && text.indexOf(quote) >= 0) {
            return MALFORMED;
        }
        fields.add(new Field(trim ? text.strip() : text, false));
        return end < 0 ? END : end + 1;
    }

    private int quoted(String record, int from, List<Field> fields) {
        StringBuilder text = new StringBuilder();
        int at = from;
        while (at < record.length()) {
            char character = record.charAt(at);
            if (escape != null && character == escape && at + 1 < record.length()) {
                text.append(record.charAt(at + 1));
                at += 2;
            } else if (isQuote(character) && escape == null && isQuote(record, at + 1)) {
                text.append(character);
                at += 2;
            } else if (isQuote(character)) {
                fields.add(new Field(text.toString(), true));
                return behindQuote(record, at + 1);
            } else {
                text.append(character);
                at++;
            }
        }
        return MALFORMED;
    }

    private int behindQuote(String record, int from) {
        int at = trim ? skipBlanks(record, from) : from;
        if (at == record.length()) {
            return END;
        }
        return record.charAt(at) == delimiter ? at + 1 : MALFORMED;
    }

    private boolean isQuote(char character) {
        return quote != null && character == quote;
    }

    private boolean isQuote(String record, int at) {
        return at < record.length() && isQuote(record.charAt(at));
    }

    private int skipBlanks(String record, int from) {
        int at = from;
        while (at < record.length()
                && (record.charAt(at) == ' ' || record.charAt(at) == '\t')
                && record.charAt(at) != delimiter) {
            at++;
        }
        return at;
    }
}
