package io.penstock.source;

import org.apache.spark.sql.types.DataType;

/** A column, or a place in a nested one ({@code points[].lat}), as it is named in reasons. */
record Column(String name, DataType type, boolean nullable) {

    String typeName() {
        return type.sql();
    }

    Rejection notOfType(byte[] bytes, int from, int to) {
        if (from == to) {
            return type("is empty, expected " + typeName());
        }
        return type("is not a valid " + typeName() + ": " + Excerpt.of(bytes, from, to));
    }

    Rejection doesNotFit(byte[] bytes, int from, int to) {
        return overflow("does not fit " + typeName() + ": " + Excerpt.of(bytes, from, to));
    }

    Rejection isNull() {
        return new Rejection(Rejection.NULL, "column '" + name + "' is NULL, but declared NOT NULL");
    }

    Rejection isMissing() {
        return new Rejection(Rejection.NULL, "column '" + name + "' is missing, but declared NOT NULL");
    }

    Rejection type(String what) {
        return new Rejection(Rejection.TYPE, "column '" + name + "' " + what);
    }

    Rejection overflow(String what) {
        return new Rejection(Rejection.OVERFLOW, "column '" + name + "' " + what);
    }
}
