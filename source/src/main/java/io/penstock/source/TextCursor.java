package io.penstock.source;

/** Reads the parts of a date or time, left to right. A part that is not there makes all that follows fail. */
final class TextCursor {

    private byte[] text = {};
    private int position;
    private int end;
    private boolean failed;

    void open(byte[] bytes, int from, int to) {
        text = bytes;
        position = from;
        end = to;
        failed = false;
    }

    /** Exactly {@code count} digits; 0 if they are not there. */
    int digits(int count) {
        if (end - position < count) {
            failed = true;
            return 0;
        }
        int value = 0;
        for (int limit = position + count; position < limit; position++) {
            int digit = text[position] - '0';
            if (digit < 0 || digit > 9) {
                failed = true;
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    void expect(char c) {
        if (!skip(c)) {
            failed = true;
        }
    }

    boolean skip(char c) {
        if (position < end && text[position] == c) {
            position++;
            return true;
        }
        return false;
    }

    boolean atDigit() {
        return position < end && text[position] >= '0' && text[position] <= '9';
    }

    void fail() {
        failed = true;
    }

    boolean atEnd() {
        return position == end;
    }

    /** Whether every part was there and nothing is left. */
    boolean isComplete() {
        return !failed && position == end;
    }

    boolean hasFailed() {
        return failed;
    }
}
