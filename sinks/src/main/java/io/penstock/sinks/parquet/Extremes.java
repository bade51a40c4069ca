package io.penstock.sinks.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;

/**
 * The least and the greatest of byte strings that lie in one array.
 *
 * <p>Compared by their first 8 bytes as a number, and byte by byte only where these are equal.
 */
final class Extremes {

    private static final VarHandle FIRST = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final boolean signed;
    private boolean empty = true;
    private long leastFirst;
    private int leastAt;
    private int leastLength;
    private long greatestFirst;
    private int greatestAt;
    private int greatestLength;

    /** @param signed whether the bytes are numbers, all of one length, with a sign */
    Extremes(boolean signed) {
        this.signed = signed;
    }

    void observe(byte[] bytes, int offset, int length) {
        long first = first(bytes, offset, length);
        if (empty || isLess(bytes, first, offset, length, leastFirst, leastAt, leastLength)) {
            leastFirst = first;
            leastAt = offset;
            leastLength = length;
        }
        if (empty || isLess(bytes, greatestFirst, greatestAt, greatestLength, first, offset, length)) {
            greatestFirst = first;
            greatestAt = offset;
            greatestLength = length;
        }
        empty = false;
    }

    /** The first bytes as a number that compares as they do. */
    private long first(byte[] bytes, int offset, int length) {
        long first = 0;
        if (length >= Long.BYTES) {
            first = (long) FIRST.get(bytes, offset);
        } else {
            for (int i = 0; i < length; i++) {
                first |= (bytes[offset + i] & 0xffL) << Long.SIZE - Byte.SIZE * (i + 1);
            }
        }
        return signed ? first : first ^ Long.MIN_VALUE;
    }

    private static boolean isLess(
            byte[] bytes, long first, int at, int length, long thanFirst, int than, int thanLength) {
        if (first != thanFirst) {
            return first < thanFirst;
        }
        return Arrays.compareUnsigned(bytes, at, at + length, bytes, than, than + thanLength) < 0;
    }

    /** Says what they are, and forgets them. */
    void putInto(Statistics<?> statistics, byte[] bytes) {
        if (!empty) {
            statistics.updateStats(copy(bytes, leastAt, leastLength));
            statistics.updateStats(copy(bytes, greatestAt, greatestLength));
        }
        empty = true;
    }

    private static Binary copy(byte[] bytes, int offset, int length) {
        return Binary.fromConstantByteArray(Arrays.copyOfRange(bytes, offset, offset + length));
    }
}
