package io.penstock.sinks.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow: numbers are written in Parquet's order, lowest byte first. */
final class PageBytes {

    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SMALLEST = 1024;

    private byte[] bytes = new byte[0];
    private int size;

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Takes back what was put after a size. */
    void cut(int to) {
        size = to;
    }

    /** Makes room for more bytes at the end. @return the array, another one than before where it had to grow */
    byte[] reserve(int more) {
        int wanted = Math.addExact(size, more);
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, SMALLEST + wanted * 3L / 2));
        }
        return bytes;
    }

    /** Counts bytes that were written into the reserved room. */
    void added(int count) {
        size += count;
    }

    void put(int value) {
        reserve(1)[size++] = (byte) value;
    }

    void putInt(int value) {
        INT.set(reserve(Integer.BYTES), size, value);
        size += Integer.BYTES;
    }

    void setInt(int position, int value) {
        INT.set(bytes, position, value);
    }

    void putVarLong(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            put((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        put((int) rest);
    }

    void put(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, reserve(length), size, length);
        size += length;
    }

    void put(PageBytes other) {
        put(other.bytes, 0, other.size);
    }
}
