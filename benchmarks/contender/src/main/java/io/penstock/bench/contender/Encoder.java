package io.penstock.bench.contender;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the records of a workload, bad ones among them. Not thread-safe. */
public abstract class Encoder implements FieldSink {

    private static final byte NO_UTF8 = (byte) 0xFF;
    private static final byte NO_DIGIT = 'x';
    private static final int NOWHERE = -1;

    private final Workload workload;
    private final Draw draw = new Draw();
    private byte[] bytes = new byte[1024];
    private int length;
    private int column;
    private int firstNumber;
    private int firstText;

    Encoder(Workload workload) {
        this.workload = workload;
    }

    static Encoder of(Workload workload) {
        return switch (workload.format()) {
            case CSV, CSV_ISO -> new CsvEncoder(workload);
            case JSON -> new JsonEncoder(workload);
            case ACCESS_LOG -> new AccessLogEncoder(workload);
        };
    }

    /** The n-th record. */
    public final byte[] record(long index) {
        length = 0;
        column = 0;
        firstNumber = NOWHERE;
        firstText = NOWHERE;
        Fault fault = workload.fault(draw, index);
        workload.event(draw, index, this);
        end();
        if (fault != null) {
            switch (fault) {
                case TRUNCATED -> length = withoutEnd();
                case NOT_A_NUMBER -> bytes[firstNumber] = NO_DIGIT;
                case NOT_UTF8 -> bytes[firstText] = NO_UTF8;
                case TOO_LONG -> lengthen();
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Writes what stands before the value of the next column. */
    abstract void begin(int column);

    abstract void writeTime(long epochMillis);

    abstract void writeText(String value);

    /** Writes what stands behind the last value. */
    abstract void end();

    /** The length of the record without what it needs at its end. */
    abstract int withoutEnd();

    /** Writes what makes the record too long. */
    abstract void lengthen();

    final Workload workload() {
        return workload;
    }

    @Override
    public final void timestamp(long epochMillis) {
        begin(column++);
        writeTime(epochMillis);
    }

    @Override
    public final void number(long value) {
        beginNumber();
        writeNumber(value);
    }

    @Override
    public final void decimal(long unscaled, int scale) {
        beginNumber();
        long power = (long) Decimals.POWERS[scale];
        writeNumber(unscaled / power);
        write('.');
        long fraction = unscaled % power;
        for (long place = power / 10; place > 0; place /= 10) {
            write((char) ('0' + fraction / place % 10));
        }
    }

    @Override
    public final void text(String value) {
        begin(column++);
        int from = length;
        writeText(value);
        if (firstText == NOWHERE) {
            firstText = from + 1; // behind the quote, where there is one
        }
    }

    private void beginNumber() {
        begin(column++);
        if (firstNumber == NOWHERE) {
            firstNumber = length;
        }
    }

    final void writeNumber(long value) {
        int digits = 1;
        for (long power = 10; value >= power; power *= 10) {
            digits++;
        }
        reserve(digits);
        long rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    final void write(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    final void write(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        reserve(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    final int length() {
        return length;
    }

    /** Puts an ASCII character in the place of the number's first digit, as another fault. */
    final void spoilNumber() {
        bytes[firstNumber] = NO_DIGIT;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more));
        }
    }
}
