package io.penstock.source;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Scans {@code -?digits[.digits][e[+-]digits]}: afterwards the value is {@code significand * 10^exponent}, exactly, without
 * zeros at either end of the significand. Reused from record to record.
 */
final class NumberText {

    /** So many digits always fit a long. */
    static final int LONG_DIGITS = 18;

    private static final int EXPONENT_LIMIT =
            100_000_000; // beyond it all is infinite or zero; keeps the sums far from overflow

    private byte[] text = {};
    private int firstDigit;
    private int lastDigit;

    private boolean negative;
    private int digits;
    private long significand;
    private long exponent;

    /** @return whether the text is a number. */
    boolean scan(byte[] bytes, int from, int to) {
        text = bytes;
        int i = from;
        negative = i < to && bytes[i] == '-';
        if (negative) {
            i++;
        }
        int wholeStart = i;
        i = skipDigits(bytes, i, to);
        int wholeEnd = i;
        if (wholeEnd == wholeStart) {
            return false;
        }
        if (i < to && bytes[i] == '.') {
            i = skipDigits(bytes, i + 1, to);
            if (i == wholeEnd + 1) {
                return false;
            }
        }
        int mantissaEnd = i;
        long written = 0;
        if (i < to) {
            if ((bytes[i] | 0x20) != 'e') {
                return false;
            }
            i++;
            boolean negativeExponent = i < to && bytes[i] == '-';
            if (negativeExponent || (i < to && bytes[i] == '+')) {
                i++;
            }
            if (i == to) {
                return false;
            }
            for (; i < to; i++) {
                int digit = bytes[i] - '0';
                if (digit < 0 || digit > 9) {
                    return false;
                }
                written = Math.min(EXPONENT_LIMIT, written * 10 + digit);
            }
            if (negativeExponent) {
                written = -written;
            }
        }
        measure(wholeStart, wholeEnd, mantissaEnd, written);
        return true;
    }

    private void measure(int wholeStart, int wholeEnd, int mantissaEnd, long written) {
        int first = wholeStart;
        while (first < mantissaEnd && (text[first] == '0' || text[first] == '.')) {
            first++;
        }
        int last = mantissaEnd;
        while (last > first && (text[last - 1] == '0' || text[last - 1] == '.')) {
            last--;
        }
        firstDigit = first;
        lastDigit = last;
        significand = 0;
        if (first == last) {
            digits = 0;
            exponent = 0;
            return;
        }
        boolean pointInside = first < wholeEnd && last > wholeEnd;
        digits = last - first - (pointInside ? 1 : 0);
        // the last significant digit stands for 10^exponent
        exponent = written + (last <= wholeEnd ? wholeEnd - last : wholeEnd + 1 - last);
        if (digits <= LONG_DIGITS) {
            for (int i = first; i < last; i++) {
                if (text[i] != '.') {
                    significand = significand * 10 + (text[i] - '0');
                }
            }
        }
    }

    private static int skipDigits(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }

    boolean isNegative() {
        return negative;
    }

    boolean isZero() {
        return digits == 0;
    }

    /** How many digits the significand has; 0 for zero. */
    int digits() {
        return digits;
    }

    long exponent() {
        return exponent;
    }

    /** How many digits stand before the decimal point; not positive for a number below 0.1. */
    long wholeDigits() {
        return digits + exponent;
    }

    /** Without its sign; valid up to {@link #LONG_DIGITS} digits. */
    long significand() {
        return significand;
    }

    /** Without its sign; costs time with the square of the digits, so look at {@link #digits()} first. */
    BigInteger bigSignificand() {
        if (digits <= LONG_DIGITS) {
            return BigInteger.valueOf(significand);
        }
        String digitText = new String(text, firstDigit, lastDigit - firstDigit, StandardCharsets.ISO_8859_1);
        return new BigInteger(digitText.replace(".", ""));
    }
}
