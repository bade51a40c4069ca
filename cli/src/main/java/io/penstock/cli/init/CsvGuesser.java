package io.penstock.cli.init;

import io.penstock.cli.init.CsvDialect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Guesses delimiter, quotes, header, columns and types of delimited text. */
final class CsvGuesser {

    private static final List<Character> DELIMITERS = List.of(',', '\t', ';', '|', ' ');
    private static final List<String> NULLS = List.of("NULL", "null", "\\N", "NA", "N/A", "-");
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
    private record Reading(CsvDialect dialect, List<List<Field>> rows, int width, double share) {}

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

    /** The columns of a sample that is split into fields. */
    private static final class CsvColumns {

        private final Map<String, String> settings;
        private final List<String> notes = new ArrayList<>();
        private final List<List<Field>> rows;
        private final int width;
        private final @Nullable List<String> header;

        CsvColumns(Reading reading, Map<String, String> settings) {
            this.settings = settings;
            List<List<Field>> all = reading.rows();
            boolean headed = all.size() > 1 && isHeader(all.get(0), all.subList(1, all.size()));
            this.header = headed ? all.get(0).stream().map(Field::text).toList() : null;
            this.rows = headed ? all.subList(1, all.size()) : all;
            this.width = header != null && onlyEmptyBehind(header.size()) ? header.size() : usualWidth(reading);
        }

        private int usualWidth(Reading reading) {
            return Math.max(1, reading.width());
        }

        /** Rows may end in delimiters with nothing behind them. */
        private boolean onlyEmptyBehind(int columns) {
            return rows.stream().allMatch(row -> row.stream().skip(columns).allMatch(field -> field.text()
                    .isEmpty()));
        }

        /** Words over at least one column of something else; or distinct names that do not come again in their columns. */
        private static boolean isHeader(List<Field> first, List<List<Field>> rest) {
            Set<String> names = new HashSet<>();
            for (Field field : first) {
                Values value = new Values();
                value.add(field.text());
                if (field.text().isBlank() || value.isTyped()) {
                    return false;
                }
                names.add(field.text());
            }
            boolean overTyped = false;
            boolean again = false;
            for (int column = 0; column < first.size(); column++) {
                overTyped |= values(rest, column, null).isTyped();
                again |= comesAgain(first.get(column).text(), rest, column);
            }
            return !again
                    && (overTyped
                            || names.size() == first.size()
                                    && names.stream().allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_. -]*")));
        }

        private static boolean comesAgain(String name, List<List<Field>> rows, int column) {
            return rows.stream()
                    .anyMatch(
                            row -> column < row.size() && row.get(column).text().equals(name));
        }

        private static Values values(List<List<Field>> rows, int column, @Nullable String nullValue) {
            Values values = new Values();
            for (List<Field> row : rows) {
                if (column < row.size()) {
                    Field field = row.get(column);
                    boolean absent = nullValue == null
                            ? field.text().isEmpty()
                            : field.text().equals(nullValue);
                    if (field.quoted() || !absent) {
                        values.add(field.text());
                    }
                }
            }
            return values;
        }

        Guess guess() {
            List<String> names = names();
            String nullValue = nullValue();
            if (nullValue != null) {
                settings.put("null-value", "'" + nullValue + "'");
            }
            List<Values> values = new ArrayList<>();
            Map<String, List<TimeFormat>> times = new LinkedHashMap<>();
            for (int column = 0; column < width; column++) {
                values.add(values(rows, column, nullValue));
                List<TimeFormat> formats = values.get(column).times(names.get(column));
                if (!formats.isEmpty()) {
                    times.put(names.get(column), formats);
                }
            }
            countColumns();
            noteEmpty(names, values);
            TimeChoice time = TimeChoice.among(times);
            List<Guess.Column> columns = new ArrayList<>();
            for (int column = 0; column < width; column++) {
                String name = names.get(column);
                String type = time.types().getOrDefault(name, values.get(column).type());
                boolean full = values.get(column).count() == rows.size() && !type.equals("STRING");
                columns.add(new Guess.Column(name, type, full, null));
            }
            return new Guess("csv", columns, time.format(), time.eventTime(), settings, notes);
        }

        private void noteEmpty(List<String> names, List<Values> values) {
            String empty = IntStream.range(0, width)
                    .filter(column -> values.get(column).count() == 0)
                    .mapToObj(names::get)
                    .collect(Collectors.joining(", "));
            if (!empty.isEmpty()) {
                notes.add("Always empty in the sample, so STRING is a guess: %s.".formatted(empty));
            }
        }

        private List<String> names() {
            ColumnNames names = new ColumnNames();
            boolean kept = header != null;
            for (int column = 0; column < width; column++) {
                boolean named = header != null && column < header.size();
                String wanted = named ? header.get(column) : "column_" + (column + 1);
                kept &= names.add(wanted).equals(wanted);
            }
            if (kept) {
                settings.put("header", "true");
            } else if (header != null) {
                notes.add("The line of column names could not be used as it is: as a record it becomes a dead letter.");
            }
            return names.all();
        }

        /** A word that stands for NULL in columns which have a type without it. */
        private @Nullable String nullValue() {
            Map<String, Integer> gained = new HashMap<>();
            for (int column = 0; column < width; column++) {
                if (values(rows, column, null).isTyped() || hasEmpty(column)) {
                    continue;
                }
                for (String word : NULLS) {
                    if (values(rows, column, word).isTyped()) {
                        gained.merge(word, 1, Integer::sum);
                    }
                }
            }
            return gained.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(null);
        }

        private boolean hasEmpty(int column) {
            return rows.stream()
                    .anyMatch(row ->
                            column >= row.size() || row.get(column).text().isEmpty());
        }

        private void countColumns() {
            boolean wider = rows.stream().anyMatch(row -> row.size() > width);
            boolean narrower = rows.stream().anyMatch(row -> row.size() < width);
            if (wider && !narrower && onlyEmptyBehind(width)) {
                settings.put("column-count", "allow-extra");
                notes.add("Records have empty fields behind the last column; column-count allows for them.");
            } else if (wider || narrower) {
                notes.add("Some records have another number of fields than %d; they become dead letters."
                        .formatted(width));
            }
        }
    }
}
