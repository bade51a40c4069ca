package io.penstock.source;

import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TextDecode;
import io.penstock.source.SteppedText.TooManyStepsException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.PatternSyntaxException;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One record is one text, with or without its line end, that a regular expression matches as a whole. Each column is the named
 * group of its name; a group that took no part in the match is NULL.
 *
 * <p>When several things are wrong, the one is reported that explains the others: bytes that are not UTF-8, then the pattern,
 * then the first value that does not fit.
 */
final class TextDecoder implements Decoder {

    private final List<Column> columns;
    private final TextWriter[] writers;
    private final String[] groups;
    private final boolean[] emptyIsNull;
    private final byte @Nullable [] nullValue;
    private final SteppedText text = new SteppedText();
    private final NamedGroups named;
    private Matcher matcher;

    TextDecoder(TextDecode spec, List<Column> columns, String timestampFormat) {
        this.columns = List.copyOf(columns);
        this.named = NamedGroups.of(spec.regex());
        this.matcher = named.pattern().matcher(text);
        @Nullable String written = spec.nullValue();
        this.nullValue = written == null ? null : written.getBytes(StandardCharsets.UTF_8);
        this.writers = new TextWriter[columns.size()];
        this.groups = new String[columns.size()];
        this.emptyIsNull = new boolean[columns.size()];
        for (int i = 0; i < writers.length; i++) {
            Column column = columns.get(i);
            writers[i] = TextWriters.create(column, timestampFormat);
            groups[i] = NamedGroups.group(named.names().indexOf(column.name()));
            emptyIsNull[i] = nullValue == null && !TextWriters.isString(column.type());
        }
    }

    @Override
    public @Nullable Rejection decode(
            byte @Nullable [] value, int offset, int length, WritableColumnVector[] vectors, int row) {
        if (value == null) {
            return Rejection.WITHOUT_VALUE;
        }
        int start = offset + Utf8.byteOrderMark(value, offset, offset + length);
        int end = LineEnd.before(value, start, offset + length);
        if (start == end) {
            return Rejection.WITHOUT_CONTENT;
        }
        Rejection notUtf8 = Utf8.check(value, offset, end);
        if (notUtf8 != null) {
            return notUtf8;
        }
        text.open(value, start, end);
        Rejection noMatch = match(value, start, end);
        return noMatch == null ? writeGroups(vectors, row) : noMatch;
    }

    private @Nullable Rejection match(byte[] value, int start, int end) {
        try {
            return matcher.reset().matches() ? null : pattern("does not match the pattern: ", value, start, end);
        } catch (TooManyStepsException e) {
            matcher = named.pattern().matcher(text); // it was left in the middle of its work
            return pattern("took too many steps to match: ", value, start, end);
        } catch (StackOverflowError e) { // Java's matcher calls itself for each turn of a group that repeats
            matcher = named.pattern().matcher(text);
            return pattern("is too long for the groups of the pattern that repeat: ", value, start, end);
        }
    }

    private static Rejection pattern(String what, byte[] value, int start, int end) {
        return new Rejection(Rejection.PATTERN, what + Excerpt.of(value, start, end));
    }

    private @Nullable Rejection writeGroups(WritableColumnVector[] vectors, int row) {
        byte[] bytes = text.bytes();
        for (int i = 0; i < writers.length; i++) {
            int first = matcher.start(groups[i]);
            Rejection wrongValue;
            if (first < 0) {
                wrongValue = writeNull(i, vectors[i], row);
            } else {
                int from = text.offset(first);
                int to = text.offset(matcher.end(groups[i]));
                wrongValue = isNull(i, bytes, from, to)
                        ? writeNull(i, vectors[i], row)
                        : writers[i].write(bytes, from, to, vectors[i], row);
            }
            if (wrongValue != null) {
                return wrongValue;
            }
        }
        return null;
    }

    private boolean isNull(int index, byte[] bytes, int from, int to) {
        byte @Nullable [] isNull = nullValue;
        return isNull == null
                ? from == to && emptyIsNull[index]
                : Arrays.equals(bytes, from, to, isNull, 0, isNull.length);
    }

    private @Nullable Rejection writeNull(int index, WritableColumnVector vector, int row) {
        if (!columns.get(index).nullable()) {
            return columns.get(index).isNull();
        }
        vector.putNull(row);
        return null;
    }

    /** Adds what is wrong with the pattern, and which of its groups and the columns have no counterpart. */
    static void check(TextDecode spec, StructType schema, Problems problems) {
        List<String> names;
        try {
            names = NamedGroups.of(spec.regex()).names();
        } catch (PatternSyntaxException e) {
            problems.at("pattern")
                    .add(
                            "is not a regular expression: " + e.getDescription(),
                            "in single quotes, YAML leaves a backslash as it is");
            return;
        } catch (StackOverflowError e) {
            problems.at("pattern").add("is nested too deeply", null);
            return;
        }
        List<String> columns = Arrays.asList(schema.fieldNames());
        for (String name : names) {
            if (!columns.contains(name)) {
                problems.at("pattern")
                        .add(
                                "has a group without a column: '%s'".formatted(name),
                                "add it to the schema, or write (?:…) for a group that is no column");
            }
        }
        for (String column : columns) {
            if (!names.contains(column)) {
                problems.at("schema")
                        .add(
                                "has a column without a group: '%s'".formatted(column),
                                "name a group of the pattern: (?<%s>…)".formatted(column));
            }
        }
    }
}
