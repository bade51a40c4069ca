package io.penstock.pipeline;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** How the bytes of a record become columns. Serializable, since decoders are made in tasks. */
public sealed interface Decode extends Serializable permits CsvDecode, JsonDecode, TextDecode, RawDecode {

    /** Its key in the file: csv, json, text or raw. */
    String word();

    /** The columns as a Spark DDL string; the engine parses it. A NULL in a {@code NOT NULL} column is a rejection. */
    String schema();

    /**
     * How TIMESTAMP columns are written: {@code epoch-seconds}, {@code epoch-millis}, {@code epoch-micros}, {@code iso-8601}
     * or a {@code java.time} pattern; null means ISO 8601.
     */
    @Nullable
    String timestampFormat();
}
