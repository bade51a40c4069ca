package io.penstock.source;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Checks that bytes are UTF-8 as RFC 3629 has it (no overlong forms, no surrogates) and hold no NUL. */
final class Utf8 {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Utf8() {}

    /** @return the length of the UTF-8 byte order mark at {@code start}: 3, or 0 if there is none. */
    static int byteOrderMark(byte[] bytes, int start, int end) {
        boolean present = end - start >= 3
                && bytes[start] == (byte) 0xEF
                && bytes[start + 1] == (byte) 0xBB
                && bytes[start + 2] == (byte) 0xBF;
        return present ? 3 : 0;
    }

    /** @return null if all is well. Positions in the reason are counted from {@code start}, the record's first byte. */
    static @Nullable Rejection check(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end) {
            while (i <= end - Long.BYTES) {
                long word = EightBytes.at(bytes, i);
                // no byte has its high bit set, none is zero: eight bytes at a time
                if (((word | (word - EightBytes.LOW_BITS)) & EightBytes.HIGH_BITS) != 0) {
                    break;
                }
                i += Long.BYTES;
            }
            if (i == end) {
                break;
            }
            int length = sequenceLength(bytes, i, end);
            if (length <= 0) {
                return length == 0 ? nul(i - start) : invalid(bytes, i, start, end);
            }
            i += length;
        }
        return null;
    }

    /** @return 1 to 4, 0 for a NUL, -1 if no valid sequence starts here. */
    private static int sequenceLength(byte[] bytes, int i, int end) {
        int first = bytes[i];
        if (first >= 0) {
            return first == 0 ? 0 : 1;
        }
        first &= 0xFF;
        if (first < 0xC2 || first > 0xF4) {
            return -1;
        }
        if (first < 0xE0) {
            return continues(bytes, i + 1, end) ? 2 : -1;
        }
        if (!continues(bytes, i + 1, end) || !continues(bytes, i + 2, end)) {
            return -1;
        }
        int second = bytes[i + 1] & 0xFF;
        if (first < 0xF0) {
            boolean overlong = first == 0xE0 && second < 0xA0;
            boolean surrogate = first == 0xED && second > 0x9F;
            return overlong || surrogate ? -1 : 3;
        }
        boolean overlong = first == 0xF0 && second < 0x90;
        boolean beyondUnicode = first == 0xF4 && second > 0x8F;
        return overlong || beyondUnicode || !continues(bytes, i + 3, end) ? -1 : 4;
    }

    private static boolean continues(byte[] bytes, int i, int end) {
        return i < end && (bytes[i] & 0xC0) == 0x80;
    }

    private static Rejection nul(int position) {
        return new Rejection(Rejection.SYNTAX, "has a NUL byte at byte " + position);
    }

    private static Rejection invalid(byte[] bytes, int i, int start, int end) {
        StringBuilder reason =
                new StringBuilder("is not UTF-8 at byte ").append(i - start).append(':');
        for (int k = i; k < Math.min(i + 4, end); k++) {
            reason.append(' ').append(HEX.toHexDigits(bytes[k]));
        }
        return new Rejection(Rejection.UTF_8, reason.toString());
    }
}
