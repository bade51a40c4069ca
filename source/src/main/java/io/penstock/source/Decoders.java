package io.penstock.source;

import io.penstock.pipeline.CsvDecode;
import io.penstock.pipeline.Decode;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.RawDecode;
import io.penstock.pipeline.TextDecode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.jspecify.annotations.Nullable;

/** Makes the decoder that a pipeline file describes. */
public final class Decoders {

    private Decoders() {}

    /**
     * Adds what is wrong with a decoder's settings, each fault at its key ({@code schema}, {@code timestamp-format},
     * {@code paths.url}) below the decoder.
     *
     * @param schema what Spark makes of {@link Decode#schema()}
     */
    public static void check(Decode spec, StructType schema, Problems problems) {
        checkColumns(schema, problems.at("schema"));
        checkTimestampFormat(spec, schema, problems.at("timestamp-format"));
        if (spec instanceof CsvDecode csv) {
            checkCsv(csv, schema, problems);
        } else if (spec instanceof JsonDecode json) {
            JsonColumns.check(json, schema, problems);
        } else if (spec instanceof TextDecode text) {
            checkTexts(schema, "text", problems);
            TextDecoder.check(text, schema, problems);
        }
    }

    /**
     * Makes a decoder for settings that {@link #check} has nothing to say about. Cheap; make one for each task.
     *
     * @throws IllegalArgumentException for any other settings
     */
    public static Decoder create(Decode spec, StructType schema) {
        Problems problems = new Problems();
        check(spec, schema, problems);
        if (problems.count() > 0) {
            String faults = problems.list().stream()
                    .map(problem -> problem.path() + " " + problem.reason())
                    .collect(Collectors.joining("; "));
            throw new IllegalArgumentException("Cannot create a decoder, its settings are faulty: " + faults);
        }
        if (spec instanceof CsvDecode csv) {
            return new CsvDecoder(CsvDialect.of(csv), columns(schema), timestampFormat(spec));
        } else if (spec instanceof JsonDecode json) {
            return new JsonDecoder(JsonColumns.create(json, schema, timestampFormat(spec)));
        } else if (spec instanceof TextDecode text) {
            return new TextDecoder(text, columns(schema), timestampFormat(spec));
        } else if (spec instanceof RawDecode) {
            return new RawDecoder();
        }
        throw new IllegalArgumentException("Cannot create a decoder, unknown kind: " + spec);
    }

    private static void checkColumns(StructType schema, Problems problems) {
        if (schema.isEmpty()) {
            problems.add("has no columns", null);
        }
        List<String> seen = new ArrayList<>();
        for (StructField field : schema.fields()) {
            if (seen.contains(field.name())) {
                problems.add("has column '%s' twice".formatted(field.name()), null);
            }
            seen.add(field.name());
        }
    }

    private static void checkCsv(CsvDecode spec, StructType schema, Problems problems) {
        CsvDialect.check(spec, problems);
        checkTexts(schema, "CSV", problems);
    }

    private static void checkTexts(StructType schema, String format, Problems problems) {
        for (StructField field : schema.fields()) {
            if (!TextWriters.isSupported(field.dataType())) {
                problems.at("schema")
                        .add(
                                "column '%s' cannot be read from %s: %s"
                                        .formatted(
                                                field.name(),
                                                format,
                                                field.dataType().sql()),
                                TextWriters.SUPPORTED);
            }
        }
    }

    private static void checkTimestampFormat(Decode spec, StructType schema, Problems problems) {
        String format = timestampFormat(spec);
        if (!TextWriters.isPattern(format)) {
            return;
        }
        try {
            boolean readsZone = TimestampPattern.of(format).readsZone();
            boolean hasLocal =
                    Arrays.stream(schema.fields()).anyMatch(field -> field.dataType() instanceof TimestampNTZType);
            if (readsZone && hasLocal) {
                problems.add(
                        "reads an offset or a zone, which a TIMESTAMP_NTZ column would lose: " + format,
                        "declare the column TIMESTAMP");
            }
        } catch (IllegalArgumentException e) {
            problems.add(
                    "is not a timestamp format: " + format + " (" + e.getMessage() + ")",
                    "use epoch-seconds, epoch-millis, epoch-micros, iso-8601 or a java.time pattern");
        }
    }

    private static List<Column> columns(StructType schema) {
        return Arrays.stream(schema.fields())
                .map(field -> new Column(field.name(), field.dataType(), field.nullable()))
                .toList();
    }

    private static String timestampFormat(Decode spec) {
        @Nullable String format = spec.timestampFormat();
        return format == null ? TextWriters.ISO_8601 : format;
    }
}
