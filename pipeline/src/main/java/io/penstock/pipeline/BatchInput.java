package io.penstock.pipeline;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files or tables that a batch run reads in the place of topics: a record in each line, or in each row.
 *
 * <p>A place is the name of a table behind {@code table:}, or the path of a file, or a pattern with {@code *}, {@code ?}, {@code [ab]} and {@code {a,b}} in its names. To all that
 * knows a record by topic, partition and offset, a place is a topic of the name {@link #topic}, which no topic of Kafka can have.
 *
 * @param places tables and absolute paths by source
 * @param skipHeader whether the first line of each file is left out
 */
public record BatchInput(Map<String, String> places, boolean skipHeader) {

    private static final String PREFIX = "file:";
    private static final String TABLE = "table:";
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_-]+)=(.*)");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

    /** @throws IllegalArgumentException if there is no place, or one is not absolute */
    public BatchInput {
        places = Collections.unmodifiableMap(new TreeMap<>(places));
        if (places.isEmpty()) {
            throw new IllegalArgumentException("Cannot read files in the place of topics, none are named");
        }
        places.forEach((source, place) -> {
            if (!isTable(place) && !isAbsolute(place)) {
                throw new IllegalArgumentException(
                        "Cannot read files in the place of source %s, expected an absolute path, but was '%s'"
                                .formatted(source, place));
            }
        });
    }

    private static boolean isAbsolute(String place) {
        try {
            return Path.of(place).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Reads what a user has written: {@code PLACE} where there is one source, else {@code SOURCE=PLACE}.
     *
     * @param sources names of the pipeline's sources
     * @param folder where relative paths begin
     * @throws IllegalArgumentException if one is no place, or names no source, or one of another pipeline, or one twice
     */
    public static BatchInput parse(List<String> written, List<String> sources, Path folder, boolean skipHeader) {
        Map<String, String> places = new LinkedHashMap<>();
        for (String text : written) {
            Matcher named = NAMED.matcher(text);
            boolean hasName = named.matches();
            String place = hasName ? named.group(2) : text;
            String source = hasName ? named.group(1) : onlyOne(sources, text);
            if (!sources.contains(source)) {
                throw wrong(
                        "there is no source " + source + " in the pipeline, which has " + String.join(", ", sources),
                        text);
            }
            if (places.putIfAbsent(source, absolute(place, text, folder)) != null) {
                throw wrong("source " + source + " has one already. Write several files as a pattern", text);
            }
        }
        if (skipHeader && places.values().stream().allMatch(BatchInput::isTable)) {
            throw new IllegalArgumentException("Cannot skip headers, only files have them: --skip-header");
        }
        return new BatchInput(places, skipHeader);
    }

    private static String onlyOne(List<String> sources, String text) {
        if (sources.size() == 1) {
            return sources.get(0);
        }
        throw wrong(
                "it does not say of which source, and there are " + String.join(", ", sources) + ". Write it as in "
                        + sources.get(0) + "=events.csv",
                text);
    }

    private static String absolute(String place, String text, Path folder) {
        if (place.isBlank()) {
            throw wrong("it names no file", text);
        }
        if (isTable(place)) {
            if (!Notation.TABLE.matches(place.substring(TABLE.length()))) {
                throw wrong("it is not the name of a table: " + place.substring(TABLE.length()), text);
            }
            return place;
        }
        if (SCHEME.matcher(place).matches()) {
            throw wrong("only files of this machine and tables (table:web.clicks) take the place of a topic", text);
        }
        try {
            return folder.toAbsolutePath().resolve(place).normalize().toString();
        } catch (InvalidPathException e) {
            throw wrong("it is no path: " + e.getReason(), text);
        }
    }

    private static IllegalArgumentException wrong(String why, String text) {
        return new IllegalArgumentException("Cannot use --input %s, %s".formatted(text, why));
    }

    /** Whether a place is a table. */
    public static boolean isTable(String place) {
        return place.startsWith(TABLE);
    }

    /** The name of the table that a place is. */
    public static String table(String place) {
        return place.substring(TABLE.length());
    }

    /** Under this name records of a place are known. */
    public static String topic(String place) {
        return isTable(place) ? place : PREFIX + place;
    }

    /** The place that the name of a topic stands for, or nothing where it is one of Kafka's. */
    public static @Nullable String place(String topic) {
        if (isTable(topic)) {
            return topic;
        }
        return topic.startsWith(PREFIX) ? topic.substring(PREFIX.length()) : null;
    }

    /**
     * The pipeline with its sources in these places. Limits of batches stay; what else is said of their topics has no meaning. Rows of a
     * table come as JSON objects with the source's columns.
     *
     * @param topics the topic that a place is known as
     * @param columns the columns of a source, as DDL
     */
    public Pipeline in(Pipeline pipeline, UnaryOperator<String> topics, UnaryOperator<String> columns) {
        Map<String, KafkaSource> sources = new LinkedHashMap<>(pipeline.sources());
        places.forEach((name, place) -> sources.computeIfPresent(name, (key, source) -> {
            KafkaSource moved = source.withTopic(new KafkaTopic(
                    topics.apply(place),
                    0,
                    StartingOffsets.Edge.EARLIEST,
                    source.kafka().maxRecordsPerBatch(),
                    OnDataLoss.FAIL));
            return isTable(place) ? moved.ofObjects(columns.apply(name)) : moved;
        }));
        return pipeline.withSources(sources);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        places.forEach((source, place) -> text.append(text.length() == 0 ? "" : ", ")
                .append(source)
                .append('=')
                .append(place));
        return text + (skipHeader ? " without the first lines" : "");
    }
}
