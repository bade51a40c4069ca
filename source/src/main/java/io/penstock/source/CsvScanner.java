package io.penstock.source;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits one record into its fields, one at a time. A field is a range of the record's bytes; only a field with escapes in it
 * is copied, into a buffer that is used again.
 */
final class CsvScanner {

    private static final byte ORDINARY = 0;
    private static final byte DELIMITER = 1;
    private static final byte QUOTE = 2;
    private static final byte ESCAPE = 3;
    private static final byte LINE_BREAK = 4;

    private static final long CARRIAGE_RETURNS = EightBytes.LOW_BITS * '\r';
    private static final long LINE_FEEDS = EightBytes.LOW_BITS * '\n';

    private final CsvDialect dialect;
    private final byte[] kinds = new byte[256];
    private final long delimiters; // eight of them
    private final long quotes; // as those that follow, other delimiters where the dialect has none
    private final long escapes;

    private byte[] record = {};
    private int start;
    private int end;
    private int position;
    private boolean more;

    private byte[] buffer = new byte[256];
    private int buffered;

    private byte[] field = {};
    private int from;
    private int to;
    private boolean literal;

    CsvScanner(CsvDialect dialect) {
        this.dialect = dialect;
        kinds['\r'] = LINE_BREAK;
        kinds['\n'] = LINE_BREAK;
        if (dialect.escape() != CsvDialect.NONE) {
            kinds[dialect.escape()] = ESCAPE;
        }
        if (dialect.quote() != CsvDialect.NONE) {
            kinds[dialect.quote()] = QUOTE;
        }
        kinds[dialect.delimiter()] = DELIMITER;
        delimiters = EightBytes.LOW_BITS * dialect.delimiter();
        quotes = dialect.quote() == CsvDialect.NONE ? delimiters : EightBytes.LOW_BITS * dialect.quote();
        escapes = dialect.escape() == CsvDialect.NONE ? delimiters : EightBytes.LOW_BITS * dialect.escape();
    }

    /** @param recordStart from where positions in reasons are counted */
    void open(byte[] bytes, int recordStart, int contentStart, int contentEnd) {
        record = bytes;
        start = recordStart;
        position = contentStart;
        end = contentEnd;
        more = true;
    }

    /** Whether another field follows. */
    boolean hasNext() {
        return more;
    }

    /** Moves to the next field. @return null, or why there is none; the record cannot be read any further then. */
    @Nullable
    Rejection next() {
        int i = position;
        if (dialect.trim()) {
            i = skipBlanks(i);
        }
        if (i < end && kinds[record[i] & 0xFF] == QUOTE) {
            return quotedField(i);
        }
        return unquotedField(i);
    }

    /** Where the next field begins, one behind the delimiter or the end of the last one. */
    int position() {
        return position;
    }

    byte[] bytes() {
        return field;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Whether the field has quotes or escapes: then it is what it says, and never NULL. */
    boolean isLiteral() {
        return literal;
    }

    private @Nullable Rejection unquotedField(int first) {
        literal = false;
        int i = skipOrdinary(first);
        if (i < end) {
            byte kind = kinds[record[i] & 0xFF];
            if (kind != DELIMITER) {
                return kind == ESCAPE ? escapedUnquotedField(first, i) : strayInUnquoted(kind, i);
            }
        }
        field = record;
        from = first;
        to = dialect.trim() ? trimEnd(record, first, i) : i;
        endField(i);
        return null;
    }

    /**
     * The first byte from {@code first} on that means something, or the end. Eight bytes at a time: the lowest high bit that is set
     * marks the first of them that is wanted.
     */
    private int skipOrdinary(int first) {
        int i = first;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = EightBytes.at(record, i);
            long marks = marks(word ^ delimiters)
                    | marks(word ^ quotes)
                    | marks(word ^ escapes)
                    | marks(word ^ CARRIAGE_RETURNS)
                    | marks(word ^ LINE_FEEDS);
            if (marks != 0) {
                return i + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            }
        }
        while (i < end && kinds[record[i] & 0xFF] == ORDINARY) {
            i++;
        }
        return i;
    }

    /** Sets the high bits of bytes that are zero; above the first of them maybe those of others. */
    private static long marks(long word) {
        return (word - EightBytes.LOW_BITS) & ~word & EightBytes.HIGH_BITS;
    }

