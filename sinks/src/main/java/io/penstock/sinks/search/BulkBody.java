package io.penstock.sinks.search;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;

/** The bytes of a bulk request while it is filled. Not thread-safe, unlike the JDK's: that is a lock for each of six writes a document. */
final class BulkBody {

    private static final int FIRST_SIZE = 64 * 1024;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;

    /** Of these, the first {@link #size} are the body; until the next write. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void reset() {
        size = 0;
    }

    void write(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
    }

    void write(byte[] some) {
        write(some, 0, some.length);
    }

    void write(byte[] some, int from, int length) {
        reserve(length);
        System.arraycopy(some, from, bytes, size, length);
        size += length;
    }

    /** Writes a text as it stands between the quotes of JSON. */
    void writeText(String text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') { // few ids have such
                write(JsonStringEncoder.getInstance().quoteAsUTF8(text));
                return;
            }
            bytes[size + i] = (byte) c;
        }
        size += length;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
