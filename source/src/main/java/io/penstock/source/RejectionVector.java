package io.penstock.source;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Rejections as a column of text, made when somebody reads it. */
final class RejectionVector extends ColumnVector {

    private final @Nullable Rejection[] rejections;

    RejectionVector(@Nullable Rejection[] rejections) {
        super(DataTypes.StringType);
        this.rejections = rejections;
    }

    @Override
    public boolean hasNull() {
        return true;
    }

    @Override
    public int numNulls() {
        int nulls = 0;
        for (Rejection rejection : rejections) {
            nulls += rejection == null ? 1 : 0;
        }
        return nulls;
    }

    @Override
    public boolean isNullAt(int row) {
        return rejections[row] == null;
    }

    @Override
    public @Nullable UTF8String getUTF8String(int row) {
        Rejection rejection = rejections[row];
        return rejection == null ? null : UTF8String.fromString(rejection.rule() + ": " + rejection.reason());
    }

    @Override
    public void close() {
        // holds nothing but memory
    }

    @Override
    public boolean getBoolean(int row) {
        throw notText();
    }

    @Override
    public byte getByte(int row) {
        throw notText();
    }

    @Override
    public short getShort(int row) {
        throw notText();
    }

    @Override
    public int getInt(int row) {
        throw notText();
    }

    @Override
    public long getLong(int row) {
        throw notText();
    }

    @Override
    public float getFloat(int row) {
        throw notText();
    }

    @Override
    public double getDouble(int row) {
        throw notText();
    }

    @Override
    public ColumnarArray getArray(int row) {
        throw notText();
    }

    @Override
    public ColumnarMap getMap(int row) {
        throw notText();
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        throw notText();
    }

    @Override
    public byte[] getBinary(int row) {
        throw notText();
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        throw notText();
    }

    private static UnsupportedOperationException notText() {
        return new UnsupportedOperationException("Cannot read a rejection as anything but text");
    }
}
