package io.penstock.cli.init;

import io.penstock.cli.init.CsvDialect.Field;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Guesses delimiter, quotes, header, columns and types of delimited text. */
final class CsvGuesser {

    private static final List<Character> DELIMITERS = List.of(',', '\t', ';', '|', ' ');
    /** Fewer well-formed records of one width than this are no sign of a delimiter. */
    private static final double ENOUGH = 0.9;

    private final List<String> records;

    private CsvGuesser(List<String> records) {
        this.records = records;
    }

    /** @param records of the sample; none is empty */
    static Guess guess(List<String> records) {
        return new CsvGuesser(records).guess();
    }

    /** The sample read in one way. @param rows the records of the usual width */
    record Reading(CsvDialect dialect, List<List<Field>> rows, int width, double share) {}

    private Guess guess() {
        Reading reading = DELIMITERS.stream()
                .map(this::read)
                .filter(found -> found.width() > 1 && found.share() >= ENOUGH)
                .max(Comparator.comparingDouble(CsvGuesser::score))
                .map(this::trimmedIfBlank)
                .orElseGet(this::oneColumn);
        return new CsvColumns(reading, dialectSettings(reading)).guess();
    }

    /** The surest; a blank separates words too, so it needs to be surer than the others. */
    private static double score(Reading reading) {
        double blank = reading.dialect().delimiter() == ' ' ? 0.5 : 0;
        return reading.share() - blank + Math.min(reading.width(), 50) / 1_000.0;
    }

    private Reading read(char delimiter) {
        List<CsvDialect> ways = List.of(
                new CsvDialect(delimiter, '"', null, false),
                new CsvDialect(delimiter, '"', '\\', false),
                new CsvDialect(delimiter, '\'', null, false),
                new CsvDialect(delimiter, null, null, false));
        Reading best = read(ways.get(0));
        for (CsvDialect way : ways.subList(1, ways.size())) {
            Reading other = read(way);
            best = other.share() > best.share() ? other : best;
        }
        return best;
    }

    private Reading read(CsvDialect dialect) {
        List<List<Field>> rows =
                records.stream().map(dialect::split).flatMap(Optional::stream).toList();
        Map<Integer, Long> widths = rows.stream().collect(Collectors.groupingBy(List::size, Collectors.counting()));
        int usual = widths.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0);
        boolean narrowHeader = rows.size() > 1 && rows.get(0).size() < usual;
        double share = widths.getOrDefault(usual, 0L) / (double) (narrowHeader ? records.size() - 1 : records.size());
        return new Reading(dialect, rows, usual, share);
    }

    private Reading trimmedIfBlank(Reading reading) {
        if (reading.dialect().delimiter() == ' ' || reading.dialect().delimiter() == '\t') {
            return reading;
        }
        long padded = reading.rows().stream()
                .filter(row -> row.size() > 1 && row.get(1).text().startsWith(" "))
                .count();
        return padded * 2 > reading.rows().size() ? read(reading.dialect().trimmed()) : reading;
    }

    private Reading oneColumn() {
        return read(new CsvDialect('\u0001', null, null, false));
    }

    private static Map<String, String> dialectSettings(Reading reading) {
        Map<String, String> settings = new LinkedHashMap<>();
        CsvDialect dialect = reading.dialect();
        switch (dialect.delimiter()) {
            case ',' -> {}
            case '\t' -> settings.put("delimiter", "\"\\t\"");
            case '\u0001' -> settings.put("delimiter", "\"\\x01\"");
            default -> settings.put("delimiter", "\"" + dialect.delimiter() + "\"");
        }
        if (dialect.quote() == null) {
            settings.put("quote", "none");
        } else if (dialect.quote() != '"') {
            settings.put("quote", "\"" + dialect.quote() + "\"");
        }
        if (dialect.escape() != null) {
            settings.put("escape", "'" + dialect.escape() + "'");
        }
        if (dialect.trim()) {
            settings.put("trim", "true");
        }
        return settings;
    }
}
