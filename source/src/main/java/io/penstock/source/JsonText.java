package io.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Arrays;

/** The UTF-8 bytes of one JSON string, number or name; one buffer, used again for each. */
final class JsonText {

    private byte[] bytes = new byte[256];
    private int length;

    /** Takes the parser's string or number. @return false if it holds half of a surrogate pair, which is no character. */
    boolean load(JsonParser parser) throws IOException {
        return encode(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    boolean load(String text) {
        return encode(text.toCharArray(), 0, text.length());
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private boolean encode(char[] chars, int offset, int count) {
        if (bytes.length < count) {
            bytes = new byte[Math.max(count, 2 * bytes.length)];
        }
        int i = 0;
        while (i < count) {
            char c = chars[offset + i];
            if (c >= 0x80) {
                length = i;
                return encodeRest(chars, offset + i, offset + count);
            }
            bytes[i++] = (byte) c;
        }
        length = count;
        return true;
    }

    private boolean encodeRest(char[] chars, int from, int to) {
        long needed = length + 3L * (to - from);
        if (bytes.length < needed) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(needed, Integer.MAX_VALUE - 8));
        }
        for (int i = from; i < to; i++) {
            char c = chars[i];
            if (c < 0x80) {
                put(c);
            } else if (c < 0x800) {
                put(0xC0 | c >> 6);
                put(0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                put(0xE0 | c >> 12);
                put(0x80 | c >> 6 & 0x3F);
                put(0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(chars[i + 1])) {
                int point = Character.toCodePoint(c, chars[++i]);
                put(0xF0 | point >> 18);
                put(0x80 | point >> 12 & 0x3F);
                put(0x80 | point >> 6 & 0x3F);
                put(0x80 | point & 0x3F);
            } else {
                return false;
            }
        }
        return true;
    }

    private void put(int b) {
        bytes[length++] = (byte) b;
    }
}