    private @Nullable Rejection escapedUnquotedField(int first, int firstEscape) {
        buffered = 0;
        append(first, firstEscape);
        int kept = 0; // what is escaped is not trimmed
        int i = firstEscape;
        while (i < end) {
            byte kind = kinds[record[i] & 0xFF];
            if (kind == DELIMITER) {
                break;
            }
            if (kind == ESCAPE) {
                byte @Nullable [] nullValue = dialect.nullValue();
                if (nullValue != null && isNullValue(nullValue, first)) {
                    endNullValue(first, nullValue.length);
                    return null;
                }
                Rejection rejection = unescape(i);
                if (rejection != null) {
                    return rejection;
                }
                i += 2;
                kept = buffered;
            } else if (kind != ORDINARY) {
                return strayInUnquoted(kind, i);
            } else {
                append(i, i + 1);
                i++;
            }
        }
        literal = true;
        field = buffer;
        from = 0;
        to = dialect.trim() ? trimEnd(buffer, kept, buffered) : buffered;
        endField(i);
        return null;
    }

    /** Whether the field is the null-value, which may itself contain the escape: {@code \N}. */
    private boolean isNullValue(byte[] nullValue, int first) {
        int last = first + nullValue.length;
        if (last > end || !Arrays.equals(record, first, last, nullValue, 0, nullValue.length)) {
            return false;
        }
        int i = dialect.trim() ? skipBlanks(last) : last;
        return i == end || kinds[record[i] & 0xFF] == DELIMITER;
    }

    private void endNullValue(int first, int length) {
        field = record;
        from = first;
        to = first + length;
        endField(dialect.trim() ? skipBlanks(to) : to);
    }

    private @Nullable Rejection quotedField(int openingQuote) {
        literal = true;
        int first = openingQuote + 1;
        int i = skipOrdinary(first);
        while (i < end) {
            byte kind = kinds[record[i] & 0xFF];
            if (kind == ESCAPE) {
                return escapedQuotedField(openingQuote, i);
            }
            if (kind == QUOTE) {
                if (isDoubled(i)) {
                    return escapedQuotedField(openingQuote, i);
                }
                field = record;
                from = first;
                to = i;
                return afterClosingQuote(i + 1);
            }
            i = skipOrdinary(i + 1);
        }
        return unterminated(openingQuote);
    }

    private @Nullable Rejection escapedQuotedField(int openingQuote, int firstEscape) {
        buffered = 0;
        append(openingQuote + 1, firstEscape);
        int i = firstEscape;
        int pending = i; // from here on nothing is copied yet
        while (i < end) {
            byte kind = kinds[record[i] & 0xFF];
            if (kind == ESCAPE) {
                append(pending, i);
                Rejection rejection = unescape(i);
                if (rejection != null) {
                    return rejection;
                }
                i += 2;
                pending = i;
            } else if (kind == QUOTE) {
                append(pending, i);
                if (!isDoubled(i)) {
                    field = buffer;
                    from = 0;
                    to = buffered;
                    return afterClosingQuote(i + 1);
                }
                append(i, i + 1);
                i += 2;
                pending = i;
            } else {
                i++;
            }
        }
        return unterminated(openingQuote);
    }

    private boolean isDoubled(int quote) {
        return dialect.escape() == CsvDialect.NONE && quote + 1 < end && record[quote + 1] == record[quote];
    }

    /** Copies the character behind the escape at {@code i}; only one that has a meaning of its own may stand there. */
    private @Nullable Rejection unescape(int i) {
        if (i + 1 == end) {
            return syntax("ends with an escape", i);
        }
        if (kinds[record[i + 1] & 0xFF] == ORDINARY) {
            return syntax("has an escape before a character that needs none", i);
        }
        append(i + 1, i + 2);
        return null;
    }

    private @Nullable Rejection afterClosingQuote(int i) {
        int next = dialect.trim() ? skipBlanks(i) : i;
        if (next < end && kinds[record[next] & 0xFF] != DELIMITER) {
            return syntax("has text after a closing quote", next);
        }
        endField(next);
        return null;
    }

    private void endField(int i) {
        more = i < end;
        position = i + 1;
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i < end && dialect.isBlank(record[i])) {
            i++;
        }
        return i;
    }

    private int trimEnd(byte[] bytes, int floor, int to) {
        int i = to;
        while (i > floor && dialect.isBlank(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    private void append(int from, int to) {
        int length = to - from;
        if (buffer.length - buffered < length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffered + length, record.length));
        }
        System.arraycopy(record, from, buffer, buffered, length);
        buffered += length;
    }

    private Rejection strayInUnquoted(byte kind, int i) {
        return kind == QUOTE
                ? syntax("has a quote inside an unquoted field", i)
                : syntax("has a line break outside quotes, one record is one line", i);
    }

    private Rejection unterminated(int openingQuote) {
        return syntax("has a quote that is never closed", openingQuote);
    }

    private Rejection syntax(String what, int i) {
        return new Rejection(Rejection.SYNTAX, what + ", at byte " + (i - start));
    }
}
