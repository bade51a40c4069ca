package io.penstock.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object per record, read strictly as RFC 8259 has it.
 *
 * @param paths column to dotted path, for the columns whose path is not their name
 */
public record JsonDecode(
        @Key(
                        value =
                                "The columns, as Spark writes them in DDL. `NOT NULL` behind a type makes a missing value or null a dead letter.",
                        example = "cab STRING NOT NULL, lat DOUBLE, lon DOUBLE",
                        notation = Notation.SCHEMA)
                String schema,
        @Key(
                        value =
                                "How TIMESTAMP columns are written: `epoch-seconds`, `epoch-millis`, `epoch-micros`, `iso-8601`, or a pattern"
                                        + " of java.time such as `dd/MMM/yyyy:HH:mm:ss Z`.",
                        example = "epoch-millis",
                        notation = Notation.TIMESTAMP_FORMAT,
                        unset = "`iso-8601`")
                @Nullable
                String timestampFormat,
        @Key(
                        value =
                                "Where a column's value lies in the object, when that is not the field of its name: the fields from the"
                                        + " outermost to the value, with dots between them.",
                        example = "{ lat: payload.position.lat, lon: payload.position.lon }",
                        names = Notation.COLUMN,
                        notation = Notation.JSON_PATH,
                        unset = "each column is the field of its name")
                Map<String, String> paths,
        @Key(
                        value = "What happens to a record with a field that no column reads: `ignore` or `reject`.",
                        example = "reject",
                        defaultsTo = "ignore")
                UnknownFields unknownFields)
        implements Decode {

    public JsonDecode {
        paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
    }

    @Override
    public String word() {
        return "json";
    }
}
