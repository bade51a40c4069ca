package io.penstock.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A record's text for a regular expression, and the steps that the expression may still take on it: each character that it
 * looks at is one. An expression that backtracks without end is stopped by that, whatever record a producer makes up for it.
 *
 * <p>ASCII is looked at where it lies. Other text is turned into characters, in buffers that are kept for the next record.
 * Not thread-safe.
 */
final class SteppedText implements CharSequence {

    static final int STEPS = 100_000;
    static final int STEPS_PER_CHARACTER = 100;

    private byte[] bytes = new byte[0];
    private int from;
    private int length;
    private boolean ascii = true;
    private char[] characters = new char[0];
    private int[] offsets = new int[0]; // in the bytes, of each character and of the end
    private long stepsLeft;

    /** @param bytes hold valid UTF-8 between {@code from} and {@code to} */
    void open(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.length = to - from;
        this.ascii = isAscii();
        if (!ascii) {
            length = decode(to);
        }
        stepsLeft = STEPS + (long) STEPS_PER_CHARACTER * length;
    }

    private boolean isAscii() {
        int or = 0;
        for (int i = from; i < from + length; i++) {
            or |= bytes[i];
        }
        return or >= 0;
    }

    private int decode(int to) {
        if (characters.length < length) {
            characters = new char[length];
            offsets = new int[length + 1];
        }
        int count = 0;
        for (int i = from; i < to; ) {
            int size = size(bytes[i]);
            int codePoint = codePoint(i, size);
            Arrays.fill(offsets, count, count + Character.charCount(codePoint), i);
            count += Character.toChars(codePoint, characters, count);
            i += size;
        }
        offsets[count] = to;
        return count;
    }

    private static int size(byte first) {
        if (first >= 0) {
            return 1;
        }
        return Integer.numberOfLeadingZeros(~((first & 0xFF) << 24));
    }

    private int codePoint(int at, int size) {
        if (size == 1) {
            return bytes[at];
        }
        int codePoint = bytes[at] & (0x7F >> size);
        for (int i = 1; i < size; i++) {
            codePoint = codePoint << 6 | bytes[at + i] & 0x3F;
        }
        return codePoint;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where a character begins in the bytes. */
    int offset(int index) {
        return ascii ? from + index : offsets[index];
    }

    @Override
    public int length() {
        return length;
    }

    /** @throws TooManyStepsException when the steps are used up */
    @Override
    public char charAt(int index) {
        if (stepsLeft-- <= 0) {
            throw TooManyStepsException.INSTANCE;
        }
        return ascii ? (char) bytes[from + index] : characters[index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return ascii ? new String(bytes, from, length, StandardCharsets.US_ASCII) : new String(characters, 0, length);
    }

    /** The expression has taken all the steps that it may. */
    static final class TooManyStepsException extends RuntimeException {

        static final TooManyStepsException INSTANCE = new TooManyStepsException();

        private TooManyStepsException() {
            super(
                    "Cannot match, too many steps",
                    null,
                    false,
                    false); // without a stack: hostile records may come often
        }
    }
}
