package io.penstock.pipeline;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column takes from around a record's value.
 *
 * @param from which part of the record
 * @param header name of the header where it is one
 * @param text whether a key or header is a STRING, which has to be UTF-8; else it is BINARY
 */
public record Metadata(From from, @Nullable String header, boolean text) implements Serializable {

    /** The parts of a record. */
    public enum From {
        /** Its key: BINARY or STRING, NULL where it has none. */
        KEY,
        /** The last of its headers with a name: BINARY or STRING, NULL where it has none. */
        HEADER,
        /** All headers in their order: ARRAY&lt;STRUCT&lt;key: STRING, value: BINARY&gt;&gt;, NULL where it has none. */
        HEADERS,
        /** When it was sent, or for some topics appended: TIMESTAMP. */
        TIMESTAMP,
        /** The topic it was read from: STRING. */
        TOPIC,
        /** The partition it was read from: INT. */
        PARTITION,
        /** Its offset in the partition: BIGINT. */
        OFFSET
    }

    static final String PATTERN =
            "headers|timestamp|topic|partition|offset|(key|header\\('[^']{1,200}'\\))( as (STRING|BINARY))?";

    private static final Pattern COMPILED =
            Pattern.compile("(?<part>[a-z]+)(\\('(?<header>[^']+)'\\))?( as (?<type>[A-Z]+))?");

    /** @param text in the form of {@link #PATTERN} */
    static Metadata parse(String text) {
        Matcher matcher = COMPILED.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Cannot read metadata: " + text);
        }
        From from = From.valueOf(matcher.group("part").toUpperCase(Locale.ROOT));
        return new Metadata(from, matcher.group("header"), "STRING".equals(matcher.group("type")));
    }

    /** As it is written in the file. */
    @Override
    public String toString() {
        String part = from.name().toLowerCase(Locale.ROOT);
        String named = header == null ? part : part + "('" + header + "')";
        return text ? named + " as STRING" : named;
    }
}
