package io.penstock.cli.init;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the one timestamp format of a decoder, and the column that tells when an event happened. Columns with another
 * format stay what they are without it.
 *
 * @param format the value of {@code timestamp-format}, or nothing when no column tells a time
 * @param types of the columns that have that format
 * @param eventTime the column, or nothing
 */
record TimeChoice(@Nullable String format, Map<String, String> types, @Nullable String eventTime) {

    /** What people call the time of an event, the most telling first. */
    private static final List<String> EVENT_TIMES = List.of(
            "eventtime",
            "eventtimestamp",
            "recordtime",
            "timestamp",
            "time",
            "ts",
            "datetime",
            "timeepoch",
            "collectortstamp",
            "createdat",
            "created");

    /** @param candidates the columns that may tell a time, with their formats, in the order of the columns */
    static TimeChoice among(Map<String, List<TimeFormat>> candidates) {
        Optional<String> event = candidates.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(TimeChoice::isInstant))
                .map(Map.Entry::getKey)
                .min(Comparator.comparingInt(TimeChoice::rank));
        List<TimeFormat> open = event.map(column -> instants(candidates.get(column)))
                .orElseGet(() -> candidates.values().stream().findFirst().orElse(List.of()));
        // the first of those with the most votes: formats stand in the order of preference
        return open.stream()
                .map(TimeFormat::name)
                .max(Comparator.comparingLong(format -> votes(format, candidates)))
                .map(format -> new TimeChoice(format, types(format, candidates), event.orElse(null)))
                .orElseGet(() -> new TimeChoice(null, Map.of(), null));
    }

    private static List<TimeFormat> instants(List<TimeFormat> formats) {
        return formats.stream().filter(TimeChoice::isInstant).toList();
    }

    private static long votes(String format, Map<String, List<TimeFormat>> candidates) {
        return candidates.values().stream()
                .filter(formats ->
                        formats.stream().anyMatch(known -> known.name().equals(format)))
                .count();
    }

    private static Map<String, String> types(String format, Map<String, List<TimeFormat>> candidates) {
        Map<String, String> types = new LinkedHashMap<>();
        candidates.forEach((column, formats) -> formats.stream()
                .filter(known -> known.name().equals(format))
                .findFirst()
                .ifPresent(known -> types.put(column, known.type())));
        return types;
    }

    private static boolean isInstant(TimeFormat format) {
        return format.type().equals("TIMESTAMP");
    }

    private static int rank(String column) {
        String word = column.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        int known = EVENT_TIMES.indexOf(word);
        return known >= 0 ? known : EVENT_TIMES.size();
    }
}
